import { ledger } from '@hyperledger/fabric-protos';
import { LIFECYCLE } from '../embedded/ledger/definitions.js';
import { type NamespaceRwset, parseRwset } from '../embedded/ledger/rwset.js';
import type { DisclosedSet } from './chainreplay.js';

/** A read as it stands in a read set: what, and the version or the results it saw. Equal texts are equal reads. */
export type Read = Readonly<{ chaincode: string; collection: string | undefined; key: string; saw: string }>;

/** A write as it stands in a write set. Of private keys and values only the SHA-256 is there. */
export type WriteSeen = Readonly<{
    chaincode: string;
    collection: string | undefined;
    /** Key, or SHA-256 (hex) of a private key. */
    key: string;
    /** Value, or SHA-256 of a private value; undefined where the key is deleted. */
    value: Uint8Array | undefined;
    /** The key's own endorsement policy and what else stands beside it. */
    isMetadata: boolean;
}>;

/** Reads of chaincodes, those of definitions (`_lifecycle`) left out: peers add them. */
export function readsOf(sets: readonly NamespaceRwset[]): readonly Read[] {
    return sets
        .filter(({ namespace }) => !namespace.startsWith(LIFECYCLE))
        .flatMap(({ namespace: chaincode, kv, collections }) => [
            ...kv.getReadsList().map((read) => ({
                chaincode,
                collection: undefined,
                key: read.getKey(),
                saw: versionOf(read.getVersion()),
            })),
            ...kv.getRangeQueriesInfoList().map((range) => ({
                chaincode,
                collection: undefined,
                key: `${range.getStartKey()} to ${range.getEndKey()}`,
                saw: rangeOf(range),
            })),
            ...collections.flatMap(({ collection, hashed }) =>
                hashed.getHashedReadsList().map((read) => ({
                    chaincode,
                    collection,
                    key: hex(read.getKeyHash_asU8()),
                    saw: versionOf(read.getVersion()),
                })),
            ),
        ]);
}

/** The same of a simulation's result. */
export function readsOfSimulation(publicRwset: Uint8Array): readonly Read[] {
    return readsOf(parseRwset(publicRwset));
}

export function writesOf(sets: readonly NamespaceRwset[]): readonly WriteSeen[] {
    return sets.flatMap(({ namespace: chaincode, kv, collections }) => [
        ...kv.getWritesList().map((write) => ({
            chaincode,
            collection: undefined,
            key: write.getKey(),
            value: write.getIsDelete() ? undefined : write.getValue_asU8(),
            isMetadata: false,
        })),
        ...kv.getMetadataWritesList().map((write) => ({
            chaincode,
            collection: undefined,
            key: write.getKey(),
            value: write.serializeBinary(),
            isMetadata: true,
        })),
        ...collections.flatMap(({ collection, hashed }) => [
            ...hashed.getHashedWritesList().map((write) => ({
                chaincode,
                collection,
                key: hex(write.getKeyHash_asU8()),
                value: write.getIsDelete() ? undefined : write.getValueHash_asU8(),
                isMetadata: false,
            })),
            ...hashed.getMetadataWritesList().map((write) => ({
                chaincode,
                collection,
                key: hex(write.getKeyHash_asU8()),
                value: write.serializeBinary(),
                isMetadata: true,
            })),
        ]),
    ]);
}

/** Keys and values of a private write set that was disclosed. */
export function privateWritesOf({ namespace: chaincode, collection, rwset }: DisclosedSet): readonly Readonly<{
    chaincode: string;
    collection: string;
    key: string;
    value: Uint8Array | undefined;
}>[] {
    return ledger.rwset.kvrwset.KVRWSet.deserializeBinary(rwset)
        .getWritesList()
        .map((write) => ({
            chaincode,
            collection,
            key: write.getKey(),
            value: write.getIsDelete() ? undefined : write.getValue_asU8(),
        }));
}

function versionOf(version: ledger.rwset.kvrwset.Version | undefined): string {
    return version === undefined ? 'nothing' : `block ${version.getBlockNum()}, transaction ${version.getTxNum()}`;
}

function rangeOf(range: ledger.rwset.kvrwset.RangeQueryInfo): string {
    const raw = range.getRawReads()?.getKvReadsList() ?? [];
    const summary = range.getReadsMerkleHashes();
    const listed = raw.map((read) => `${read.getKey()} (${versionOf(read.getVersion())})`).join(', ');
    const hashed = summary === undefined ? '' : `results with the digest ${hex(summary.serializeBinary())}`;
    return `${range.getItrExhausted() ? 'to its end' : 'in part'}: ${listed}${hashed}`;
}

function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}
