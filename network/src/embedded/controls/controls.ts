import type { EmbeddedNetwork } from '../network.js';
import type { OrdererNode } from '../services/orderernode.js';
import type { Alteration, PeerNode } from '../services/peernode.js';
import type { TestChaincodes } from './chaincodes.js';
import type { Faults } from './faults.js';

/** Test controls: what can go wrong with peers and chaincode processes. All by name (`peer0.grid`, `energy.grid`). */
export class NetworkControls {
    readonly #network: EmbeddedNetwork;
    readonly #faults: Faults;
    readonly #chaincodes: TestChaincodes;

    constructor(network: EmbeddedNetwork, faults: Faults, chaincodes: TestChaincodes) {
        this.#network = network;
        this.#faults = faults;
        this.#chaincodes = chaincodes;
    }

    /** Makes a peer alter what it endorses, before it signs (undefined: honest again). */
    lie(peer: string, alteration: Alteration | undefined): void {
        this.#peer(peer).alter = alteration;
    }

    /** Holds a peer at its present height (or the given one): it commits nothing until released. */
    holdHeight(peer: string, height?: number): void {
        this.#peer(peer).ledger.hold(height);
    }

    /** Lets a held peer catch up. */
    release(peer: string): void {
        this.#peer(peer).ledger.release();
    }

    /** Delays every proposal on a peer by so many milliseconds; 0 ends it. */
    slow(peer: string, milliseconds: number): void {
        this.#faults.slow(this.#peer(peer).name, milliseconds);
    }

    /** Makes a peer refuse every proposal with this text (undefined ends it). */
    refuse(peer: string, message: string | undefined): void {
        this.#faults.refuse(this.#peer(peer).name, message);
    }

    /** Takes a peer down: endpoint closed, not chosen by other peers' gateways. */
    async stopPeer(peer: string): Promise<void> {
        await this.#peer(peer).stop();
    }

    async startPeer(peer: string): Promise<void> {
        await this.#peer(peer).start();
    }

    /** Takes an orderer down; with all down, submitting answers UNAVAILABLE. */
    async stopOrderer(orderer: string): Promise<void> {
        await this.#orderer(orderer).stop();
    }

    async startOrderer(orderer: string): Promise<void> {
        await this.#orderer(orderer).start();
    }

    /** Kills (SIGKILL) a chaincode process, e.g. `energy.grid`. */
    async stopChaincode(process: string): Promise<void> {
        await this.#chaincodes.stop(process);
    }

    /** Starts it again, optionally with another command (altered chaincode). */
    async startChaincode(process: string, command?: readonly string[]): Promise<void> {
        await this.#chaincodes.start(process, command);
    }

    /** The number of blocks a peer has. */
    height(peer: string): number {
        return this.#peer(peer).height();
    }

    #peer(name: string): PeerNode {
        return named(this.#network.peers, name);
    }

    #orderer(name: string): OrdererNode {
        return named(this.#network.orderers, name);
    }
}

function named<T extends { readonly name: string }>(nodes: readonly T[], name: string): T {
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) {
        throw new RangeError(`there is no ${name}; there are ${nodes.map((other) => other.name).join(', ')}`);
    }
    return node;
}
