import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortRange, parseTopology, type RunningNetwork, startNetwork, type TopologyInput } from '@linguang/network';
import type { FabricLine } from '@linguang/network/testing/fabric';

/** Ports a network with a peer and an orderer in each of three organisations may take; more than it does. */
const PORTS = 90;

/** Real peers, orderers and chaincode processes for a test, in a temporary folder and on free ports. */
export class FabricNetwork {
    readonly #network: RunningNetwork;
    readonly #folder: string;

    private constructor(network: RunningNetwork, folder: string) {
        this.#network = network;
        this.#folder = folder;
    }

    /** @param line - which line of Fabric's programs */
    static async start(topology: TopologyInput, line: FabricLine): Promise<FabricNetwork> {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-gateway-fabric-'));
        try {
            const network = await startNetwork({
                topology: parseTopology({
                    ...topology,
                    portBase: await freePortRange(PORTS),
                    limits: { endorsementTimeoutMs: 30_000, executeTimeoutMs: 30_000 },
                }),
                dataDirectory: folder,
                engine: 'fabric',
                fabricVersion: line,
            });
            return new FabricNetwork(network, folder);
        } catch (error) {
            await rm(folder, { recursive: true, force: true });
            throw error;
        }
    }

    profileFile(organisation: string): string {
        return this.#network.layout.profile(organisation);
    }

    /** Ends all processes and removes the folder. */
    async stop(): Promise<void> {
        await this.#network.stop();
        await rm(this.#folder, { recursive: true, force: true });
    }
}
