import type { Difference } from '@linguang/network/replay';
import type { Outcome, Unchecked } from './recomputer.js';

/** What an audit came to. */
export type AuditResult = Readonly<{
    /** Nothing that was checked is otherwise than it should be. */
    ok: boolean;
    channel: string;
    /** Blocks that are as they should be. */
    blocks: number;
    /** Of those blocks, by validation code. */
    transactions: Readonly<Record<string, number>>;
    /** SHA-256 of the header of block 0, the root of trust. */
    genesis: string;
    /** The same for everybody who has the same blocks with the same validation codes. */
    digest: string;
    /** Transactions computed again and found the same, by function. */
    recomputed: Readonly<Record<string, number>>;
    /** What could not be computed again, and why. */
    unchecked: readonly (Unchecked & Readonly<{ what: string }>)[];
    /** Private write sets that nobody disclosed, by `chaincode/collection`. */
    undisclosed: Readonly<Record<string, number>>;
    /** The first one. */
    difference: Difference | null;
    /** How the ledger of `--against` stands to this one. */
    against: null | Readonly<{ file: string; organisation: string; blocks: number; same: boolean }>;
    /** Files that end within a block: what came after is missing. */
    truncated: readonly string[];
    seconds: number;
}>;

/** Adds up outcomes of tasks, which may come in any order. */
export class Tally {
    readonly #recomputed: Record<string, number> = {};
    readonly #unchecked = new Map<string, Unchecked>();
    #difference: Difference | undefined;

    add({ recomputed, unchecked, difference }: Outcome): void {
        for (const [name, count] of Object.entries(recomputed)) {
            this.#recomputed[name] = (this.#recomputed[name] ?? 0) + count;
        }
        for (const [what, found] of Object.entries(unchecked)) {
            const known = this.#unchecked.get(what);
            const first = known !== undefined && isBefore(known, found) ? known : found;
            this.#unchecked.set(what, { ...first, count: (known?.count ?? 0) + found.count });
        }
        if (difference !== undefined) {
            this.differ(difference);
        }
    }

    /** Notes a difference; the first in the ledger counts. */
    differ(difference: Difference): void {
        if (this.#difference === undefined || isBefore(difference, this.#difference)) {
            this.#difference = difference;
        }
    }

    get difference(): Difference | undefined {
        return this.#difference;
    }

    get recomputed(): Readonly<Record<string, number>> {
        return sorted(this.#recomputed);
    }

    get unchecked(): AuditResult['unchecked'] {
        return [...this.#unchecked].map(([what, found]) => ({ what, ...found })).sort((a, b) => b.count - a.count);
    }
}

export function sorted(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Place = Readonly<{ block: number; transaction?: number | undefined }>;

/** A block itself comes before its transactions. */
function isBefore(a: Place, b: Place): boolean {
    return a.block === b.block ? (a.transaction ?? -1) < (b.transaction ?? -1) : a.block < b.block;
}
