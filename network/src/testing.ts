/**
 * Test-only entry: runs a whole embedded network with its chaincode processes for the tests of any workspace, and breaks
 * it on purpose.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from '@hyperledger/fabric-gateway';
import { type ChaincodeStarter, TestChaincodes } from './embedded/controls/chaincodes.js';
import { ChildNetwork } from './embedded/controls/childnetwork.js';
import { NetworkControls } from './embedded/controls/controls.js';
import { Faults } from './embedded/controls/faults.js';
import { jsonLogger, silent } from './embedded/log.js';
import { EmbeddedNetwork } from './embedded/network.js';
import { prepareNetwork } from './engine/prepare.js';
import type { NetworkLayout } from './layout.js';
import { type ClientOptions, type ConnectedClient, connectClient } from './lifecycle/client.js';
import { deployChaincodes } from './lifecycle/topologydeployment.js';
import { type ConnectionProfile, readConnectionProfile } from './profile/profile.js';
import { freePortRange } from './supervisor/freeports.js';
import { portsPerOrganisation } from './topology/ports.js';
import { parseTopology, type Topology, type TopologyInput } from './topology.js';

export type { ChaincodePlace, ChaincodeStarter } from './embedded/controls/chaincodes.js';
export { NetworkControls } from './embedded/controls/controls.js';
export type { Alteration } from './embedded/services/peernode.js';
export type { ClientOptions } from './lifecycle/client.js';

export type EmbeddedOptions = Readonly<{
    /** `portBase` is replaced by a free range unless `keepPorts`. */
    topology: TopologyInput | Topology;
    /** Folder of the network; a temporary one by default, removed by `stop()`. A folder used before is continued. */
    dataDir?: string;
    keepPorts?: boolean;
    /** Run the network in this process (default; needed for `controls`) or as a child process that can be killed. */
    run?: 'in-process' | 'child';
    /** Options of Node for the child process, such as `--cpu-prof`. */
    nodeOptions?: readonly string[];
    /** Chaincodes served by a function in this process instead of the `command` of the topology, by chaincode name. */
    chaincodes?: Readonly<Record<string, ChaincodeStarter>>;
    /** Prints the network's log lines; default: none (in-process), or into `dataDir/logs` (child). */
    verbose?: boolean;
}>;

/**
 * Starts an embedded network: key material, ledger, peers and orderers, chaincode processes, committed definitions.
 * Resolves when transactions can be sent.
 * @throws NetworkError naming what failed; nothing is left running
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedHandle> {
    const isTemporary = options.dataDir === undefined;
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'linguang-network-')));
    const parsed = parseTopology(options.topology);
    const topology = options.keepPorts === true ? parsed : { ...parsed, portBase: await freePorts(parsed) };
    const layout = await prepareNetwork(topology, dataDir);
    const handle = new EmbeddedHandle(options, topology, layout, isTemporary);
    try {
        await handle.start();
    } catch (error) {
        await handle.stop();
        throw error;
    }
    return handle;
}

/** A running embedded network with its chaincode processes. */
export class EmbeddedHandle {
    readonly dataDir: string;
    readonly topology: Topology;
    readonly #options: EmbeddedOptions;
    readonly #layout: NetworkLayout;
    readonly #isTemporary: boolean;
    readonly #chaincodes: TestChaincodes;
    readonly #clients = new Set<ConnectedClient>();
    readonly #child: ChildNetwork;
    #network: EmbeddedNetwork | undefined;
    #controls: NetworkControls | undefined;

    /** Use {@link startEmbedded}. */
    constructor(options: EmbeddedOptions, topology: Topology, layout: NetworkLayout, isTemporary: boolean) {
        this.#options = options;
        this.topology = topology;
        this.dataDir = layout.root;
        this.#layout = layout;
        this.#isTemporary = isTemporary;
        this.#chaincodes = new TestChaincodes(topology, layout, options.chaincodes ?? {});
        this.#child = new ChildNetwork(layout, options.verbose ?? false);
    }

    /** What can be broken. @throws Error when the network runs as a child process */
    get controls(): NetworkControls {
        if (this.#controls === undefined) {
            throw new Error('controls need a network that runs in this process');
        }
        return this.#controls;
    }

    /** The network's inside. @throws Error when it runs as a child process */
    get network(): EmbeddedNetwork {
        if (this.#network === undefined) {
            throw new Error('the network does not run in this process');
        }
        return this.#network;
    }

    /** Use {@link startEmbedded}. */
    async start(): Promise<void> {
        await Promise.all([this.#startNetwork(), this.#chaincodes.startAll()]);
    }

    /** Connection profile of an organisation, absolute paths. */
    async profile(organisation: string): Promise<ConnectionProfile> {
        return await readConnectionProfile(this.profileFile(organisation));
    }

    /** File of that profile, to hand to another process. */
    profileFile(organisation: string): string {
        return this.#layout.profile(organisation);
    }

    /** A client of the unmodified fabric-gateway library; `stop()` closes it. @param client - default `admin` */
    async connect(organisation: string, client = 'admin', options: ClientOptions = {}): Promise<Gateway> {
        const connected = await connectClient(await this.profile(organisation), client, options);
        this.#clients.add(connected);
        return connected.gateway;
    }

    /** Approves and commits what differs between these definitions and the committed ones (same names and processes). */
    async redefine(chaincodes: TopologyInput['chaincodes']): Promise<void> {
        const changed = parseTopology({ ...this.topology, chaincodes });
        this.#network?.install(changed);
        await deployChaincodes(changed, this.dataDir);
    }

    /** Process ids of what runs outside this process, by name: `embedded`, `energy.grid` … */
    get pids(): ReadonlyMap<string, number> {
        const pids = new Map(this.#chaincodes.pids);
        if (this.#child.pid !== undefined) {
            pids.set('embedded', this.#child.pid);
        }
        return pids;
    }

    /** kill -9 of the network process (`run: 'child'`); chaincode processes and folder stay. */
    async kill(): Promise<void> {
        await this.#child.kill();
    }

    /** Starts the network again on the same folder and ports, after `kill()` or (in-process) after closing it first. */
    async restart(): Promise<void> {
        await this.#network?.close();
        this.#network = undefined;
        await this.#startNetwork();
    }

    /** Ends clients, network and chaincode processes; removes the folder if it was temporary. */
    async stop(): Promise<void> {
        for (const client of this.#clients) {
            client.close();
        }
        this.#clients.clear();
        await this.#network?.close();
        this.#network = undefined;
        await this.#child.stop();
        await this.#chaincodes.stopAll();
        if (this.#isTemporary) {
            await rm(this.dataDir, { recursive: true, force: true });
        }
    }

    async #startNetwork(): Promise<void> {
        if (this.#options.run === 'child') {
            await this.#child.start(this.#options.nodeOptions);
            return;
        }
        const faults = new Faults();
        const network = new EmbeddedNetwork({
            topology: this.topology,
            dataDirectory: this.dataDir,
            log: this.#options.verbose === true ? jsonLogger((line) => process.stdout.write(line)) : silent,
            intercept: (endorser) => faults.intercept(endorser),
        });
        this.#network = network;
        this.#controls = new NetworkControls(network, faults, this.#chaincodes);
        await network.open();
        await deployChaincodes(this.topology, this.dataDir);
    }
}

/** A base from which the whole range of ports is free. */
async function freePorts(topology: Topology): Promise<number> {
    return await freePortRange(portsPerOrganisation(topology) * topology.organisations.length);
}
