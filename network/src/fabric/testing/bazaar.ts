import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixtureChaincode } from '../../bench/fixture/topology.js';
import { eventually as waitFor } from '../../conformance/eventually.js';
import { type RunningNetwork, startNetwork } from '../../engine/network.js';
import { type ConnectedClient, connectClient } from '../../lifecycle/client.js';
import { readConnectionProfile } from '../../profile/profile.js';
import { freePortRange } from '../../supervisor/freeports.js';
import { portsPerOrganisation } from '../../topology/ports.js';
import { orderersOf, parseTopology, peersOf, type Topology, type TopologyInput } from '../../topology.js';
import { administrate } from '../join.js';
import { leaderOf } from '../leader.js';
import { observe } from '../observe.js';
import type { FabricLine } from './lines.js';

const SERVICE = fileURLToPath(new URL('fixtureservice.js', import.meta.url));

/** Organisations that have nothing to do with energy; one has no peer, and the service is reached with mutual TLS. */
export const bazaarTopology = (portBase: number, changes: Partial<TopologyInput> = {}): Topology =>
    parseTopology({
        channel: 'bazaar',
        organisations: [
            { name: 'north', mspId: 'NorthMSP', peers: 2, clients: ['trader'] },
            { name: 'south', mspId: 'SouthMSP', clients: ['trader'] },
            { name: 'east', mspId: 'EastMSP', peers: 0 },
        ],
        chaincodes: [
            fixtureChaincode({
                name: 'stall',
                command: ['node', SERVICE],
                policy: "AND('NorthMSP.peer','SouthMSP.peer')",
                tls: true,
                collections: [{ name: 'till', policy: "OR('NorthMSP.member','SouthMSP.member')" }],
            }),
        ],
        batch: { timeoutMs: 50 },
        limits: { endorsementTimeoutMs: 15_000, executeTimeoutMs: 15_000 },
        portBase,
        ...changes,
    });

/** A network of real nodes for a test, in a temporary folder and on free ports. */
export class Bazaar {
    readonly steps: string[] = [];
    readonly #clients: ConnectedClient[] = [];
    #network: RunningNetwork | undefined;

    private constructor(
        readonly directory: string,
        readonly topology: Topology,
    ) {}

    /** A folder and ports for it; nothing runs yet. */
    static async prepare(changes: Partial<TopologyInput> = {}): Promise<Bazaar> {
        const directory = await mkdtemp(join(tmpdir(), 'linguang-fabric-'));
        return new Bazaar(directory, bazaarTopology(await freeBase(changes), changes));
    }

    async start(fabricVersion?: FabricLine | undefined): Promise<void> {
        this.#network = await startNetwork({
            topology: this.topology,
            dataDirectory: this.directory,
            engine: 'fabric',
            fabricVersion,
            onProgress: (step) => this.steps.push(step),
        });
    }

    get network(): RunningNetwork {
        if (this.#network === undefined) {
            throw new Error('the network does not run');
        }
        return this.#network;
    }

    async stop(): Promise<void> {
        for (const client of this.#clients.splice(0)) {
            client.close();
        }
        await this.#network?.stop();
        this.#network = undefined;
    }

    /** Stops it and removes its folder. */
    async remove(): Promise<void> {
        await this.stop();
        await rm(this.directory, { recursive: true, force: true });
    }

    async channel(organisation: string, identity: string, peer?: string) {
        const profile = await readConnectionProfile(this.network.layout.profile(organisation));
        const client = await connectClient(profile, identity, peer === undefined ? {} : { peer });
        this.#clients.push(client);
        return client.gateway.getNetwork(this.topology.channel);
    }

    /** The chaincode as a trader of an organisation sees it. */
    async stall(organisation: string, peer?: string) {
        return (await this.channel(organisation, 'trader', peer)).getContract('stall');
    }

    process(name: string) {
        return this.network.supervisor.status.find((one) => one.name === name);
    }

    /** kill -9. @returns the process id it had */
    kill(name: string): number {
        const pid = this.process(name)?.pid;
        if (pid === undefined) {
            throw new Error(`${name} does not run`);
        }
        process.kill(pid, 'SIGKILL');
        return pid;
    }

    /** Height and hash of every peer's ledger. */
    async ledgers(): Promise<{ height: number; hash: string }[]> {
        return await Promise.all(
            peersOf(this.topology).map(async (node) => {
                const peer = await administrate(this.network.layout, node);
                try {
                    return await peer.chainInfo(this.topology.channel);
                } finally {
                    peer.close();
                }
            }),
        );
    }

    /** Name of the orderer that leads. */
    async leader(): Promise<string> {
        const orderers = orderersOf(this.topology);
        const seen = orderers.map(({ ports }) => observe(ports.operations, this.topology.channel));
        const leader = leaderOf(this.topology, await Promise.all(seen));
        if (leader === undefined) {
            throw new Error('the orderers have no leader');
        }
        return leader;
    }
}

export function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('utf8');
}

/** Waits as long as real nodes may take to recover. */
export async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
    await waitFor(condition, what, { patienceMs: 120_000, pauseMs: 250 });
}

async function freeBase(changes: Partial<TopologyInput>): Promise<number> {
    const topology = bazaarTopology(20_000, changes);
    return await freePortRange(topology.organisations.length * portsPerOrganisation(topology));
}
