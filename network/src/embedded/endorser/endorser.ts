import type { peer as protos } from '@hyperledger/fabric-protos';

/**
 * A peer as the endorser sees it: an identity and a height on the common ledger.
 * A peer that lags behind answers from its own height (test controls move it).
 */
export interface Peer {
    /** Node name, for instance `peer0.grid`. */
    readonly name: string;
    readonly organisation: string;
    readonly mspId: string;
    /** `host:port` of its endpoint, as it appears in error details. */
    readonly address: string;
    /** The number of blocks this peer has committed: it reads the state as of block `height() - 1`. */
    height(): number;
    /** The peer's identity as it stands in an endorsement: a serialised `msp.SerializedIdentity`. */
    readonly serializedIdentity: Uint8Array;
    /** Signs SHA-256(message) with the peer's key: ECDSA P-256, DER, low-S. */
    sign(message: Uint8Array): Uint8Array;
    /** Test controls: changes what the peer says before it signs it, a well-formed and properly signed lie. */
    readonly alter?: ((action: protos.ChaincodeAction) => void) | undefined;
}

/**
 * What a peer answers to a proposal, as `Endorser.ProcessProposal` of a real peer returns (response, error):
 * - `answered`: (response, nil). Look at the status of the response: 200–399 with an endorsement is a success; 500 without
 *   payload is an error of the peer itself (unknown chaincode, timeout, lost stream); 500 with payload, or 400–499, is the chaincode's.
 * - `rejected`: (response, error). The proposal itself is bad: creator, signature, transaction id, duplicate, access.
 *   Over gRPC this is status UNKNOWN with the text; within the peer's own gateway it is FAILED_PRECONDITION.
 * - `refused`: (nil, error). A filter before the endorser said no (time window, expired identity), or the peer is down
 *   (`unavailable`). Over gRPC UNKNOWN, or UNAVAILABLE if down; the gateway takes it as UNAVAILABLE.
 */
export type ProposalOutcome =
    | { readonly kind: 'answered'; readonly response: protos.ProposalResponse }
    | { readonly kind: 'rejected'; readonly response: protos.ProposalResponse; readonly error: string }
    | { readonly kind: 'refused'; readonly error: string; readonly unavailable: boolean };

/** How one proposal is to be processed. */
export type ProcessOptions = Readonly<{
    /** Ends the work early: the client went away or its deadline passed. The outcome is then irrelevant to the caller. */
    signal?: AbortSignal;
    /** False: only simulate (evaluate). Nothing is signed and no private data is staged. Default true. */
    endorse?: boolean;
}>;

/** Processes proposals for any peer of the network. Never rejects: every failure is an outcome. */
export interface Endorser {
    process(proposal: protos.SignedProposal, peer: Peer, options?: ProcessOptions): Promise<ProposalOutcome>;
}
