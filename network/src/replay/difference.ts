/** What an audit found first: where a ledger is not what it should be. */
export type Difference = Readonly<{
    /** Stable name of the check that failed, such as `VALIDATION_CODE`. */
    check: string;
    block: number;
    /** Place of the transaction in its block; undefined: the block itself. */
    transaction?: number | undefined;
    transactionId?: string | undefined;
    /** Chaincode and function, such as `energy settlement:settle`. */
    call?: string | undefined;
    chaincode?: string | undefined;
    /** Private collection; undefined for public state. */
    collection?: string | undefined;
    /** Key, or for private data the SHA-256 of it where the key itself is not known. */
    key?: string | undefined;
    expected: string;
    found: string;
    /** Why that was expected, in words. */
    reason?: string | undefined;
}>;

/** The chain itself is not as it should be. */
export class ChainDifference extends Error {
    override readonly name = 'ChainDifference';

    constructor(readonly difference: Difference) {
        super(`${difference.check} in block ${difference.block}`);
    }
}
