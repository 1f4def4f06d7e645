import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** Between two processes that start, ms at most. */
const STAGGER_MS = 700;

/** Everything down and up again in orders that nobody planned. */
export const restarts: readonly Fault[] = [
    {
        number: 9,
        name: 'everything stopped and started in random order',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            const all = stage.processes('');
            for (const name of stage.random.shuffled(all)) {
                await stage.running.stopProcess(name);
            }
            await Promise.all(
                stage.random.shuffled(all).map(async (name, place) => {
                    await delay(place * stage.random.between(0, STAGGER_MS));
                    await stage.startProcess(name);
                }),
            );
            await stage.recovered();
        },
    },
    {
        number: 9,
        name: 'everything killed at once',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            const all = stage.random.shuffled(stage.processes(''));
            const before = new Map(all.map((name) => [name, stage.running.kill(name)]));
            await stage.until('everything is back', () =>
                stage.running.processes.every(({ name, phase, pid }) => phase === 'ready' && pid !== before.get(name)),
            );
            await stage.recovered();
        },
    },
];
