import type { TransactionStatus } from '../ledger.js';
import { Recent } from './recent.js';

/** 4 MB; of a million transactions, about two in ten thousand new ids have to be looked up in vain. */
const BITS = 2 ** 25;
const WORDS = [0, 8, 16, 24];
const HASH = /^[0-9a-f]{64}$/;

/**
 * What can be said of a transaction id without asking the database: that it is certainly new (a Bloom filter, whose
 * hash functions are parts of the id, itself a hash), or what became of a recent one.
 */
export class TransactionIds {
    readonly #bits = new Uint8Array(BITS / 8);
    readonly #recent = new Recent<TransactionStatus>(16384);

    /** False only for an id that was never added. */
    mayHave(txId: string): boolean {
        return !HASH.test(txId) || positions(txId).every((at) => ((this.#bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0);
    }

    /** The first transaction of this id, if it is recent. */
    recent(txId: string): TransactionStatus | undefined {
        return this.#recent.get(txId);
    }

    /** Adds an id of an earlier run. */
    add(txId: string): void {
        if (HASH.test(txId)) {
            for (const at of positions(txId)) {
                this.#bits[at >> 3] = (this.#bits[at >> 3] ?? 0) | (1 << (at & 7));
            }
        }
    }

    /** Adds a transaction of a new block. Only the first with an id counts. */
    note(transaction: TransactionStatus): void {
        if (!this.mayHave(transaction.txId)) {
            this.add(transaction.txId);
            this.#recent.set(transaction.txId, transaction);
        }
    }
}

function positions(txId: string): number[] {
    return WORDS.map((from) => Number.parseInt(txId.slice(from, from + 8), 16) % BITS);
}
