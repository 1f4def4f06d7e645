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
        const written: Entry[] = [];
        const refused: [Entry, unknown][] = [];
        try {
            inTransaction(this.#database, () => {
                for (const entry of entries) {
                    try {
                        inSavepoint(this.#database, entry.write);
                        written.push(entry);
                    } catch (error) {
                        refused.push([entry, error]);
                    }
                }
            });
        } catch (error) {
            for (const { failed } of entries) {
                failed(error);
            }
            return;
        }
        for (const { done } of written) {
            done();
        }
        for (const [{ failed }, error] of refused) {
            failed(error);
        }
    }
}

/** Undoes one write that fails without undoing the others of the transaction. */
function inSavepoint(database: DatabaseSync, write: () => void): void {
    database.exec('SAVEPOINT entry');
    try {
        write();
        database.exec('RELEASE entry');
    } catch (error) {
        database.exec('ROLLBACK TO entry; RELEASE entry');
        throw error;
    }
}
