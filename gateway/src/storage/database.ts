import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** How the schema came to its present form: step n brings a database from version n to n + 1. Published steps never change. */
export type Schema = readonly string[];

/**
 * Opens a SQLite database (WAL) and brings its schema up to date.
 * @param synchronous - FULL where a commit must survive a power cut, NORMAL where the content can be rebuilt
 */
export function openDatabase(file: string, schema: Schema, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON;`);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    for (let step = version; step < schema.length; step++) {
        inTransaction(database, () => {
            database.exec(schema[step] ?? '');
            database.exec(`PRAGMA user_version = ${step + 1}`);
        });
    }
    return database;
}

/** A statement of a database, compiled once. */
export function statement(database: DatabaseSync, sql: string): StatementSync {
    const known = compiled.get(database) ?? new Map<string, StatementSync>();
    compiled.set(database, known);
    const found = known.get(sql) ?? database.prepare(sql);
    known.set(sql, found);
    return found;
}

const compiled = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** SQLite's results for a disk that takes nothing now: BUSY, READONLY, IOERR, FULL, CANTOPEN. */
const STORAGE: readonly unknown[] = [5, 8, 10, 13, 14];

/** Whether an error says that the disk did not take a write, which it may take later. */
export function isStorageFailure(error: unknown): boolean {
    return error instanceof Error && 'errcode' in error && STORAGE.includes(Number(error.errcode) & 0xff);
}

/** Runs `work` in one transaction: all of it or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
    statement(database, 'BEGIN IMMEDIATE').run();
    try {
        const result = work();
        statement(database, 'COMMIT').run();
        return result;
    } catch (error) {
        undo(database, 'ROLLBACK');
        throw error;
    }
}

/** Rolls back; a disk that is full may have made SQLite do so already, and the first error is the one that counts. */
export function undo(database: DatabaseSync, sql: string): void {
    try {
        database.exec(sql);
    } catch {
        // There is nothing to roll back any more.
    }
}
