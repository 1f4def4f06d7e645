import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../storage/database.js';

type Entry = Readonly<{ write: () => void; done: () => void; failed: (error: unknown) => void }>;

/** Group commit: writes that arrive in the same turn of the event loop share one transaction and one flush to disk. */
export class Journal {
    readonly #database: DatabaseSync;
    #pending: Entry[] = [];

    constructor(database: DatabaseSync) {
        this.#database = database;
    }

    /** Resolves when the write is on disk. */
    write(write: () => void): Promise<void> {
        return new Promise((done, failed) => {
            if (this.#pending.push({ write, done, failed }) === 1) {
                setImmediate(() => this.#flush());
            }
        });
    }

    #flush(): void {
        const entries = this.#pending;
        this.#pending = [];
        try {
            inTransaction(this.#database, () => {
                for (const { write } of entries) {
                    write();
                }
            });
        } catch (error) {
            for (const { failed } of entries) {
                failed(error);
            }
            return;
        }
        for (const { done } of entries) {
            done();
        }
    }
}
