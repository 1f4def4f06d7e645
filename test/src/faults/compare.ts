import type { ChainTransaction } from './chain.js';
import type { Operation } from './history.js';
import { markOf } from './marks.js';

/** How what was told compares with what is there. */
export type Compared = Readonly<{ lost: number; doubled: number; words: readonly string[] }>;

/**
 * Compares what callers were told with the ledger: each operation is there as often as somebody was told so, once or never, and in the
 * transaction and block that were named.
 * @param chain - first appearances of all transactions, by id
 * @param holderOf - whose certificate a number is
 */
export function compared(
    history: readonly Operation[],
    chain: ReadonlyMap<string, ChainTransaction>,
    holderOf: (number: string) => string | undefined,
): Compared {
    const there = new Map<string, number>();
    for (const { code, transaction, argument } of chain.values()) {
        const mark = code === 0 ? markOf(transaction, argument, holderOf) : undefined;
        if (mark !== undefined) {
            there.set(mark, (there.get(mark) ?? 0) + 1);
        }
    }
    let [lost, doubled] = [0, 0];
    const words: string[] = [];
    /** By mark: how often somebody was told "committed", and how often nothing. */
    const told = new Map<string, { committed: number; nothing: number }>();
    for (const operation of history) {
        const { end, mark } = operation;
        const counts = told.get(mark ?? '') ?? { committed: 0, nothing: 0 };
        if (mark !== undefined) {
            told.set(mark, counts);
        }
        if (end?.told !== 'committed') {
            counts.nothing += end?.told === 'failed' ? 0 : 1;
            continue;
        }
        counts.committed++;
        const found = chain.get(end.transactionId);
        if (found === undefined || found.code !== 0 || found.block !== end.block) {
            lost++;
            words.push(
                `LOST ${shown(operation)}: ${found === undefined ? 'nowhere' : `in block ${found.block}, code ${found.code}`}`,
            );
        }
    }
    for (const [mark, { committed, nothing }] of told) {
        const count = there.get(mark) ?? 0;
        const says = `${mark.slice(0, 120)}: told ${committed} times, on the ledger ${count} times`;
        // What nobody was told of may be there once, and is complained of as unresolved anyway.
        if (count > Math.max(committed, nothing > 0 ? 1 : 0)) {
            doubled++;
            words.push(`DOUBLED ${says}`);
        } else if (count < committed) {
            lost++;
            words.push(`LOST ${says}`);
        }
    }
    return { lost, doubled, words };
}

/** Operations whose callers never learnt what became of them. */
export function unresolved(operations: readonly Operation[]): string[] {
    return operations
        .filter(({ end }) => end === undefined || end.told === 'nothing')
        .map((operation) => `UNRESOLVED ${shown(operation)}: ${JSON.stringify(operation.attempts.slice(-3))}`);
}

/** What the ledger took although it is wrong. */
export function acceptedWrongly(operations: readonly Operation[]): string[] {
    return operations
        .filter(({ isWrong, end }) => isWrong && end?.told === 'committed')
        .map((operation) => `ACCEPTED though wrong: ${shown(operation)}`);
}

function shown({ number, kind, gateway, path, end }: Operation): string {
    return `operation ${number}, ${kind} through ${gateway} ${path}: ${JSON.stringify(end ?? null).slice(0, 160)}`;
}
