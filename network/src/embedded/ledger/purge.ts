import { ledger } from '@hyperledger/fabric-protos';
import { sameBytes, sha256 } from './bytes.js';
import type { Version } from './simulator.js';
import { hashedSpace, privateSpace } from './spaces.js';
import { blob, type Store } from './store.js';

/** A committed purge of a private key: everything written before it goes, also from old blocks and snapshots. */
export interface Purge {
    readonly namespace: string;
    readonly collection: string;
    readonly keyHash: Uint8Array;
    readonly version: Version;
}

/** Erases the plaintext of purged keys. Inside the block's transaction. */
export function erase(store: Store, purges: readonly Purge[]): void {
    for (const purge of purges) {
        const space = store.spaceForWriting(hashedSpace(purge.namespace, purge.collection));
        const { block, tx } = purge.version;
        const rows = store.all(
            'SELECT block, tx FROM private_key WHERE space=? AND hash=? AND (block, tx) < (?, ?)',
            space,
            purge.keyHash,
            block,
            tx,
        );
        for (const row of rows) {
            eraseFromWrite(store, purge, Number(row['block']), Number(row['tx']));
        }
        store.run(
            'DELETE FROM private_key WHERE space=? AND hash=? AND (block, tx) < (?, ?)',
            space,
            purge.keyHash,
            block,
            tx,
        );
        store.run(
            'INSERT OR REPLACE INTO purge (space, hash, block, tx) VALUES (?, ?, ?, ?)',
            space,
            purge.keyHash,
            block,
            tx,
        );
    }
}

function eraseFromWrite(store: Store, purge: Purge, block: number, tx: number): void {
    const { namespace, collection } = purge;
    const row = store.get(
        'SELECT rwset FROM private_write WHERE block=? AND tx=? AND namespace=? AND collection=?',
        block,
        tx,
        namespace,
        collection,
    );
    if (row === undefined) {
        return;
    }
    const rwset = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(blob(row['rwset']));
    const purged = (key: string): boolean => sameBytes(sha256(key), purge.keyHash);
    const [key] = rwset
        .getWritesList()
        .map((write) => write.getKey())
        .filter(purged);
    rwset.setWritesList(rwset.getWritesList().filter((write) => !purged(write.getKey())));
    store.run(
        'UPDATE private_write SET rwset=? WHERE block=? AND tx=? AND namespace=? AND collection=?',
        rwset.serializeBinary(),
        block,
        tx,
        namespace,
        collection,
    );
    const space = store.space(privateSpace(namespace, collection));
    if (key !== undefined && space !== undefined) {
        const bytes = Buffer.from(key);
        const { block: until, tx: last } = purge.version;
        store.newest.forget(space, bytes);
        store.run('DELETE FROM past WHERE space=? AND key=? AND (block, tx) < (?, ?)', space, bytes, until, last);
        store.run('DELETE FROM state WHERE space=? AND key=? AND (block, tx) < (?, ?)', space, bytes, until, last);
    }
}
