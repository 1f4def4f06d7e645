import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { Stage } from './stage.js';

const FABRIC = ['raft', 'bft'] as const;
const ANYWHERE = ['embedded', ...FABRIC] as const;
/** How long orderers are kept away, ms: longer than an election takes. */
const AWAY_MS = 6_000;

/** kill -9 of each of the processes whose names begin so, one after the other. */
export function killEach(name: string, places: Fault['places'], ...beginnings: readonly string[]): Fault {
    return {
        number: 1,
        name: `kill -9 of ${name}`,
        places,
        inject: async (stage) => {
            for (const process of stage.random.shuffled(stage.processes(...beginnings))) {
                await stage.more(stage.random.between(2, 6));
                await stage.killAndReturn(process);
                await stage.recovered();
            }
        },
    };
}

/** kill -9 of an orderer that stays away for some seconds. */
function orderer(name: string, choose: (stage: Stage) => Promise<readonly string[]>, places: Fault['places']): Fault {
    return {
        number: 1,
        name: `kill -9 of ${name}, back after ${AWAY_MS / 1000} s`,
        places,
        inject: async (stage) => {
            const chosen = await choose(stage);
            await Promise.all(chosen.map((process) => stage.killForGood(process)));
            await delay(AWAY_MS);
            await Promise.all(chosen.map((process) => stage.startProcess(process)));
            await stage.recovered();
        },
    };
}

const leader = async (stage: Stage) => [await stage.leader()];
const follower = async (stage: Stage) => {
    const leading = await stage.leader();
    return [stage.random.pick(stage.processes('orderer').filter((name) => name !== leading))];
};
const twoWithLeader = async (stage: Stage) => [await stage.leader(), ...(await follower(stage))];

/** kill -9 of each kind of process. */
export const kills: readonly Fault[] = [
    killEach('each gateway', ANYWHERE, 'gateway.'),
    killEach('each chaincode process', ANYWHERE, 'energy.', 'certificate.'),
    killEach('the embedded network', ['embedded'], 'embedded'),
    killEach('each peer', FABRIC, 'peer'),
    orderer('the Raft leader', leader, ['raft']),
    orderer('a Raft follower', follower, ['raft']),
    orderer('two of three orderers, the leader among them', twoWithLeader, ['raft']),
    orderer('one of four BFT orderers, a follower', follower, ['bft']),
    orderer('one of four BFT orderers, the leader', leader, ['bft']),
];
