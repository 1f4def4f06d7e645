import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { NewestVersions } from './newestversions.js';
import type { Row, Value } from './row.js';
import { SCHEMA, TRANSIENT_SCHEMA } from './schema.js';
import { COLUMNS, stored } from './stored.js';

export { blob, optionalBlob, type Row } from './row.js';

/**
 * The database of one channel. The main file is written once per block (WAL, synchronous=FULL: a committed block
 * survives the loss of power). Private data between endorsement and commit lies in a second file that survives the end
 * of the process only: it may go missing without harm to the chain.
 */
export class Store {
    readonly #db: DatabaseSync;
    readonly #transient: DatabaseSync;
    readonly #statements = new Map<string, StatementSync>();
    readonly #transientStatements = new Map<string, StatementSync>();
    readonly #spaces = new Map<string, number>();
    readonly #withMetadata = new Set<string>();
    /** Newest versions by space and key: what `state` holds. */
    readonly newest = new NewestVersions((space, key) => {
        const row = this.get(`SELECT ${COLUMNS} FROM state WHERE space=? AND key=?`, space, key);
        return row === undefined ? undefined : stored(row);
    });
    /** Number of blocks; kept by the ledger. Reads at this height need not look at replaced versions. */
    height = 0;

    /**
     * @param directory - created when absent; ':memory:' keeps nothing
     * @param use - `durable` is a ledger; `scratch` need not outlive the process; `reading` reads what another thread writes, see `refresh`
     */
    constructor(directory: string, use: 'durable' | 'scratch' | 'reading' = 'durable') {
        const inMemory = directory === ':memory:';
        if (!inMemory) {
            mkdirSync(directory, { recursive: true });
        }
        this.#db = new DatabaseSync(inMemory ? directory : join(directory, 'ledger.sqlite'), {
            readOnly: use === 'reading',
        });
        const separate = !inMemory && use === 'durable';
        this.#transient = new DatabaseSync(separate ? join(directory, 'transient.sqlite') : ':memory:');
        if (use === 'reading') {
            this.#db.exec('PRAGMA cache_size=-65536; PRAGMA busy_timeout=60000;');
        } else {
            const synchronous = use === 'durable' ? 'FULL' : 'OFF';
            this.#db.exec(
                `PRAGMA journal_mode=WAL; PRAGMA synchronous=${synchronous}; PRAGMA cache_size=-65536; PRAGMA secure_delete=FAST; PRAGMA wal_autocheckpoint=4000;`,
            );
            this.#db.exec(SCHEMA);
            this.#transient.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;');
            this.#transient.exec(TRANSIENT_SCHEMA);
        }
        this.#readSpaces();
    }

    /** Forgets what was read before another thread wrote blocks. @param height - number of blocks there are now */
    refresh(height: number): void {
        this.height = height;
        this.newest.clear();
        this.#readSpaces();
    }

    #readSpaces(): void {
        for (const row of this.all('SELECT id, name, metadata FROM space')) {
            this.#spaces.set(String(row['name']), Number(row['id']));
            if (row['metadata'] === 1) {
                this.#withMetadata.add(String(row['name']));
            }
        }
    }

    /** Id of a state space, or undefined when nothing was ever written to it. */
    space(name: string): number | undefined {
        return this.#spaces.get(name);
    }

    /** Inside a transaction only. */
    spaceForWriting(name: string): number {
        const known = this.#spaces.get(name);
        if (known !== undefined) {
            return known;
        }
        const id = this.#spaces.size + 1;
        this.run('INSERT INTO space (id, name, metadata) VALUES (?, ?, 0)', id, name);
        this.#spaces.set(name, id);
        return id;
    }

    /** Whether any key of a space ever had metadata: most have none, and need no look-up before they are written. */
    hasMetadata(space: string): boolean {
        return this.#withMetadata.has(space);
    }

    /** Inside a transaction only. */
    noteMetadata(space: string): void {
        if (!this.#withMetadata.has(space)) {
            this.run('UPDATE space SET metadata=1 WHERE name=?', space);
            this.#withMetadata.add(space);
        }
    }

    run(sql: string, ...values: Value[]): void {
        this.#prepared(sql).run(...values);
    }

    get(sql: string, ...values: Value[]): Row | undefined {
        return this.#prepared(sql).get(...values);
    }

    all(sql: string, ...values: Value[]): Row[] {
        return this.#prepared(sql).all(...values);
    }

    /** As `all`, a row at a time. */
    each(sql: string): Iterable<Row> {
        return this.#prepared(sql).iterate();
    }

    runTransient(sql: string, ...values: Value[]): void {
        prepare(this.#transient, this.#transientStatements, sql).run(...values);
    }

    allTransient(sql: string, ...values: Value[]): Row[] {
        return prepare(this.#transient, this.#transientStatements, sql).all(...values);
    }

    /** All or nothing. */
    transaction<T>(work: () => T): T {
        const spaces = this.#spaces.size;
        this.#db.exec('BEGIN IMMEDIATE');
        try {
            const result = work();
            this.#db.exec('COMMIT');
            return result;
        } catch (error) {
            this.#db.exec('ROLLBACK');
            this.newest.clear();
            for (const [name, id] of this.#spaces) {
                if (id > spaces) {
                    this.#spaces.delete(name);
                }
            }
            throw error;
        }
    }

    close(): void {
        this.#statements.clear();
        this.#transientStatements.clear();
        this.#db.close();
        this.#transient.close();
    }

    #prepared(sql: string): StatementSync {
        return prepare(this.#db, this.#statements, sql);
    }
}

function prepare(db: DatabaseSync, statements: Map<string, StatementSync>, sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) {
        return known;
    }
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
}
