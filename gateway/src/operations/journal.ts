import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, statement } from '../storage/database.js';

type Entry = Readonly<{ write: () => void; done: () => void; failed: (error: unknown) => void }>;

/** Flushes come no closer together than this, ms: under load more writes share one. */
const spacing = 4;
/** How long a write that nobody waits for may stay in memory, ms. */
const laziness = 100;

/** Group commit: writes that arrive close together share one transaction and one flush to disk. */
export class Journal {
    readonly #database: DatabaseSync;
    #pending: Entry[] = [];
    #timer: NodeJS.Timeout | undefined;
    #due = Number.POSITIVE_INFINITY;
    #flushed = 0;

    constructor(database: DatabaseSync) {
        this.#database = database;
    }

    /** Resolves when the write is on disk. */
    write(write: () => void): Promise<void> {
        return this.#enqueue(write, Math.max(performance.now(), this.#flushed + spacing));
    }

    /** A write that may be lost in a crash: it goes with the next flush. */
    writeLazily(write: () => void): Promise<void> {
        return this.#enqueue(write, performance.now() + laziness);
    }

    /** Writes what is pending now. */
    flush(): void {
        clearTimeout(this.#timer);
        this.#due = Number.POSITIVE_INFINITY;
        if (this.#pending.length > 0) {
            this.#flush();
            this.#flushed = performance.now();
        }
    }

    #enqueue(write: () => void, due: number): Promise<void> {
        return new Promise((done, failed) => {
            this.#pending.push({ write, done, failed });
            if (due < this.#due) {
                clearTimeout(this.#timer);
                this.#due = due;
                this.#timer = setTimeout(() => this.flush(), Math.max(0, due - performance.now()));
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
    statement(database, 'SAVEPOINT entry').run();
    try {
        write();
        statement(database, 'RELEASE entry').run();
    } catch (error) {
        database.exec('ROLLBACK TO entry; RELEASE entry');
        throw error;
    }
}
