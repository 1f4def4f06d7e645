import type { peer as protos } from '@hyperledger/fabric-protos';
import type { Peer } from '../endorser/endorser.js';
import type { Identity, Simulator } from '../ledger.js';

/** One proposal being executed on one peer. Called chaincodes share it, simulation included. */
export interface Transaction {
    readonly channel: string;
    readonly id: string;
    readonly peer: Peer;
    /** The chaincode that the client named: system chaincodes refuse to be called in a roundabout way. */
    readonly chaincode: string;
    readonly signedProposal: protos.SignedProposal;
    /** Bytes of the creator's `msp.SerializedIdentity`. */
    readonly creator: Uint8Array;
    /** The creator, already authenticated. */
    readonly identity: Identity;
    /** Absent for qscc, cscc and proposals without channel, as in a real peer. */
    readonly simulator: Simulator | undefined;
}

/** The outcome of a chaincode: a COMPLETED or ERROR message. */
export type Completion = protos.ChaincodeMessage;
