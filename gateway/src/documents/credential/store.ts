import type { DatabaseSync } from 'node:sqlite';
import { canonical, type SignedCertificate, type UnsignedCertificate } from '@linguang/chaincode/domain';
import { openDatabase, statement } from '../../storage/database.js';

const schema = [
    `CREATE TABLE documents (number TEXT PRIMARY KEY, core TEXT NOT NULL, proof TEXT, token TEXT) STRICT, WITHOUT ROWID;`,
];

export type StoredDocument = Readonly<{
    core: UnsignedCertificate;
    proof: SignedCertificate['proof'] | null;
    token: string | null;
}>;

/**
 * Cores and signatures by certificate number. A cache: what is lost is built again from the ledger and signed again; a core counts only
 * if its digest is the one on the ledger.
 */
export class DocumentStore {
    readonly #database: DatabaseSync;

    constructor(file: string) {
        this.#database = openDatabase(file, schema, 'FULL');
    }

    find(number: string): StoredDocument | undefined {
        const row = statement(this.#database, 'SELECT core, proof, token FROM documents WHERE number = ?').get(number);
        if (row === undefined) {
            return undefined;
        }
        const { core, proof, token } = row;
        return {
            core: JSON.parse(String(core)),
            proof: typeof proof === 'string' ? JSON.parse(proof) : null,
            token: typeof token === 'string' ? token : null,
        };
    }

    /** Keeps a document; what was signed of another core under the number is dropped. */
    save(number: string, { core, proof, token }: StoredDocument): void {
        statement(this.#database, 'INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)').run(
            number,
            canonical(core),
            proof === null ? null : canonical(proof),
            token,
        );
    }

    /** Forgets the signatures made with a key that is no longer believed, so that the documents are signed again. */
    forgetSignatures(kid: string): void {
        statement(
            this.#database,
            `UPDATE documents SET proof = NULL, token = NULL WHERE proof LIKE '%#' || ? || '"%' OR token IS NOT NULL`,
        ).run(kid);
    }

    close(): void {
        this.#database.close();
    }
}
