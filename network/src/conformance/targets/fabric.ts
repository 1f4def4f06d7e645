import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningNetwork, startNetwork } from '../../engine/network.js';
import type { NetworkLayout } from '../../layout.js';
import { orderersOf, parseTopology, type Topology } from '../../topology.js';
import { freeTopology } from '../freetopology.js';
import { conformanceTopology } from '../topology.js';
import type { Lag, Target } from './target.js';

/** How long a process may take to come back, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Real peers and orderers of one version of Fabric. */
export class FabricTarget implements Target {
    readonly engine = 'fabric';
    readonly line: string;
    readonly topology: Topology;
    readonly layout: NetworkLayout;
    readonly #network: RunningNetwork;

    private constructor(network: RunningNetwork, line: string) {
        this.#network = network;
        this.line = line;
        this.topology = network.topology;
        this.layout = network.layout;
    }

    /**
     * @param line - `3.1` or `2.5`: the installation whose version begins like this
     * @throws NetworkError ENGINE_UNAVAILABLE
     */
    static async start(line: string): Promise<FabricTarget> {
        const dataDirectory = await mkdtemp(join(tmpdir(), 'linguang-conformance-'));
        const topology = await freeTopology(parseTopology(conformanceTopology));
        try {
            const network = await startNetwork({ topology, dataDirectory, engine: 'fabric', fabricVersion: line });
            return new FabricTarget(network, line);
        } catch (error) {
            await rm(dataDirectory, { recursive: true, force: true });
            throw error;
        }
    }

    async stopNode(name: string): Promise<void> {
        await this.#network.supervisor.stopOne(name);
    }

    async startNode(name: string): Promise<void> {
        await this.#network.supervisor.startOne(name);
    }

    async stopChaincode(process: string): Promise<void> {
        await this.#network.supervisor.stopOne(process);
    }

    async startChaincode(process: string): Promise<void> {
        await this.#network.supervisor.startOne(process);
        const deadline = Date.now() + PATIENCE_MS;
        while (this.#network.supervisor.status.find(({ name }) => name === process)?.phase !== 'ready') {
            if (Date.now() > deadline) {
                throw new Error(`${process} did not come back`);
            }
            await delay(50);
        }
    }

    async lag(peer: string, { missed, behind }: Lag): Promise<void> {
        const orderers = orderersOf(this.topology).map(({ name }) => name);
        await this.stopNode(peer);
        await missed();
        await Promise.all(orderers.map((name) => this.stopNode(name)));
        await this.startNode(peer);
        await behind();
        await Promise.all(orderers.map((name) => this.startNode(name)));
    }

    async stop(): Promise<void> {
        await this.#network.stop();
        await rm(this.layout.root, { recursive: true, force: true });
    }
}
