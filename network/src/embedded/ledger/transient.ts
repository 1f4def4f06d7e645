import { ledger } from '@hyperledger/fabric-protos';
import type { TransientStore } from '../ledger.js';
import { sha256 } from './bytes.js';
import type { SimulationResult } from './simulator.js';
import { blob, type Store } from './store.js';

/**
 * Private write sets between endorsement and commit, by transaction and content: two endorsers that simulated
 * differently are both kept, and the commit takes the one whose hash is in the block.
 */
export class StagedPrivateData implements TransientStore {
    readonly #store: Store;
    readonly #txIds: Set<string>;

    constructor(store: Store) {
        this.#store = store;
        this.#txIds = new Set(store.allTransient('SELECT DISTINCT txid FROM staged').map((row) => String(row['txid'])));
    }

    stage(txId: string, receivedAtHeight: number, mspId: string, result: SimulationResult): void {
        if (result.privateRwset === undefined) {
            return;
        }
        const rwset = ledger.rwset.TxPvtReadWriteSet.deserializeBinary(result.privateRwset);
        for (const namespace of rwset.getNsPvtRwsetList()) {
            for (const collection of namespace.getCollectionPvtRwsetList()) {
                const bytes = collection.getRwset_asU8();
                this.#store.runTransient(
                    'INSERT OR REPLACE INTO staged (txid, namespace, collection, hash, received, holder, rwset) VALUES (?, ?, ?, ?, ?, ?, ?)',
                    txId,
                    namespace.getNamespace(),
                    collection.getCollectionName(),
                    sha256(bytes),
                    receivedAtHeight,
                    mspId,
                    bytes,
                );
            }
        }
        this.#txIds.add(txId);
    }

    has(txId: string): boolean {
        return this.#txIds.has(txId);
    }

    /** The private write set whose hash a committed transaction names. */
    find(txId: string, namespace: string, collection: string, hash: Uint8Array): Uint8Array | undefined {
        if (!this.#txIds.has(txId)) {
            return undefined;
        }
        const [row] = this.#store.allTransient(
            'SELECT rwset FROM staged WHERE txid=? AND namespace=? AND collection=? AND hash=?',
            txId,
            namespace,
            collection,
            hash,
        );
        return row === undefined ? undefined : blob(row['rwset']);
    }

    /** Forgets transactions that are in a block now. */
    forget(txIds: readonly string[]): void {
        for (const txId of txIds.filter((id) => this.#txIds.has(id))) {
            this.#store.runTransient('DELETE FROM staged WHERE txid=?', txId);
            this.#txIds.delete(txId);
        }
    }

    purgeBelow(height: number): void {
        const old = this.#store.allTransient('SELECT DISTINCT txid FROM staged WHERE received<?', height);
        this.forget(old.map((row) => String(row['txid'])));
    }
}
