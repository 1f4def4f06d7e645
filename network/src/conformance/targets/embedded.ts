import { NetworkLayout } from '../../layout.js';
import { type EmbeddedHandle, startEmbedded } from '../../testing.js';
import { orderersOf, type Topology } from '../../topology.js';
import { conformanceTopology } from '../topology.js';
import type { Lag, Target } from './target.js';

/** The embedded network; it follows the newest line. */
export class EmbeddedTarget implements Target {
    readonly engine = 'embedded';
    readonly line = '3.1';
    readonly topology: Topology;
    readonly layout: NetworkLayout;
    readonly #net: EmbeddedHandle;

    private constructor(net: EmbeddedHandle) {
        this.#net = net;
        this.topology = net.topology;
        this.layout = new NetworkLayout(net.dataDir);
    }

    static async start(): Promise<EmbeddedTarget> {
        return new EmbeddedTarget(await startEmbedded({ topology: conformanceTopology }));
    }

    async stopNode(name: string): Promise<void> {
        const { controls } = this.#net;
        await (name.startsWith('orderer') ? controls.stopOrderer(name) : controls.stopPeer(name));
    }

    async startNode(name: string): Promise<void> {
        const { controls } = this.#net;
        await (name.startsWith('orderer') ? controls.startOrderer(name) : controls.startPeer(name));
    }

    async stopChaincode(process: string): Promise<void> {
        await this.#net.controls.stopChaincode(process);
    }

    async startChaincode(process: string): Promise<void> {
        await this.#net.controls.stopChaincode(process);
        await this.#net.controls.startChaincode(process);
    }

    async lag(peer: string, { missed, behind }: Lag): Promise<void> {
        const orderers = orderersOf(this.topology).map(({ name }) => name);
        await this.stopNode(peer);
        this.#net.controls.holdHeight(peer);
        await missed();
        await Promise.all(orderers.map((name) => this.stopNode(name)));
        await this.startNode(peer);
        await behind();
        await Promise.all(orderers.map((name) => this.startNode(name)));
        this.#net.controls.release(peer);
    }

    async stop(): Promise<void> {
        await this.#net.stop();
    }
}
