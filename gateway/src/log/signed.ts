import type { DatabaseSync } from 'node:sqlite';
import { canonical, parseTreeHead, type TreeHead, treeHeadDigest } from '@linguang/chaincode/domain';
import { sha256 } from '../crypto/sha256.js';
import { openDatabase, statement } from '../storage/database.js';

const schema = [
    'CREATE TABLE signed (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, previous TEXT, head TEXT NOT NULL) STRICT, WITHOUT ROWID;',
];

/**
 * Every head that this organisation has signed, on its own disk: so that it signs no fork even if its read model is made anew from another
 * ledger. Written before a signature leaves the house.
 */
export class SignedHeads {
    readonly #database: DatabaseSync;

    constructor(file: string) {
        this.#database = openDatabase(file, schema, 'FULL');
    }

    remember(head: TreeHead): void {
        statement(this.#database, 'INSERT OR IGNORE INTO signed VALUES (?, ?, ?, ?)').run(
            treeHeadDigest(head, sha256),
            head.size,
            head.previous,
            canonical(head),
        );
    }

    /** What a head could fork off from: those of its size and those with the same head before them. */
    beside({ size, previous }: TreeHead): readonly TreeHead[] {
        return statement(this.#database, 'SELECT head FROM signed WHERE size = ? OR previous IS ?')
            .all(size, previous)
            .map((row) => parseTreeHead(JSON.parse(String(row['head']))));
    }

    close(): void {
        this.#database.close();
    }
}
