/** Where a transaction ended up: the code is Fabric's TxValidationCode, 0 = VALID. */
export type Outcome = Readonly<{ transactionId: string; block: number; index: number; code: number }>;

/** Callers waiting for transactions to appear in a block, resolved by the one block stream of the gateway. */
export class Outcomes {
    readonly #waiters = new Map<string, Set<(outcome: Outcome) => void>>();

    get waiting(): number {
        return this.#waiters.size;
    }

    /** Resolves with the outcome of a transaction, or with undefined when `signal` fires. */
    wait(transactionId: string, signal?: AbortSignal): Promise<Outcome | undefined> {
        return new Promise((resolve) => {
            const finish = (outcome: Outcome | undefined): void => {
                signal?.removeEventListener('abort', abandon);
                this.#drop(transactionId, finish);
                resolve(outcome);
            };
            const abandon = (): void => finish(undefined);
            if (signal?.aborted) {
                resolve(undefined);
                return;
            }
            signal?.addEventListener('abort', abandon);
            const callers = this.#waiters.get(transactionId) ?? new Set();
            callers.add(finish);
            this.#waiters.set(transactionId, callers);
        });
    }

    /** Whether anybody waits for a transaction. */
    expects(transactionId: string): boolean {
        return this.#waiters.has(transactionId);
    }

    /** Tells waiters what a block held. The first appearance of a transaction id is its outcome. */
    settle(outcomes: readonly Outcome[]): void {
        for (const outcome of outcomes) {
            for (const resolve of this.#waiters.get(outcome.transactionId) ?? []) {
                resolve(outcome);
            }
        }
    }

    #drop(transactionId: string, caller: (outcome: Outcome) => void): void {
        const callers = this.#waiters.get(transactionId);
        callers?.delete(caller);
        if (callers?.size === 0) {
            this.#waiters.delete(transactionId);
        }
    }
}
