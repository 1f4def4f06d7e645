/** One call of a contract: a single JSON argument, private input as transient data. */
export type Command = Readonly<{
    chaincode: string;
    /** `contract:function`, e.g. `metering:gate`. */
    transaction: string;
    argument: Readonly<Record<string, unknown>>;
    /** Goes to the named endorsers only, never into a block. */
    transient?: Readonly<Record<string, string>> | undefined;
    /** Organisations that alone endorse, instead of those the chaincode's policy asks for: where only their own collection is written. */
    endorsers?: readonly string[] | undefined;
}>;

/** An endorsed and signed transaction, ready to be submitted any number of times. */
export type Endorsed = Readonly<{
    transactionId: string;
    /** Serialised prepared transaction with the client's signature: the envelope that is sent again until its outcome is known. */
    envelope: Uint8Array;
    /** What the contract answered. */
    result: string;
}>;

/**
 * Sets of organisations that satisfy a chaincode's endorsement policy, in order of preference. Naming them keeps transient
 * data away from everybody else; the next set is tried when one fails.
 */
export type EndorserSets = Readonly<Record<string, readonly (readonly string[])[]>>;

export const linguangEndorsers: EndorserSets = {
    energy: [['GridMSP', 'CommunityMSP']],
    certificate: [
        ['CertifierMSP', 'GridMSP'],
        ['CertifierMSP', 'CommunityMSP'],
    ],
};
