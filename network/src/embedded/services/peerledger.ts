import type { common } from '@hyperledger/fabric-protos';
import type { Ledger, TransactionStatus } from '../ledger.js';

/**
 * The common ledger as one peer has it: the same blocks, up to that peer's own height. A peer is at the tip unless it is
 * held back, which only tests do.
 */
export class PeerLedger {
    readonly #ledger: Ledger;
    readonly #listeners = new Set<(block: number) => void>();
    readonly #unsubscribe: () => void;
    #held: number | undefined;
    #told: number;

    constructor(ledger: Ledger) {
        this.#ledger = ledger;
        this.#told = ledger.height;
        this.#unsubscribe = ledger.subscribe(() => this.#tell());
    }

    /** Number of blocks this peer has. */
    height(): number {
        return Math.min(this.#held ?? this.#ledger.height, this.#ledger.height);
    }

    /** Keeps the peer at a height (default: its present one) until {@link release}. */
    hold(height = this.height()): void {
        this.#held = height;
    }

    /** Lets a held peer catch up; listeners hear of every block it missed. */
    release(): void {
        this.#held = undefined;
        this.#tell();
    }

    /** A block's bytes with metadata; undefined when this peer does not have it yet. */
    blockBytes(number: number): Uint8Array | undefined {
        return number < this.height() ? this.#ledger.blockBytes(number) : undefined;
    }

    block(number: number): common.Block | undefined {
        return number < this.height() ? this.#ledger.block(number) : undefined;
    }

    /** What became of a transaction, once this peer has its block. */
    status(txId: string): TransactionStatus | undefined {
        const status = this.#ledger.status(txId);
        return status !== undefined && status.block < this.height() ? status : undefined;
    }

    /** Calls the listener with the number of each block as this peer gets it. @returns unsubscribe */
    subscribe(listener: (block: number) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Resolves when this peer has the block of that number. @throws the signal's reason when it aborts first */
    async whenBlock(number: number, signal: AbortSignal): Promise<void> {
        signal.throwIfAborted();
        if (number < this.height()) {
            return;
        }
        await new Promise<void>((resolve, reject) => {
            const finish = (): void => {
                unsubscribe();
                signal.removeEventListener('abort', abort);
            };
            const abort = (): void => {
                finish();
                reject(signal.reason);
            };
            const unsubscribe = this.subscribe(() => {
                if (number < this.height()) {
                    finish();
                    resolve();
                }
            });
            signal.addEventListener('abort', abort, { once: true });
        });
    }

    close(): void {
        this.#unsubscribe();
        this.#listeners.clear();
    }

    #tell(): void {
        for (const height = this.height(); this.#told < height; this.#told++) {
            for (const listener of [...this.#listeners]) {
                listener(this.#told);
            }
        }
    }
}
