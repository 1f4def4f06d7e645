import type { peer } from '@hyperledger/fabric-protos';

/** Version of a key: the block and the transaction within it that wrote it last. */
export interface Version {
    readonly block: number;
    readonly tx: number;
}

/** A key and its value from a range. */
export interface KeyValue {
    readonly namespace: string;
    readonly key: string;
    readonly value: Uint8Array;
}

/** One entry of a key's history, newest first. */
export interface KeyModification {
    readonly txId: string;
    /** Empty when `isDelete`. */
    readonly value: Uint8Array;
    /** Timestamp of the transaction's channel header. */
    readonly timestamp: { readonly seconds: number; readonly nanos: number };
    readonly isDelete: boolean;
}

/** Results of a range; a plain iterator, so `for … of` and `next()` both work. Close early by `return()`. */
export type Results<T> = IterableIterator<T>;

/** A page of a range; `bookmark()` may be asked after the iteration and is '' when nothing is left. */
export interface Page extends IterableIterator<KeyValue> {
    bookmark(): string;
}

/** State metadata by name; the only name Fabric gives meaning to is `VALIDATION_PARAMETER`. */
export type Metadata = ReadonlyMap<string, Uint8Array>;

/** Reads of one snapshot (peer height). Keys and namespaces of chaincodes that are not deployed read as absent. */
export interface StateReader {
    /** Number of blocks in the snapshot. */
    readonly height: number;
    getState(namespace: string, key: string): Uint8Array | undefined;
    /** Keys with start ≤ key < end in UTF-8 byte order; '' is open. */
    getStateRange(namespace: string, start: string, end: string): Results<KeyValue>;
    /** @param pageSize - results of this page @param bookmark - first key of the page, or '' */
    getStatePage(namespace: string, start: string, end: string, pageSize: number, bookmark: string): Page;
    getHistory(namespace: string, key: string): Results<KeyModification>;
    getMetadata(namespace: string, key: string): Metadata;
    /**
     * @throws Error `collection [ns:coll] not defined in the collection config for chaincode [ns]` …, or
     * `private data matching public hash version is not available. …` when this organisation lacks the plaintext.
     */
    getPrivateData(namespace: string, collection: string, key: string): Uint8Array | undefined;
    getPrivateDataHash(namespace: string, collection: string, key: string): Uint8Array | undefined;
    getPrivateDataRange(namespace: string, collection: string, start: string, end: string): Results<KeyValue>;
    getPrivateDataMetadata(namespace: string, collection: string, key: string): Metadata;
}

/**
 * A transaction's simulation on a snapshot. Own writes are not visible to reads. Stays valid while further blocks are
 * committed (unlike Fabric it blocks nobody); every call after `result()` or `done()` throws.
 * Restrictions and their texts: `core/ledger/kvledger/txmgmt/txmgr/tx_simulator.go`.
 */
export interface Simulator extends StateReader {
    readonly txId: string;
    setState(namespace: string, key: string, value: Uint8Array): void;
    deleteState(namespace: string, key: string): void;
    /** An empty map removes the metadata. */
    setMetadata(namespace: string, key: string, metadata: Metadata): void;
    setPrivateData(namespace: string, collection: string, key: string, value: Uint8Array): void;
    deletePrivateData(namespace: string, collection: string, key: string): void;
    purgePrivateData(namespace: string, collection: string, key: string): void;
    setPrivateDataMetadata(namespace: string, collection: string, key: string, metadata: Metadata): void;
    /** May be called once. Ends the simulation. */
    result(): SimulationResult;
    /** Ends the simulation without a result (evaluate, errors). Idempotent. */
    done(): void;
}

/** What a simulation read and wrote. */
export interface SimulationResult {
    /** Bytes of `ledger.rwset.TxReadWriteSet`, canonical: the same calls give the same bytes on every peer. */
    readonly publicRwset: Uint8Array;
    /** Bytes of `ledger.rwset.TxPvtReadWriteSet`; absent when nothing private was written. */
    readonly privateRwset?: Uint8Array;
    /** Namespaces with any read or write, sorted; system chaincodes (`_lifecycle`, `qscc`, …) included. */
    readonly namespaces: readonly string[];
    /** What a real endorser answers in `ProposalResponse.interest` (core/endorser buildChaincodeInterest), system chaincodes left out. */
    readonly interest: peer.ChaincodeInterest;
    /** Collection configs at the snapshot of the private rwset's namespaces, for `TransientStore.stage`. */
    readonly collections: ReadonlyMap<string, peer.CollectionConfigPackage>;
}
