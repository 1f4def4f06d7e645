import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { Stage } from './stage.js';

/** Longer than a question to a peer may take (5 s), shorter than what a supervisor would call an end. */
const PAUSE_MS = 8_000;

function paused(name: string, places: Fault['places'], choose: (stage: Stage) => Promise<string>): Fault {
    return {
        number: 2,
        name: `SIGSTOP of ${name} for ${PAUSE_MS / 1000} s`,
        places,
        inject: async (stage) => {
            const process = await choose(stage);
            stage.signal(process, 'SIGSTOP');
            try {
                await delay(PAUSE_MS);
            } finally {
                stage.signal(process, 'SIGCONT');
            }
            await stage.recovered();
        },
    };
}

/** Slow is not dead: processes that stand still and go on. */
export const pauses: readonly Fault[] = [
    paused('the embedded network', ['embedded'], async () => 'embedded'),
    paused('the leading orderer', ['raft', 'bft'], (stage) => stage.leader()),
    paused('the peer that the grid’s gateway uses', ['raft', 'bft'], async () => 'peer0.grid'),
    paused('a chaincode process', ['embedded', 'raft', 'bft'], async () => 'energy.community'),
    paused('a gateway', ['embedded', 'raft', 'bft'], async () => 'gateway.community'),
];
