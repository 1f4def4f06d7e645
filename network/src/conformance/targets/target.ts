import type { NetworkLayout } from '../../layout.js';
import type { Topology } from '../../topology.js';

/** What a scenario does with a peer that misses blocks. */
export type Lag = Readonly<{
    /** While the peer gets no blocks; it may be down. */
    missed: () => Promise<void>;
    /** While the peer answers and still lacks those blocks. No orderer runs meanwhile. */
    behind: () => Promise<void>;
}>;

/** A running network that scenarios are played on: the embedded engine, or real peers and orderers. */
export interface Target {
    readonly engine: 'embedded' | 'fabric';
    /** Line of the recording that it must equal: `3.1`, `2.5`. */
    readonly line: string;
    readonly topology: Topology;
    readonly layout: NetworkLayout;

    /** Takes a peer or orderer down. */
    stopNode(name: string): Promise<void>;
    startNode(name: string): Promise<void>;
    /** Takes a chaincode process down, such as `two.beta`, so that it stays down. */
    stopChaincode(process: string): Promise<void>;
    /** Starts a chaincode process that was stopped, or that ended by itself, and resolves when it listens. */
    startChaincode(process: string): Promise<void>;
    /** Lets one peer fall behind, and catch up again. */
    lag(peer: string, during: Lag): Promise<void>;
    /** Ends everything and removes its folder. */
    stop(): Promise<void>;
}
