import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, isStorageFailure, statement, undo } from '../storage/database.js';

type Entry = Readonly<{ write: () => void; done: () => void; failed: (error: unknown) => void }>;

/**
 * Flushes come no closer together than this, ms: under load more writes share one, and peers and orderers beside get the disk. A write
 * that comes alone does not wait; under load this is a small part of the time until the block.
 */
const spacing = 20;
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
        try {
            for (const settle of this.#writeAll(entries)) {
                settle();
            }
        } catch (error) {
            for (const { failed } of entries) {
                failed(error);
            }
        }
    }

    /** Writes in one transaction and answers how each write is to be told. Where one is wrong, each is written again on its own. */
    #writeAll(entries: readonly Entry[]): (() => void)[] {
        try {
            inTransaction(this.#database, () => {
                for (const { write } of entries) {
                    write();
                }
            });
            return entries.map(({ done }) => done);
        } catch (error) {
            if (isStorageFailure(error)) {
                throw error;
            }
            return inTransaction(this.#database, () =>
                entries.map((entry) => {
                    try {
                        inSavepoint(this.#database, entry.write);
                        return entry.done;
                    } catch (error) {
                        // A full disk undoes the whole transaction; whatever came after would be written outside of any.
                        if (isStorageFailure(error)) {
                            throw error;
                        }
                        return () => entry.failed(error);
                    }
                }),
            );
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
        undo(database, 'ROLLBACK TO entry; RELEASE entry');
        throw error;
    }
}
