import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { Stage } from './stage.js';

/** More than a gateway takes at once: 200 in flight and 800 waiting. */
const BURST = 1_300;

/** More than every limit allows: what is refused is refused clearly, what is acknowledged is kept. */
export const overloads: readonly Fault[] = [
    {
        number: 8,
        name: `${BURST} choices at once through one gateway`,
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            const { homes } = stage.load;
            const wanted = Array.from({ length: BURST }, (_, index) => {
                const home = homes[index % homes.length];
                if (home === undefined) {
                    throw new RangeError('nobody lives here');
                }
                return stage.load.choiceAhead(home);
            });
            const ends = await Promise.all(
                wanted.map((asked) => stage.requester.perform({ ...asked, isImpatient: true })),
            );
            const told = Object.entries(
                Object.groupBy(ends, (end) => (end.told === 'failed' ? end.code : end.told)),
            ).map(([name, of]) => [name, of?.length ?? 0] as const);
            stage.options.say(`  ${told.map(([name, count]) => `${name} ${count}`).join(', ')}`);
            const names = told.map(([name]) => name);
            if (!names.includes('committed')) {
                throw new Error(`${BURST} at once were answered with ${JSON.stringify(told)}`);
            }
            if (!names.includes('OVERLOADED')) {
                stage.options.say('  nothing was refused: on this machine they came too slowly to reach the limit');
            }
            const unclear = names.filter((name) => !CLEAR.includes(name));
            if (unclear.length > 0) {
                throw new Error(`unclear refusals: ${unclear.join(', ')}`);
            }
            await stage.recovered();
        },
    },
    {
        number: 8,
        name: 'requests larger than every limit',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            await refused(stage, 'community', '/choices', { jws: 'x'.repeat(2_000_000) }, 'BODY_TOO_LARGE');
            const reading = { point: 'mp-0', ocmf: 'x'.repeat(40) };
            const readings = Array.from({ length: 1_001 }, () => reading);
            await refused(stage, 'grid', '/readings', { slot: stage.load.settled + 1, readings }, 'REQUEST_INVALID');
            await delay(200);
            await stage.recovered();
        },
    },
];

/** Answers that a caller can act on. */
const CLEAR = ['committed', 'OVERLOADED', 'LEDGER_UNAVAILABLE'];

async function refused(
    stage: Stage,
    gateway: 'grid' | 'community',
    path: string,
    body: unknown,
    code: string,
): Promise<void> {
    const end = await stage.requester.perform({ kind: 'choice', gateway, path, body, mark: undefined, isWrong: true });
    if (end.told !== 'failed' || end.code !== code) {
        throw new Error(`${code} was expected of ${path}, not ${JSON.stringify(end)}`);
    }
}
