/** The ledger's state as a transaction saw it, and what a function that runs again writes. One object per transaction. */
export interface World {
    getState(chaincode: string, key: string): Uint8Array | undefined;
    /** Keys with start ≤ key < end, in order of their bytes. */
    getStateRange(
        chaincode: string,
        start: string,
        end: string,
    ): Iterable<Readonly<{ key: string; value: Uint8Array }>>;
    /** @throws Unavailable where the value was not disclosed */
    getPrivateData(chaincode: string, collection: string, key: string): Uint8Array | undefined;
    getPrivateDataHash(chaincode: string, collection: string, key: string): Uint8Array | undefined;
    write(write: Write): void;
}

/** A world that is only read. */
export type ReadOnlyWorld = Omit<World, 'write'>;

export type Write = Readonly<{
    chaincode: string;
    /** Undefined: public state. */
    collection: string | undefined;
    key: string;
    /** Undefined deletes. */
    value: Uint8Array | undefined;
}>;

/**
 * Something that is needed to run a function again is not on the ledger, or was not disclosed. Its name stays `Error`: contracts hand on
 * such errors as they are.
 */
export class Unavailable extends Error {}

/** A function that this version of the contracts does not have. */
export class UnknownFunction extends Unavailable {}

/** A transaction as the ledger records it. */
export type Recorded = Readonly<{
    chaincode: string;
    channel: string;
    transaction: string;
    /** Function and argument. */
    args: readonly string[];
    creator: Readonly<{ mspId: string; certificate: Uint8Array }>;
    seconds: number;
    nanos: number;
    publicWrites: readonly Write[];
    /** Private writes that were disclosed of it. */
    privateWrites: readonly Write[];
    /** Keys of public state it read one by one. */
    keysRead: readonly string[];
}>;

/** What a function that ran again answered. */
export type Recomputed = Readonly<{
    payload: Uint8Array;
    event: Readonly<{ name: string; payload: Uint8Array }> | undefined;
    writes: readonly Write[];
}>;
