import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Fault } from './fault.js';
import { sendAgain } from './lateenvelopes.js';
import type { Stage } from './stage.js';

const Committed = z.looseObject({ transactionId: z.string() });
const Problem = z.looseObject({ code: z.string() });

/** Everything comes twice: requests, keys, signed instructions, envelopes. */
export const repetitions: readonly Fault[] = [
    {
        number: 7,
        name: 'repeated requests, keys and signed instructions',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            await atOnce(stage);
            for (let round = 0; round < 5; round++) {
                await keysAgain(stage);
            }
            await stage.recovered();
        },
    },
    {
        number: 7,
        name: 'envelopes sent again, in another order, by another organisation',
        places: ['embedded', 'raft', 'bft'],
        inject: async (stage) => {
            const { chain } = stage.oracle;
            await chain.read(stage.options.patienceMs);
            const all = [...chain.transactions.values()];
            const chosen = stage.random.shuffled(all).slice(0, 40);
            const before = chain.duplicates;
            const taken = await sendAgain(stage.running.network, 'certifier', chosen);
            await stage.until('the repeated envelopes are in blocks', async () => {
                await chain.read(stage.options.patienceMs);
                return chain.duplicates >= before + taken;
            });
            await stage.recovered();
        },
    },
];

/** The same request ten times at once, with one key: one transaction, and nobody is told another. */
async function atOnce(stage: Stage): Promise<void> {
    const home = stage.load.homes[0];
    if (home === undefined) {
        throw new RangeError('nobody lives here');
    }
    const asked = stage.load.choiceAhead(home);
    const key = randomUUID();
    const send = () => stage.requester.send(asked.gateway, asked.path, asked.body, key);
    let answers = await Promise.all(Array.from({ length: 10 }, send));
    // As long as nothing could be written, as on a busy machine, all ten again.
    await stage.until('one of ten is written', async () => {
        const isWritten = answers.some(({ status }) => status === 201);
        answers = isWritten ? answers : await Promise.all(Array.from({ length: 10 }, send));
        return isWritten;
    });
    const ids = answers.flatMap(({ status, body }) => (status === 201 ? [Committed.parse(body).transactionId] : []));
    const others = answers.flatMap(({ status, body }) => (status === 201 ? [] : [Problem.parse(body).code]));
    if (
        new Set(ids).size !== 1 ||
        others.some((code) => !['OPERATION_IN_PROGRESS', 'LEDGER_UNAVAILABLE'].includes(code))
    ) {
        throw new Error(`ten at once were answered with ${JSON.stringify({ ids, others })}`);
    }
    // As an operation of the history, so that the oracle counts it too.
    const again = await stage.requester.perform({ ...asked, isWrong: true, mark: undefined });
    if (again.told !== 'failed' || again.code !== 'SEQUENCE_USED') {
        throw new Error(`a signed instruction in a new request was answered with ${JSON.stringify(again)}`);
    }
}

/** An old key with the old request answers as it did; with another request it is refused. */
async function keysAgain(stage: Stage): Promise<void> {
    const done = stage.history.operations.filter(({ end }) => end?.told === 'committed');
    const { gateway, path, body, key, end } = stage.random.pick(done);
    const same = await stage.requester.send(gateway, path, body, key);
    const told = end?.told === 'committed' ? end.transactionId : '';
    if (!same.replayed || Committed.parse(same.body).transactionId !== told) {
        throw new Error(`a repeated key was answered with ${JSON.stringify(same)}, first with ${told}`);
    }
    const other = await stage.requester.send(gateway, path, { other: 'request' }, key);
    if (Problem.parse(other.body).code !== 'IDEMPOTENCY_KEY_REUSED') {
        throw new Error(`a key with another request was answered with ${JSON.stringify(other)}`);
    }
}
