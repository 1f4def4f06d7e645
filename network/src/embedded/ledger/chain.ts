import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { MissingPrivateData, TransactionStatus } from '../ledger.js';
import { dataOf, headerHash, headerOf } from './block.js';
import type { Definitions } from './definitions.js';
import { blob, type Row, type Store } from './store.js';
import { TransactionIds } from './transactionids.js';
import type { Judged } from './validate.js';

/** Blocks and transactions as stored. */
export class Chain {
    readonly #store: Store;
    readonly #definitions: Definitions;
    readonly #ids = new TransactionIds();
    #newest: readonly TransactionStatus[] = [];

    constructor(store: Store, definitions: Definitions) {
        this.#store = store;
        this.#definitions = definitions;
        for (const row of store.each('SELECT txid FROM tx')) {
            this.#ids.add(String(row['txid']));
        }
    }

    height(): number {
        return Number(this.#store.get('SELECT COALESCE(MAX(number) + 1, 0) AS height FROM block')?.['height'] ?? 0);
    }

    bytes(number: number): Uint8Array | undefined {
        const row = this.#store.get('SELECT bytes FROM block WHERE number=?', number);
        return row === undefined ? undefined : blob(row['bytes']);
    }

    block(number: number): common.Block | undefined {
        const bytes = this.bytes(number);
        return bytes === undefined ? undefined : common.Block.deserializeBinary(bytes);
    }

    blockByHash(hash: Uint8Array): common.Block | undefined {
        const row = this.#store.get('SELECT bytes FROM block WHERE hash=?', hash);
        return row === undefined ? undefined : common.Block.deserializeBinary(blob(row['bytes']));
    }

    status(txId: string): TransactionStatus | undefined {
        const recent = this.#ids.recent(txId);
        if (recent !== undefined || !this.#ids.mayHave(txId)) {
            return recent;
        }
        const row = this.#store.get(
            'SELECT txid, block, idx, code FROM tx WHERE txid=? ORDER BY block, idx LIMIT 1',
            txId,
        );
        return row === undefined ? undefined : status(row);
    }

    results(number: number): readonly TransactionStatus[] {
        return this.#newest[0]?.block === number
            ? this.#newest
            : this.#store.all('SELECT txid, block, idx, code FROM tx WHERE block=? ORDER BY idx', number).map(status);
    }

    transaction(txId: string): peer.ProcessedTransaction | undefined {
        const found = this.status(txId);
        const block = found && this.block(found.block);
        const envelope = found && block && dataOf(block)[found.index];
        if (found === undefined || envelope === undefined) {
            return undefined;
        }
        const processed = new peer.ProcessedTransaction();
        processed.setTransactionenvelope(common.Envelope.deserializeBinary(envelope));
        processed.setValidationcode(found.code);
        return processed;
    }

    privateData(number: number, mspId: string): ReadonlyMap<number, Uint8Array> {
        const sets = new Map<number, Map<string, ledger.rwset.NsPvtReadWriteSet>>();
        const rows = this.#store.all(
            'SELECT tx, namespace, collection, members, rwset FROM private_write WHERE block=? ORDER BY tx, namespace, collection',
            number,
        );
        for (const row of rows) {
            const [namespace, collection] = [String(row['namespace']), String(row['collection'])];
            const then = String(row['members']).split(',');
            const now = this.#definitions.members(namespace, collection, Number.MAX_SAFE_INTEGER);
            if (then.includes(mspId) || now.includes(mspId)) {
                const part = new ledger.rwset.CollectionPvtReadWriteSet();
                part.setCollectionName(collection);
                part.setRwset(blob(row['rwset']));
                const byNamespace = sets.get(Number(row['tx'])) ?? new Map<string, ledger.rwset.NsPvtReadWriteSet>();
                const set = byNamespace.get(namespace) ?? new ledger.rwset.NsPvtReadWriteSet();
                set.setNamespace(namespace);
                set.addCollectionPvtRwset(part);
                sets.set(Number(row['tx']), byNamespace.set(namespace, set));
            }
        }
        return new Map([...sets].map(([tx, byNamespace]) => [tx, assembled([...byNamespace.values()])]));
    }

    missing(number: number): readonly MissingPrivateData[] {
        return this.#store
            .all(
                'SELECT tx, namespace, collection FROM private_missing WHERE block=? ORDER BY tx, namespace, collection',
                number,
            )
            .map((row) => ({
                tx: Number(row['tx']),
                namespace: String(row['namespace']),
                collection: String(row['collection']),
            }));
    }

    /** Tells what was appended, once it is durable. */
    note(transactions: readonly TransactionStatus[]): void {
        for (const transaction of transactions) {
            this.#ids.note(transaction);
        }
        this.#newest = transactions;
    }

    /** Inside the block's transaction. */
    append(block: common.Block, bytes: Uint8Array, judged: readonly Judged[]): void {
        const header = headerOf(block);
        const number = header.getNumber();
        this.#store.run('INSERT INTO block (number, hash, bytes) VALUES (?, ?, ?)', number, headerHash(header), bytes);
        judged.forEach(({ head, code }, index) => {
            this.#store.run(
                'INSERT INTO tx (block, idx, txid, code, seconds, nanos) VALUES (?, ?, ?, ?, ?, ?)',
                number,
                index,
                head.txId,
                code,
                head.seconds,
                head.nanos,
            );
        });
    }
}

function status(row: Row): TransactionStatus {
    return {
        txId: String(row['txid']),
        block: Number(row['block']),
        index: Number(row['idx']),
        code: Number(row['code']),
    };
}

function assembled(namespaces: ledger.rwset.NsPvtReadWriteSet[]): Uint8Array {
    const set = new ledger.rwset.TxPvtReadWriteSet();
    set.setNsPvtRwsetList(namespaces);
    return set.serializeBinary();
}
