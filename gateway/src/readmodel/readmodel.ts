import { rmSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { LedgerBlock } from '../ledger/block.js';
import type { Outcome } from '../ledger/outcomes.js';
import { inTransaction, openDatabase, statement } from '../storage/database.js';
import { applyTransaction } from './projection.js';
import { primaryKeys, readModelSchema, readModelTables } from './schema.js';

/** A block that does not continue the chain the read model holds. */
export class ChainBroken extends Error {
    override readonly name = 'ChainBroken';
}

/** The database's own check found something. */
class Damaged extends Error {
    override readonly name = 'Damaged';
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Tables made from blocks. The position is the newest row of `blocks`, written in the same transaction as all the others. */
export class ReadModel {
    readonly #database: DatabaseSync;
    readonly #listeners = new Set<(block: LedgerBlock) => void>();
    #height: number;

    private constructor(database: DatabaseSync) {
        this.#database = database;
        this.#height =
            Number(database.prepare('SELECT coalesce(max(number), -1) AS last FROM blocks').get()?.['last']) + 1;
    }

    /**
     * A damaged file is thrown away: everything in it is on the ledger, and is read again from block 0.
     * @param rebuild - throws the tables away in any case
     * @param damaged - told why a file was thrown away
     */
    static open(
        file: string,
        { rebuild = false, damaged }: Readonly<{ rebuild?: boolean; damaged?: (reason: string) => void }> = {},
    ): ReadModel {
        if (rebuild) {
            remove(file);
        }
        try {
            return ReadModel.#openSound(file);
        } catch (error) {
            if (!isDamage(error)) {
                throw error;
            }
            damaged?.(error instanceof Error ? error.message : String(error));
            remove(file);
            return ReadModel.#openSound(file);
        }
    }

    /** Opens a file whose structure was looked through. @throws an error of SQLite, or {@link Damaged} */
    static #openSound(file: string): ReadModel {
        const database = openDatabase(file, readModelSchema, 'NORMAL');
        try {
            const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
            if (found !== 'ok') {
                throw new Damaged(String(found));
            }
            return new ReadModel(database);
        } catch (error) {
            database.close();
            throw error;
        }
    }

    /** Blocks applied: the number of the next one. */
    get height(): number {
        return this.#height;
    }

    /** What answers say they reflect. */
    get asOf(): { block: number } {
        return { block: this.#height - 1 };
    }

    /** Takes the next block; one already applied changes nothing. @throws ChainBroken */
    apply(block: LedgerBlock): void {
        if (block.number < this.#height) {
            return;
        }
        this.#mustContinue(block);
        inTransaction(this.#database, () => {
            const insert = statement(this.#database, 'INSERT OR IGNORE INTO transactions VALUES (?, ?, ?, ?, ?, ?)');
            for (const transaction of block.transactions) {
                const { transactionId, index, code, creator, at } = transaction;
                if (transactionId !== '') {
                    insert.run(transactionId, block.number, index, code, creator, at);
                }
                if (transaction.writes.length > 0) {
                    applyTransaction(this.#database, block.number, transaction);
                }
            }
            const valid = block.transactions.filter(({ code }) => code === 0).length;
            statement(this.#database, 'INSERT INTO blocks VALUES (?, ?, ?, ?, ?)').run(
                block.number,
                block.hash,
                block.previousHash,
                block.transactions.length,
                valid,
            );
        });
        this.#height = block.number + 1;
        for (const listener of this.#listeners) {
            listener(block);
        }
    }

    /** Calls `listener` after each block, when its rows can be read. */
    onBlock(listener: (block: LedgerBlock) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** The outcome of a transaction, if its block has been applied. */
    outcome(transactionId: string): Outcome | undefined {
        const row = this.one('SELECT block, idx, code FROM transactions WHERE id = ?', transactionId);
        return (
            row && { transactionId, block: Number(row['block']), index: Number(row['idx']), code: Number(row['code']) }
        );
    }

    one(sql: string, ...values: SQLInputValue[]): Row | undefined {
        return statement(this.#database, sql).get(...values);
    }

    all(sql: string, ...values: SQLInputValue[]): Row[] {
        return statement(this.#database, sql).all(...values);
    }

    /** As {@link all}, with every integer as bigint: for sums of money. */
    exact(sql: string, ...values: SQLInputValue[]): Row[] {
        const statement = this.#database.prepare(sql);
        statement.setReadBigInts(true);
        return statement.all(...values);
    }

    /** Every row of every table in a fixed order: equal for equal chains, however they were read. */
    *dump(): Generator<string> {
        for (const table of readModelTables) {
            const statement = this.#database.prepare(`SELECT * FROM ${table} ORDER BY ${primaryKeys[table]}`);
            statement.setReadBigInts(true);
            for (const row of statement.iterate()) {
                yield `${table} ${Object.values(row).map(String).join('|')}`;
            }
        }
    }

    close(): void {
        this.#database.close();
    }

    #mustContinue({ number, previousHash }: LedgerBlock): void {
        if (number !== this.#height) {
            throw new ChainBroken(`block ${number} came, ${this.#height} is next`);
        }
        const last = this.one('SELECT hash FROM blocks WHERE number = ?', number - 1);
        if (last && last['hash'] !== previousHash) {
            throw new ChainBroken(
                `block ${number} does not follow the block ${number - 1} that was read before; rebuild`,
            );
        }
    }
}

/** SQLite's results that say that a file is not, or no longer, what it wrote: CORRUPT and NOTADB. */
const DAMAGE: readonly unknown[] = [11, 26];

/** Whether an error says that the file is damaged, and not, say, that the disk is full. */
export function isDamage(error: unknown): boolean {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
    return error instanceof Damaged || DAMAGE.includes(code);
}

function remove(file: string): void {
    for (const suffix of ['', '-wal', '-shm']) {
        rmSync(`${file}${suffix}`, { force: true });
    }
}

/** The JSON in a column, as it was on the ledger. Its shape was checked by the contracts that wrote it. */
export function recordOf<T>(row: Row, column = 'record'): T {
    return JSON.parse(z.string().parse(row[column]));
}
