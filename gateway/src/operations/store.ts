import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Command, Endorsed } from '../ledger/command.js';
import { openDatabase, type Schema, statement } from '../storage/database.js';
import { Journal } from './journal.js';

/**
 * `accepted`: acknowledged with 202, nothing submitted yet. `submitted`: an envelope may be under way; its outcome is unknown until a
 * block shows it. `committed` and `failed` are final.
 */
export type OperationState = 'accepted' | 'submitted' | 'committed' | 'failed';

/** Why an operation failed for good. */
export type StoredProblem = Readonly<{ code: string; detail: string; retryable: boolean }>;

/** One write to the ledger on somebody's behalf. */
export type OperationRecord = Readonly<{
    id: string;
    /** Who may see it: the subject of the token. */
    owner: string;
    /** The caller's Idempotency-Key, unique per owner; null for the gateway's own work. */
    key: string | null;
    /** SHA-256 of method, path and body. */
    requestHash: string;
    /** Which action it is; decides how its answer is made. */
    action: string;
    /** Set while the operation may still need a new proposal; holds no transient data once the outcome is known. */
    command: Command | null;
    state: OperationState;
    transactionId: string | null;
    envelope: Uint8Array | null;
    result: string | null;
    block: number | null;
    problem: StoredProblem | null;
    created: number;
}>;

const schema: Schema = [
    `CREATE TABLE operations (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, key TEXT, request_hash TEXT NOT NULL, action TEXT NOT NULL, command TEXT,
        state TEXT NOT NULL, transaction_id TEXT, envelope BLOB, result TEXT, block INTEGER, problem TEXT,
        created INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT;
     CREATE UNIQUE INDEX operations_key ON operations (owner, key) WHERE key IS NOT NULL;
     CREATE INDEX operations_open ON operations (state) WHERE state IN ('accepted', 'submitted');
     CREATE INDEX operations_updated ON operations (updated);`,
];

/** How long the outcome of an operation can be asked for and its key stays taken, ms. */
export const retention = 24 * 3600 * 1000;

/** The durable table of operations. A promise returned from here resolves when the row would survive a power cut. */
export class OperationStore {
    readonly #database: DatabaseSync;
    readonly #journal: Journal;
    /** Ends that are known and not yet on disk. */
    readonly #ended = new Map<string, OperationRecord>();

    constructor(file: string) {
        this.#database = openDatabase(file, schema, 'FULL');
        this.#journal = new Journal(this.#database);
    }

    find(id: string): OperationRecord | undefined {
        return this.#newest(this.#statement('SELECT * FROM operations WHERE id = ?').get(id));
    }

    findByKey(owner: string, key: string): OperationRecord | undefined {
        return this.#newest(this.#statement('SELECT * FROM operations WHERE owner = ? AND key = ?').get(owner, key));
    }

    /** Operations whose outcome is not known, oldest first. */
    open(): OperationRecord[] {
        return this.#statement("SELECT * FROM operations WHERE state IN ('accepted', 'submitted') ORDER BY created, id")
            .all()
            .flatMap((row) => read(row) ?? []);
    }

    /** Writes an operation that was not stored before. A failed one with the same key gives its key up. */
    insert(operation: OperationRecord): Promise<void> {
        return this.#journal.write(() => {
            this.#statement("UPDATE operations SET key = NULL WHERE owner = ? AND key = ? AND state = 'failed'").run(
                operation.owner,
                operation.key,
            );
            this.#statement('INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
                ...values(operation),
            );
        });
    }

    /** An envelope is about to be sent: from here on the operation can commit. */
    submitted(id: string, { transactionId, envelope, result }: Endorsed): Promise<void> {
        return this.#journal.write(() => {
            this.#statement(
                "UPDATE operations SET state = 'submitted', transaction_id = ?, envelope = ?, result = ?, updated = ? WHERE id = ?",
            ).run(transactionId, envelope, result, Date.now(), id);
        });
    }

    /**
     * The transaction is in a block. This may be lost in a crash: the envelope and the block tell it again, so nobody has to wait
     * for the disk.
     */
    committed(operation: OperationRecord): void {
        const { id, block } = operation;
        this.#ended.set(id, operation);
        const written = this.#journal.writeLazily(() => {
            this.#statement(
                "UPDATE operations SET state = 'committed', block = ?, envelope = NULL, command = NULL, updated = ? WHERE id = ?",
            ).run(block, Date.now(), id);
        });
        written.then(
            () => this.#ended.delete(id),
            () => undefined,
        );
    }

    failed(id: string, problem: StoredProblem, block: number | null): Promise<void> {
        return this.#journal.write(() => {
            this.#statement(
                "UPDATE operations SET state = 'failed', problem = ?, block = ?, envelope = NULL, command = NULL, updated = ? WHERE id = ?",
            ).run(JSON.stringify(problem), block, Date.now(), id);
        });
    }

    /** Forgets final operations older than {@link retention}. */
    prune(now = Date.now()): void {
        this.#statement("DELETE FROM operations WHERE state IN ('committed', 'failed') AND updated < ?").run(
            now - retention,
        );
    }

    close(): void {
        this.#journal.flush();
        this.#database.close();
    }

    #newest(row: Row | undefined): OperationRecord | undefined {
        const record = read(row);
        return record && (this.#ended.get(record.id) ?? record);
    }

    #statement(sql: string): StatementSync {
        return statement(this.#database, sql);
    }
}

function values(operation: OperationRecord): (string | number | Uint8Array | null)[] {
    const {
        id,
        owner,
        key,
        requestHash,
        action,
        command,
        state,
        transactionId,
        envelope,
        result,
        block,
        problem,
        created,
    } = operation;
    return [
        id,
        owner,
        key,
        requestHash,
        action,
        command === null ? null : JSON.stringify(command),
        state,
        transactionId,
        envelope,
        result,
        block,
        problem === null ? null : JSON.stringify(problem),
        created,
        Date.now(),
    ];
}

type Row = Readonly<Record<string, unknown>>;

function read(row: Row | undefined): OperationRecord | undefined {
    if (row === undefined) {
        return undefined;
    }
    const { command, problem } = row;
    return {
        id: String(row['id']),
        owner: String(row['owner']),
        key: textOrNull(row['key']),
        requestHash: String(row['request_hash']),
        action: String(row['action']),
        command: typeof command === 'string' ? JSON.parse(command) : null,
        state: stateOf(row['state']),
        transactionId: textOrNull(row['transaction_id']),
        envelope: row['envelope'] instanceof Uint8Array ? row['envelope'] : null,
        result: textOrNull(row['result']),
        block: typeof row['block'] === 'number' ? row['block'] : null,
        problem: typeof problem === 'string' ? JSON.parse(problem) : null,
        created: Number(row['created']),
    };
}

function textOrNull(value: unknown): string | null {
    return typeof value === 'string' ? value : null;
}

function stateOf(value: unknown): OperationState {
    switch (value) {
        case 'accepted':
        case 'submitted':
        case 'committed':
        case 'failed':
            return value;
        default:
            throw new TypeError(`an operation cannot be ${String(value)}`);
    }
}
