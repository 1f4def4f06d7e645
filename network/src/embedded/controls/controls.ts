import type { peer } from '@hyperledger/fabric-protos';

/**
 * Changes a peer's answer before the peer signs it: a lie that is well-formed and properly signed.
 * It gets the chaincode's response and the read-write set, and returns what to pretend.
 */
export type ProposalResponseChange = (action: peer.ChaincodeAction) => void;

/** Test controls: what can go wrong with peers and chaincode processes. All by name (`peer0.grid`, `energy.grid`). */
export interface NetworkControls {
    /** Makes a peer alter what it endorses (undefined: honest again). */
    lie(peer: string, change: ProposalResponseChange | undefined): void;
    /** Holds a peer at its present height (or the given one): it commits nothing until released. */
    holdHeight(peer: string, height?: number): void;
    /** Lets a held peer catch up. */
    release(peer: string): void;
    /** Delays every proposal on a peer by so many milliseconds; 0 ends it. */
    slow(peer: string, milliseconds: number): void;
    /** Makes a peer refuse every proposal with this text (undefined ends it). */
    refuse(peer: string, message: string | undefined): void;
    /** Takes a peer down: endpoint closed, not chosen by others' gateways. */
    stopPeer(peer: string): Promise<void>;
    startPeer(peer: string): Promise<void>;
    /** Takes an orderer down; with all down, submitting answers UNAVAILABLE. */
    stopOrderer(orderer: string): Promise<void>;
    startOrderer(orderer: string): Promise<void>;
    /** Kills (SIGKILL) a chaincode process, e.g. `energy.grid`. */
    stopChaincode(process: string): Promise<void>;
    /** Starts it again, optionally with another command (altered chaincode). */
    startChaincode(process: string, command?: readonly string[]): Promise<void>;
}
