import { ledger } from '@hyperledger/fabric-protos';

type Kv = ledger.rwset.kvrwset.KVRWSet;
type Hashed = ledger.rwset.kvrwset.HashedRWSet;

/** A public read-write set, parsed all the way down. */
export interface NamespaceRwset {
    readonly namespace: string;
    readonly kv: Kv;
    readonly collections: readonly CollectionRwset[];
}

export interface CollectionRwset {
    readonly collection: string;
    readonly hashed: Hashed;
    /** SHA-256 of the private write set; empty when nothing private was written. */
    readonly privateHash: Uint8Array;
}

/** @throws Error when any part is malformed */
export function parseRwset(bytes: Uint8Array): readonly NamespaceRwset[] {
    return ledger.rwset.TxReadWriteSet.deserializeBinary(bytes)
        .getNsRwsetList()
        .map((set) => ({
            namespace: set.getNamespace(),
            kv: ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()),
            collections: set.getCollectionHashedRwsetList().map((collection) => ({
                collection: collection.getCollectionName(),
                hashed: ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8()),
                privateHash: collection.getPvtRwsetHash_asU8(),
            })),
        }));
}

/** Whether anything is written in the namespace (plugindispatcher txWritesToNamespace). */
export function writesTo({ kv, collections }: NamespaceRwset): boolean {
    return (
        kv.getWritesList().length > 0 ||
        kv.getMetadataWritesList().length > 0 ||
        collections.some(
            ({ hashed }) => hashed.getHashedWritesList().length > 0 || hashed.getMetadataWritesList().length > 0,
        )
    );
}
