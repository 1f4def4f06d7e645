import type { ledger } from '@hyperledger/fabric-protos';
import { Batch, WRITTEN } from './batch.js';
import { sha256 } from './bytes.js';
import type { Version } from './simulator.js';
import type { Snapshot } from './snapshot.js';
import { hashedSpace, privateSpace } from './spaces.js';
import { blob, optionalBlob, type Store } from './store.js';

/** Expiry comes after all transactions of its block. */
const LAST = 0x7fffffff;

interface Scheduled {
    readonly namespace: string;
    readonly collection: string;
    readonly version: Version;
    readonly rwset: ledger.rwset.kvrwset.KVRWSet | undefined;
    readonly hashed: ledger.rwset.kvrwset.HashedRWSet;
    readonly expires: number;
}

/** Notes when the keys of a collection with a `blockToLive` go: at the commit of block + blockToLive + 1. */
export function scheduleExpiry(
    store: Store,
    { namespace, collection, version, rwset, hashed, expires }: Scheduled,
): void {
    if (expires === 0) {
        return;
    }
    const keys = new Map(
        (rwset?.getWritesList() ?? []).map((write) => {
            const key = Buffer.from(write.getKey());
            return [sha256(key).toString('hex'), key] as const;
        }),
    );
    for (const write of hashed.getHashedWritesList()) {
        if (!write.getIsDelete()) {
            const hash = write.getKeyHash_asU8();
            store.run(
                'INSERT OR REPLACE INTO private_expiry (expires, namespace, collection, hash, block, key) VALUES (?, ?, ?, ?, ?, ?)',
                expires,
                namespace,
                collection,
                hash,
                version.block,
                keys.get(Buffer.from(hash).toString('hex')) ?? null,
            );
        }
    }
}

/**
 * Removes what expires with this block, unless it was written again since (pvtstatepurgemgmt). Expired plaintext leaves
 * older snapshots too.
 */
export function expire(store: Store, before: Snapshot, hashes: Batch, plain: Batch): void {
    const block = before.height;
    const rows = store.all('SELECT * FROM private_expiry WHERE expires<=?', block);
    const removals = new Batch(before);
    for (const row of rows) {
        const [namespace, collection] = [String(row['namespace']), String(row['collection'])];
        const written = Number(row['block']);
        const gone = (batch: Batch, space: string, key: Uint8Array): void => {
            if (!batch.touched(space, key) && before.version(space, key)?.block === written) {
                const version = { block, tx: LAST };
                removals.add({ space, key, version, value: undefined, metadata: undefined, kind: WRITTEN });
            }
        };
        gone(hashes, hashedSpace(namespace, collection), blob(row['hash']));
        const key = optionalBlob(row['key']);
        if (key !== undefined) {
            gone(plain, privateSpace(namespace, collection), key);
        }
    }
    removals.store(store);
    for (const row of rows) {
        const space = store.space(privateSpace(String(row['namespace']), String(row['collection'])));
        const key = optionalBlob(row['key']);
        if (space !== undefined && key !== undefined) {
            store.run('DELETE FROM past WHERE space=? AND key=? AND block=?', space, key, Number(row['block']));
        }
    }
    if (rows.length > 0) {
        store.run('DELETE FROM private_expiry WHERE expires<=?', block);
    }
    store.run('DELETE FROM private_write WHERE expires<=?', block);
}
