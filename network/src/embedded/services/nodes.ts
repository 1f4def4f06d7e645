import type { Peer } from '../endorser/endorser.js';
import type { Identity, Orderer } from '../ledger.js';
import type { PeerLedger } from './peerledger.js';
import type { ErrorDetail } from './rpcerror.js';

/** A peer of the network as the services of all peers know it. */
export interface NetworkPeer extends Peer {
    readonly identity: Identity;
    readonly ledger: PeerLedger;
    /** False while it is stopped: nobody can reach it. */
    readonly running: boolean;
    /** Whether it can endorse for a chaincode: the definition is committed, its organisation approved it and runs it. */
    hasChaincode(name: string): boolean;
}

/** An orderer of the network; all of them order into the same chain. */
export interface NetworkOrderer {
    readonly name: string;
    readonly mspId: string;
    readonly address: string;
    readonly running: boolean;
    readonly orderer: Orderer;
}

/** The endpoint that answered, with what it said. */
export function detail(node: Readonly<{ address: string; mspId: string }>, message: string): ErrorDetail {
    return { address: node.address, mspId: node.mspId, message };
}

/** What a client sees of a node that does not listen. */
export function connectionRefused(address: string): string {
    const endpoint = address.replace(/^localhost:/, '127.0.0.1:');
    return `connection error: desc = "transport: Error while dialing: dial tcp ${endpoint}: connect: connection refused"`;
}
