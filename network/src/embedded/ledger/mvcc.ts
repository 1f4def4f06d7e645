import type { ledger } from '@hyperledger/fabric-protos';
import { type Batch, METADATA_ONLY, WRITTEN } from './batch.js';
import { sameBytes, sha256 } from './bytes.js';
import { Code } from './codes.js';
import { RangeResults } from './merkle.js';
import { serializeMetadata } from './metadata.js';
import type { CollectionRwset, NamespaceRwset } from './rwset.js';
import { kvRead } from './rwsetbuilder.js';
import type { Version } from './simulator.js';
import { hashedSpace } from './spaces.js';

type ProtoVersion = ledger.rwset.kvrwset.Version | undefined;
type Entries = Parameters<typeof serializeMetadata>[0];

const NOTHING = sha256('');

/**
 * Whether what a transaction read is still so, after the earlier transactions of its block
 * (txmgmt/validation/validator.go).
 * @returns VALID, MVCC_READ_CONFLICT or PHANTOM_READ_CONFLICT
 */
export function validateReads(rwset: readonly NamespaceRwset[], batch: Batch): number {
    for (const { namespace, kv, collections } of rwset) {
        for (const read of kv.getReadsList()) {
            if (!unchanged(batch, namespace, Buffer.from(read.getKey()), read.getVersion())) {
                return Code.MVCC_READ_CONFLICT;
            }
        }
        for (const range of kv.getRangeQueriesInfoList()) {
            if (!sameRange(batch, namespace, range)) {
                return Code.PHANTOM_READ_CONFLICT;
            }
        }
        for (const { collection, hashed } of collections) {
            const space = hashedSpace(namespace, collection);
            for (const read of hashed.getHashedReadsList()) {
                if (!unchanged(batch, space, read.getKeyHash_asU8(), read.getVersion())) {
                    return Code.MVCC_READ_CONFLICT;
                }
            }
        }
    }
    return Code.VALID;
}

/** Adds the public and hashed writes of a valid transaction. */
export function applyWrites(rwset: readonly NamespaceRwset[], version: Version, batch: Batch): void {
    for (const { namespace, kv, collections } of rwset) {
        const writes = new Map(
            kv.getWritesList().map((write) => {
                const value = write.getValue_asU8();
                return [write.getKey(), write.getIsDelete() || value.length === 0 ? undefined : value] as const;
            }),
        );
        const metadata = new Map(
            kv.getMetadataWritesList().map((write) => [write.getKey(), write.getEntriesList()] as const),
        );
        for (const key of new Set([...writes.keys(), ...metadata.keys()])) {
            applyKey(batch, namespace, Buffer.from(key), version, writes, metadata, key);
        }
        for (const collection of collections) {
            applyHashed(batch, namespace, collection, version);
        }
    }
}

function applyHashed(batch: Batch, namespace: string, { collection, hashed }: CollectionRwset, version: Version): void {
    const space = hashedSpace(namespace, collection);
    const name = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const writes = new Map(
        hashed.getHashedWritesList().map((write) => {
            const value = write.getValueHash_asU8();
            const gone = write.getIsDelete() || value.length === 0 || sameBytes(value, NOTHING);
            return [name(write.getKeyHash_asU8()), gone ? undefined : value] as const;
        }),
    );
    const metadata = new Map(
        hashed.getMetadataWritesList().map((write) => [name(write.getKeyHash_asU8()), write.getEntriesList()] as const),
    );
    for (const key of new Set([...writes.keys(), ...metadata.keys()])) {
        applyKey(batch, space, Buffer.from(key, 'hex'), version, writes, metadata, key);
    }
}

/**
 * A value alone keeps the metadata, metadata alone keeps the value (and does nothing to an absent key), deletion drops
 * both (txmgmt/validation/tx_ops.go).
 */
function applyKey(
    batch: Batch,
    space: string,
    key: Uint8Array,
    version: Version,
    writes: ReadonlyMap<string, Uint8Array | undefined>,
    metadata: ReadonlyMap<string, Entries>,
    name: string,
): void {
    const entries = metadata.get(name);
    if (writes.has(name)) {
        const value = writes.get(name);
        const kept = entries === undefined ? batch.metadata(space, key) : serializeMetadata(entries);
        batch.add({ space, key, version, value, metadata: value && kept, kind: WRITTEN });
        return;
    }
    const present = batch.latest(space, key);
    if (entries !== undefined && present !== undefined) {
        const { value } = present;
        batch.add({ space, key, version, value, metadata: serializeMetadata(entries), kind: METADATA_ONLY });
    }
}

function unchanged(batch: Batch, space: string, key: Uint8Array, read: ProtoVersion): boolean {
    return !batch.touched(space, key) && sameVersion(batch.latest(space, key)?.version, read);
}

function sameVersion(stored: Version | undefined, read: ProtoVersion): boolean {
    if (stored === undefined || read === undefined) {
        return stored === undefined && read === undefined;
    }
    return stored.block === read.getBlockNum() && stored.tx === read.getTxNum();
}

function sameRange(batch: Batch, space: string, range: ledger.rwset.kvrwset.RangeQueryInfo): boolean {
    const end = Buffer.from(range.getEndKey());
    const inclusive = !range.getItrExhausted() && end.length > 0;
    const results = batch.range(
        space,
        Buffer.from(range.getStartKey()),
        inclusive ? Buffer.concat([end, Buffer.of(0)]) : end,
    );
    const summary = range.getReadsMerkleHashes();
    if (summary !== undefined) {
        const now = new RangeResults(summary.getMaxDegree());
        for (const { key, version } of results) {
            now.add(kvRead(Buffer.from(key).toString(), version));
        }
        const found = now.done().summary;
        return found !== undefined && sameBytes(found.serializeBinary(), summary.serializeBinary());
    }
    for (const read of range.getRawReads()?.getKvReadsList() ?? []) {
        const next = results.next();
        const same =
            !next.done &&
            Buffer.from(next.value.key).toString() === read.getKey() &&
            sameVersion(next.value.version, read.getVersion());
        if (!same) {
            return false;
        }
    }
    return results.next().done === true;
}
