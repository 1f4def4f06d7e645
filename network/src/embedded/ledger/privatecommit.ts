import { ledger } from '@hyperledger/fabric-protos';
import { Batch, METADATA_ONLY, WRITTEN } from './batch.js';
import { sameBytes, sha256 } from './bytes.js';
import type { Definitions } from './definitions.js';
import { expire, scheduleExpiry } from './expiry.js';
import { erase, type Purge } from './purge.js';
import type { CollectionRwset, NamespaceRwset } from './rwset.js';
import type { Version } from './simulator.js';
import type { Snapshot } from './snapshot.js';
import { hashedSpace, privateSpace } from './spaces.js';
import type { Store } from './store.js';
import type { StagedPrivateData } from './transient.js';

type PrivateRwset = ledger.rwset.kvrwset.KVRWSet;

interface Arrived {
    readonly namespace: string;
    readonly collection: string;
    readonly version: Version;
    readonly rwset: PrivateRwset | undefined;
    readonly bytes: Uint8Array;
    readonly members: readonly string[];
    /** Block at whose commit it goes; 0 = never. */
    readonly expires: number;
    readonly hashed: CollectionRwset['hashed'];
}

/** Private data of the valid transactions of one block. Data that never arrived is noted as missing. */
export class PrivateCommit {
    readonly #store: Store;
    readonly #definitions: Definitions;
    readonly #staged: Pick<StagedPrivateData, 'find'>;
    readonly #keepsSets: boolean;
    readonly #before: Snapshot;
    readonly #plain: Batch;
    readonly #arrived: Arrived[] = [];

    /** @param keepsSets - false where nobody will ask for the write sets themselves, only for the state they make */
    constructor(
        store: Store,
        definitions: Definitions,
        staged: Pick<StagedPrivateData, 'find'>,
        before: Snapshot,
        keepsSets = true,
    ) {
        this.#store = store;
        this.#definitions = definitions;
        this.#staged = staged;
        this.#keepsSets = keepsSets;
        this.#before = before;
        this.#plain = new Batch(before);
    }

    /** Takes the private writes of a valid transaction. */
    add(txId: string, rwset: readonly NamespaceRwset[], version: Version): void {
        for (const { namespace, collections } of rwset) {
            for (const collection of collections.filter(({ privateHash }) => privateHash.length > 0)) {
                this.#addCollection(txId, namespace, collection, version);
            }
        }
    }

    /** Writes it all, inside the block's transaction, after the public and hashed writes. */
    store(hashes: Batch): void {
        for (const arrived of this.#arrived) {
            this.#raiseVersions(arrived, hashes);
        }
        this.#plain.store(this.#store);
        for (const arrived of this.#arrived) {
            this.#keep(arrived);
        }
        expire(this.#store, this.#before, hashes, this.#plain);
        erase(this.#store, this.#arrived.flatMap(purges));
    }

    #addCollection(txId: string, namespace: string, rwset: CollectionRwset, version: Version): void {
        const { collection, hashed, privateHash } = rwset;
        const { height } = this.#before;
        const config = this.#definitions.collection(namespace, collection, height);
        if (config === undefined) {
            return;
        }
        const bytes = this.#staged.find(txId, namespace, collection, privateHash);
        const members = this.#definitions.members(namespace, collection, height);
        const plain = bytes && ledger.rwset.kvrwset.KVRWSet.deserializeBinary(bytes);
        const live = config.getBlockToLive();
        this.#arrived.push({
            namespace,
            collection,
            version,
            rwset: plain,
            bytes: bytes ?? new Uint8Array(),
            members,
            expires: live === 0 ? 0 : version.block + live + 1,
            hashed,
        });
        const metadata = Buffer.from(members.join(','));
        for (const write of plain?.getWritesList() ?? []) {
            const value = write.getValue_asU8();
            this.#plain.add({
                space: privateSpace(namespace, collection),
                key: Buffer.from(write.getKey()),
                version,
                value: write.getIsDelete() || value.length === 0 ? undefined : value,
                metadata,
                kind: WRITTEN,
            });
        }
    }

    /** Metadata alone raises the version of the hash; the plaintext follows if it is the current one. */
    #raiseVersions({ namespace, collection, rwset }: Arrived, hashes: Batch): void {
        const space = privateSpace(namespace, collection);
        for (const write of rwset?.getMetadataWritesList() ?? []) {
            const key = Buffer.from(write.getKey());
            const keyHash = sha256(key);
            const hashSpace = hashedSpace(namespace, collection);
            const hash = hashes.touched(hashSpace, keyHash) ? hashes.latest(hashSpace, keyHash) : undefined;
            const plain = this.#plain.latest(space, key);
            if (hash !== undefined && plain !== undefined && sameBytes(sha256(plain.value), hash.value)) {
                const { value, metadata } = plain;
                this.#plain.add({ space, key, version: hash.version, value, metadata, kind: METADATA_ONLY });
            }
        }
    }

    /** For delivery, reconciliation and later purges. */
    #keep(arrived: Arrived): void {
        const { namespace, collection, version, rwset, bytes, members, expires } = arrived;
        scheduleExpiry(this.#store, arrived);
        if (!this.#keepsSets) {
            return;
        }
        if (rwset === undefined) {
            this.#store.run(
                'INSERT INTO private_missing (block, tx, namespace, collection) VALUES (?, ?, ?, ?)',
                version.block,
                version.tx,
                namespace,
                collection,
            );
            return;
        }
        this.#store.run(
            'INSERT INTO private_write (block, tx, namespace, collection, members, expires, rwset) VALUES (?, ?, ?, ?, ?, ?, ?)',
            version.block,
            version.tx,
            namespace,
            collection,
            members.join(','),
            expires === 0 ? null : expires,
            bytes,
        );
        const space = this.#store.spaceForWriting(hashedSpace(namespace, collection));
        for (const write of rwset.getWritesList()) {
            this.#store.run(
                'INSERT OR IGNORE INTO private_key (space, hash, block, tx) VALUES (?, ?, ?, ?)',
                space,
                sha256(write.getKey()),
                version.block,
                version.tx,
            );
        }
    }
}

function purges({ namespace, collection, version, hashed }: Arrived): readonly Purge[] {
    return hashed
        .getHashedWritesList()
        .filter((write) => write.getIsPurge())
        .map((write) => ({ namespace, collection, version, keyHash: write.getKeyHash_asU8() }));
}
