import { ledger } from '@hyperledger/fabric-protos';
import { MessageWriter } from '../messagewriter.js';
import { sha256, sortedEntries } from './bytes.js';
import { metadataEntries } from './metadata.js';
import type { Metadata, Version } from './simulator.js';

const { kvrwset } = ledger.rwset;
type RangeQueryInfo = ledger.rwset.kvrwset.RangeQueryInfo;

interface PrivateWrite {
    readonly value: Uint8Array | undefined;
    readonly purge: boolean;
}

interface CollectionWrites {
    readonly reads: Map<string, Version | undefined>;
    readonly writes: Map<string, PrivateWrite>;
    readonly metadata: Map<string, Metadata>;
}

interface NamespaceWrites {
    readonly reads: Map<string, Version | undefined>;
    readonly writes: Map<string, Uint8Array | undefined>;
    readonly metadata: Map<string, Metadata>;
    readonly ranges: RangeQueryInfo[];
    readonly collections: Map<string, CollectionWrites>;
}

/**
 * Gathers the reads and writes of a simulation and renders them canonically: namespaces, collections and keys sorted by
 * bytes, ranges in the order they were opened (rwsetutil/rwset_builder.go).
 */
export class RwsetBuilder {
    readonly #namespaces = new Map<string, NamespaceWrites>();

    addRead(namespace: string, key: string, version: Version | undefined): void {
        this.#namespace(namespace).reads.set(key, version);
    }

    addWrite(namespace: string, key: string, value: Uint8Array | undefined): void {
        this.#namespace(namespace).writes.set(key, value);
    }

    addMetadata(namespace: string, key: string, metadata: Metadata): void {
        this.#namespace(namespace).metadata.set(key, metadata);
    }

    addRange(namespace: string, info: RangeQueryInfo): void {
        const { ranges } = this.#namespace(namespace);
        const known = ranges.some(
            (other) =>
                other.getStartKey() === info.getStartKey() &&
                other.getEndKey() === info.getEndKey() &&
                other.getItrExhausted() === info.getItrExhausted(),
        );
        if (!known) {
            ranges.push(info);
        }
    }

    addHashedRead(namespace: string, collection: string, key: string, version: Version | undefined): void {
        this.#collection(namespace, collection).reads.set(key, version);
    }

    addPrivateWrite(namespace: string, collection: string, key: string, write: PrivateWrite): void {
        this.#collection(namespace, collection).writes.set(key, write);
    }

    addPrivateMetadata(namespace: string, collection: string, key: string, metadata: Metadata): void {
        this.#collection(namespace, collection).metadata.set(key, metadata);
    }

    get namespaces(): string[] {
        return sortedEntries(this.#namespaces).map(([name]) => name);
    }

    build(): { readonly publicRwset: Uint8Array; readonly privateRwset?: Uint8Array } {
        const publicSet = new MessageWriter();
        const privateSet = new ledger.rwset.TxPvtReadWriteSet();
        for (const [name, namespace] of sortedEntries(this.#namespaces)) {
            const set = new MessageWriter().bytes(1, name).bytes(2, publicPart(namespace));
            const plain = new ledger.rwset.NsPvtReadWriteSet();
            plain.setNamespace(name);
            for (const [collection, writes] of sortedEntries(namespace.collections)) {
                const plaintext = plaintextPart(collection, writes);
                const part = hashedPart(collection, writes);
                if (plaintext !== undefined) {
                    plain.addCollectionPvtRwset(plaintext);
                    part.setPvtRwsetHash(sha256(plaintext.getRwset_asU8()));
                }
                set.message(3, part.serializeBinary());
            }
            publicSet.message(2, set.done());
            if (plain.getCollectionPvtRwsetList().length > 0) {
                privateSet.addNsPvtRwset(plain);
            }
        }
        const publicRwset = publicSet.done();
        return privateSet.getNsPvtRwsetList().length > 0
            ? { publicRwset, privateRwset: privateSet.serializeBinary() }
            : { publicRwset };
    }

    #namespace(name: string): NamespaceWrites {
        const known = this.#namespaces.get(name);
        if (known !== undefined) {
            return known;
        }
        const made = { reads: new Map(), writes: new Map(), metadata: new Map(), ranges: [], collections: new Map() };
        this.#namespaces.set(name, made);
        return made;
    }

    #collection(namespace: string, name: string): CollectionWrites {
        const { collections } = this.#namespace(namespace);
        const known = collections.get(name);
        if (known !== undefined) {
            return known;
        }
        const made = { reads: new Map(), writes: new Map(), metadata: new Map() };
        collections.set(name, made);
        return made;
    }
}

/** A read of a range or a key as it stands in a read set. */
export function kvRead(key: string, version: Version | undefined): ledger.rwset.kvrwset.KVRead {
    const read = new kvrwset.KVRead();
    read.setKey(key);
    read.setVersion(protoVersion(version));
    return read;
}

function protoVersion(version: Version | undefined): ledger.rwset.kvrwset.Version | undefined {
    if (version === undefined) {
        return undefined;
    }
    const message = new kvrwset.Version();
    message.setBlockNum(version.block);
    message.setTxNum(version.tx);
    return message;
}

function kvWrite(key: string, value: Uint8Array | undefined): ledger.rwset.kvrwset.KVWrite {
    const write = new kvrwset.KVWrite();
    write.setKey(key);
    if (value === undefined) {
        write.setIsDelete(true);
    } else {
        write.setValue(value);
    }
    return write;
}

/** Bytes of a `KVRWSet`. */
function publicPart(namespace: NamespaceWrites): Uint8Array {
    const set = new MessageWriter();
    for (const [key, version] of sortedEntries(namespace.reads)) {
        const read = new MessageWriter().bytes(1, key);
        set.message(1, (version === undefined ? read : read.message(2, versionBytes(version))).done());
    }
    for (const range of namespace.ranges) {
        set.message(2, range.serializeBinary());
    }
    for (const [key, value] of sortedEntries(namespace.writes)) {
        const write = new MessageWriter().bytes(1, key);
        set.message(3, (value === undefined ? write.number(2, 1) : write.bytes(3, value)).done());
    }
    for (const [key, metadata] of sortedEntries(namespace.metadata)) {
        const write = new kvrwset.KVMetadataWrite();
        write.setKey(key);
        write.setEntriesList(metadataEntries(metadata));
        set.message(4, write.serializeBinary());
    }
    return set.done();
}

function versionBytes({ block, tx }: Version): Uint8Array {
    return new MessageWriter().number(1, block).number(2, tx).done();
}

function hashedPart(name: string, collection: CollectionWrites): ledger.rwset.CollectionHashedReadWriteSet {
    const set = new kvrwset.HashedRWSet();
    set.setHashedReadsList(
        sortedEntries(collection.reads).map(([key, version]) => {
            const read = new kvrwset.KVReadHash();
            read.setKeyHash(sha256(key));
            read.setVersion(protoVersion(version));
            return read;
        }),
    );
    set.setHashedWritesList(
        sortedEntries(collection.writes).map(([key, { value, purge }]) => {
            const write = new kvrwset.KVWriteHash();
            write.setKeyHash(sha256(key));
            if (value === undefined) {
                write.setIsDelete(true);
            } else {
                write.setValueHash(sha256(value));
            }
            write.setIsPurge(purge);
            return write;
        }),
    );
    set.setMetadataWritesList(
        sortedEntries(collection.metadata).map(([key, metadata]) => {
            const write = new kvrwset.KVMetadataWriteHash();
            write.setKeyHash(sha256(key));
            write.setEntriesList(metadataEntries(metadata));
            return write;
        }),
    );
    const hashed = new ledger.rwset.CollectionHashedReadWriteSet();
    hashed.setCollectionName(name);
    hashed.setHashedRwset(set.serializeBinary());
    return hashed;
}

/** Metadata writes carry only the key: it tells the holder of the plaintext to raise its version. */
function plaintextPart(name: string, collection: CollectionWrites): ledger.rwset.CollectionPvtReadWriteSet | undefined {
    if (collection.writes.size === 0 && collection.metadata.size === 0) {
        return undefined;
    }
    const set = new kvrwset.KVRWSet();
    set.setWritesList(sortedEntries(collection.writes).map(([key, { value }]) => kvWrite(key, value)));
    set.setMetadataWritesList(
        sortedEntries(collection.metadata).map(([key]) => {
            const write = new kvrwset.KVMetadataWrite();
            write.setKey(key);
            return write;
        }),
    );
    const plaintext = new ledger.rwset.CollectionPvtReadWriteSet();
    plaintext.setCollectionName(name);
    plaintext.setRwset(set.serializeBinary());
    return plaintext;
}
