import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, type Schema, statement } from '../storage/database.js';

const schema: Schema = [
    `CREATE TABLE shared_names (participant TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) STRICT,
     WITHOUT ROWID;`,
];

/**
 * Names by which participants agreed to be known to the other members. They are personal data, so they are kept by the community's gateway
 * alone and not on the ledger: what is withdrawn is gone.
 */
export class SharedNames {
    readonly #database: DatabaseSync;

    constructor(file: string) {
        this.#database = openDatabase(file, schema, 'FULL');
    }

    /** Every shared name by participant. */
    all(): ReadonlyMap<string, string> {
        const rows = statement(this.#database, 'SELECT participant, name FROM shared_names').all();
        return new Map(rows.map(({ participant, name }) => [String(participant), String(name)]));
    }

    /** Shares a name, or withdraws it (null). False where another participant is known by it already, however it is written. */
    share(participant: string, name: string | null): boolean {
        if (name === null) {
            statement(this.#database, 'DELETE FROM shared_names WHERE participant = ?').run(participant);
            return true;
        }
        const folded = name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
        const holder = statement(this.#database, 'SELECT participant FROM shared_names WHERE folded = ?').get(folded);
        if (holder !== undefined && holder['participant'] !== participant) {
            return false;
        }
        statement(
            this.#database,
            'INSERT INTO shared_names VALUES (?, ?, ?) ON CONFLICT (participant) DO UPDATE SET name = excluded.name, folded = excluded.folded',
        ).run(participant, name, folded);
        return true;
    }

    close(): void {
        this.#database.close();
    }
}
