import {
    isRecomputable,
    type Recorded,
    Refusal,
    recompute,
    Unavailable,
    UnknownFunction,
    type Write,
} from '@linguang/chaincode/recompute';
import {
    type Difference,
    type DisclosedSet,
    privateWritesOf,
    type RecordedTransaction,
    ReplayedState,
    readsOf,
    readsOfSimulation,
    readTransaction,
    writesOf,
} from '@linguang/network/replay';
import { mismatchOf } from './compare.js';
import { SimulatedWorld } from './world.js';

/** A valid transaction to compute again. */
export type Work = Readonly<{
    block: number;
    transaction: number;
    envelope: Uint8Array;
    disclosed: readonly DisclosedSet[];
}>;

/** Transactions of some blocks, in order. The state reaches up to `height`; each is computed on the state before its block. */
export type Task = Readonly<{ id: number; height: number; mspIds: readonly string[]; work: readonly Work[] }>;

/** What came of a task. It ends with the first difference. */
export type Outcome = Readonly<{
    id: number;
    /** Computed again and found the same, by function. */
    recomputed: Readonly<Record<string, number>>;
    /** What could not be computed again, by what was missing. */
    unchecked: Readonly<Record<string, Unchecked>>;
    difference?: Difference;
}>;

/** How many transactions, and where the first is. */
export type Unchecked = Readonly<{ count: number; block: number; transaction: number }>;

/** Definitions of chaincodes: all organisations must endorse them, which the replay of the chain checks. */
const LIFECYCLE = '_lifecycle';

/** Computes transactions again on the state that a replay of the chain has left in a folder. */
export class Recomputer {
    readonly #state: ReplayedState;

    constructor(directory: string) {
        this.#state = new ReplayedState(directory);
    }

    async run({ id, height, mspIds, work }: Task): Promise<Outcome> {
        this.#state.refresh(height, mspIds);
        const recomputed: Record<string, number> = {};
        const unchecked: Record<string, Unchecked> = {};
        for (const one of work) {
            const recorded = readTransaction(one.envelope);
            if (recorded.chaincode === LIFECYCLE) {
                continue;
            }
            const call = `${recorded.chaincode} ${recorded.args[0] ?? ''}`;
            const found = isRecomputable(recorded.chaincode)
                ? await this.#compare(one, recorded)
                : new Unavailable(`the chaincode ${recorded.chaincode}, which is none of Linguang's`);
            if (found instanceof Unavailable) {
                const { block, transaction } = one;
                const reason = isRecomputable(recorded.chaincode) ? `${call} needs ${found.message}` : found.message;
                unchecked[reason] = {
                    block,
                    transaction,
                    ...unchecked[reason],
                    count: (unchecked[reason]?.count ?? 0) + 1,
                };
            } else if (found === undefined) {
                recomputed[call] = (recomputed[call] ?? 0) + 1;
            } else {
                const { block, transaction } = one;
                const place = { block, transaction, transactionId: recorded.txId, call };
                return { id, recomputed, unchecked, difference: { ...place, ...found } };
            }
        }
        return { id, recomputed, unchecked };
    }

    close(): void {
        this.#state.close();
    }

    async #compare(
        { block, disclosed }: Work,
        recorded: RecordedTransaction,
    ): Promise<ReturnType<typeof mismatchOf> | Unavailable> {
        const [mspId = ''] = recorded.endorsers;
        const at = { height: block, mspId, txId: recorded.txId };
        const simulator = this.#state.simulate(at);
        const peeking = this.#state.simulate(at);
        const privateWrites = disclosed.flatMap(privateWritesOf);
        try {
            const done = await recompute(recordedOf(recorded, privateWrites), {
                world: new SimulatedWorld(simulator),
                peek: new SimulatedWorld(peeking),
            });
            const reads = readsOfSimulation(simulator.result().publicRwset);
            return mismatchOf(recorded, done, reads, privateWrites);
        } catch (error) {
            const [written] = writesOf(recorded.sets);
            if (error instanceof UnknownFunction && written !== undefined) {
                const { chaincode, collection, key } = written;
                const expected = 'a function of this version, or no write';
                return { check: 'REFUSED', chaincode, collection, key, expected, found: `a write by ${error.message}` };
            }
            if (error instanceof Unavailable) {
                return error;
            }
            if (error instanceof Refusal) {
                return {
                    check: 'REFUSED',
                    chaincode: recorded.chaincode,
                    expected: `the contract refuses it: ${error.message}`,
                    found: 'a valid transaction',
                };
            }
            throw error;
        } finally {
            simulator.done();
            peeking.done();
        }
    }
}

function recordedOf(recorded: RecordedTransaction, privateWrites: readonly Write[]): Recorded {
    return {
        chaincode: recorded.chaincode,
        channel: recorded.channel,
        transaction: recorded.txId,
        args: recorded.args,
        creator: recorded.creator,
        seconds: recorded.seconds,
        nanos: recorded.nanos,
        publicWrites: writesOf(recorded.sets).filter(
            ({ collection, isMetadata }) => collection === undefined && !isMetadata,
        ),
        privateWrites,
        keysRead: readsOf(recorded.sets)
            .filter(({ collection }) => collection === undefined)
            .map(({ key }) => key),
    };
}
