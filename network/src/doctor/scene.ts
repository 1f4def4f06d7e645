import { readFile } from 'node:fs/promises';
import { common } from '@hyperledger/fabric-protos';
import { Configuration } from '../embedded/ledger/channelconfig.js';
import { type Engine, engineOf } from '../engine/engine.js';
import { stoppedNodes } from '../engine/nodes.js';
import { EMBEDDED_PROCESS } from '../engine/processes.js';
import { bindVersions, packageId as fabricPackageId } from '../fabric/chaincodepackage.js';
import { FabricLayout } from '../fabric/layout.js';
import { NetworkLayout } from '../layout.js';
import { isRunning } from '../supervisor/processidentity.js';
import type { ProcessStatus } from '../supervisor/spec.js';
import { readState, type SupervisorState, supervisorRuns } from '../supervisor/statefile.js';
import {
    type Chaincode,
    type OrdererNode,
    orderersOf,
    type PeerNode,
    packageId,
    peersOf,
    readTopology,
    type Topology,
} from '../topology.js';
import { sameEntry } from '../upgrade/entry.js';
import { readUpgrades } from '../upgrade/request.js';
import { isFrozen, type Listener, listeners } from './listeners.js';
import type { Operations } from './operations.js';
import type { PeerAnswers } from './peeranswers.js';
import type { Probes } from './probes.js';

/** How long the first questions to nodes may take; what follows from their answers has the rest. */
const FIRST_MS = 2000;
/** Calls end here, so that the whole examination ends within five seconds. */
export const CALLS_END_MS = 4000;

/** The network under examination: what its folder says, and what its nodes answered, asked once for all checks. */
export class Scene {
    readonly layout: NetworkLayout;
    readonly fabric: FabricLayout;
    readonly #began = performance.now();
    readonly #peers = new Map<string, Promise<PeerAnswers | Error>>();
    readonly #operations = new Map<string, Promise<Operations | Error>>();
    #listeners: Promise<Listener[]> | undefined;
    #chaincodes: Promise<WantedChaincode[]> | undefined;
    #config: Promise<ChannelView | undefined> | undefined;

    private constructor(
        readonly topology: Topology,
        layout: NetworkLayout,
        readonly engine: Engine | undefined,
        readonly state: SupervisorState | undefined,
        /** Names of nodes that an operator took down. */
        readonly stopped: readonly string[],
        readonly probes: Probes,
    ) {
        this.layout = layout;
        this.fabric = new FabricLayout(layout);
    }

    /** @throws NetworkError TOPOLOGY_UNREADABLE where the folder holds no network */
    static async open(dataDirectory: string, probes: Probes): Promise<Scene> {
        const layout = new NetworkLayout(dataDirectory);
        const topology = await upgraded(await readTopology(layout.topology), layout);
        const [engine, state] = await Promise.all([engineOf(dataDirectory), readState(layout.state)]);
        const isRunning = state !== undefined && supervisorRuns(state);
        const stopped = isRunning ? await stoppedNodes(layout.stoppedNodes).catch(() => []) : [];
        return new Scene(topology, layout, engine, state, stopped, probes);
    }

    /** Whether a supervisor runs the network; its nodes may be down all the same. */
    get running(): boolean {
        return this.state !== undefined && supervisorRuns(this.state);
    }

    get peers(): PeerNode[] {
        return peersOf(this.topology);
    }

    get orderers(): OrdererNode[] {
        return orderersOf(this.topology);
    }

    get nodes(): (PeerNode | OrdererNode)[] {
        return [...this.peers, ...this.orderers];
    }

    /** Milliseconds a call that begins now may take. */
    get leftMs(): number {
        return Math.max(1, CALLS_END_MS - (performance.now() - this.#began));
    }

    /** The supervised process that plays a node. */
    processOf(node: string): ProcessStatus | undefined {
        const name = this.engine === 'fabric' ? node : EMBEDDED_PROCESS;
        return this.state?.processes.find((process) => process.name === name);
    }

    /** Whether a node cannot answer, because it is down or suspended: that is a finding, and its silence no other. */
    async isMute(node: string): Promise<boolean> {
        const process = this.processOf(node);
        const runs = process?.pid !== undefined && isRunning(process.pid, process.identity);
        return this.stopped.includes(node) || !runs || (process.pid !== undefined && (await isFrozen(process.pid)));
    }

    /** The supervised processes of a chaincode's place: besides that of the topology those that an upgrade put there. */
    servicesAt(place: string): ProcessStatus[] {
        return this.state?.processes.filter(({ name }) => name === place || name.startsWith(`${place}@`)) ?? [];
    }

    /** What a peer says of itself, or why it does not. Asked once. */
    async peer(node: PeerNode): Promise<PeerAnswers | Error> {
        const known = this.#peers.get(node.name);
        if (known !== undefined) {
            return await known;
        }
        const asked = this.stopped.includes(node.name)
            ? Promise.resolve(new Error(`${node.name} is stopped`))
            : this.probes.peer(this.layout, node, this.topology.channel, FIRST_MS).catch(asError);
        this.#peers.set(node.name, asked);
        return await asked;
    }

    /** Peers that answered and have the channel, with their answers, highest first. */
    async answeringPeers(): Promise<{ node: PeerNode; answers: PeerAnswers }[]> {
        const all = await Promise.all(this.peers.map(async (node) => ({ node, answers: await this.peer(node) })));
        return all
            .flatMap(({ node, answers }) => (answers instanceof Error || !answers.joined ? [] : [{ node, answers }]))
            .sort((a, b) => b.answers.height - a.answers.height);
    }

    /** What a real node's operations endpoint says, or why it does not. Asked once. */
    async operations(node: PeerNode | OrdererNode): Promise<Operations | Error> {
        const known = this.#operations.get(node.name);
        const asked =
            known ??
            this.probes.operations(node.ports.operations, this.topology.channel, FIRST_MS, this.probes).catch(asError);
        this.#operations.set(node.name, asked);
        return await asked;
    }

    /** Programs that listen on this machine. */
    async listeners(): Promise<Listener[]> {
        this.#listeners ??= listeners();
        return await this.#listeners;
    }

    /** The topology's chaincodes with the version and package that follow from the code built here. */
    async chaincodes(): Promise<WantedChaincode[]> {
        this.#chaincodes ??= this.#wanted();
        return await this.#chaincodes;
    }

    /** The channel's configuration: from a running peer, else from the first block in the folder. */
    async channel(): Promise<ChannelView | undefined> {
        this.#config ??= this.#channel();
        return await this.#config;
    }

    async #wanted(): Promise<WantedChaincode[]> {
        const { chaincodes } = await bindVersions(this.topology);
        const idOf = async (chaincode: Chaincode) =>
            this.engine === 'fabric' ? await fabricPackageId(chaincode) : packageId(chaincode);
        return await Promise.all(
            chaincodes.map(async (chaincode) => ({ ...chaincode, packageId: await idOf(chaincode) })),
        );
    }

    async #channel(): Promise<ChannelView | undefined> {
        if (this.running) {
            const block = (await this.answeringPeers()).find(({ answers }) => answers.configBlock !== undefined);
            if (block?.answers.configBlock !== undefined) {
                return { source: block.node.name, configuration: new Configuration(block.answers.configBlock) };
            }
        }
        const bytes = await readFile(this.fabric.genesisBlock).catch(() => undefined);
        if (bytes === undefined) {
            return undefined;
        }
        try {
            const configuration = new Configuration(common.Block.deserializeBinary(bytes));
            return { source: this.fabric.genesisBlock, configuration };
        } catch {
            return undefined;
        }
    }
}

/** A chaincode as it should be on the channel. */
export type WantedChaincode = Chaincode & Readonly<{ packageId: string }>;

/** A channel configuration and who said so: a peer, or a file. */
export type ChannelView = Readonly<{ source: string; configuration: Configuration }>;

/** The topology with its chaincodes as upgrades of the running network left them. */
async function upgraded(topology: Topology, layout: NetworkLayout): Promise<Topology> {
    const upgrades = await readUpgrades(layout);
    const chaincodes = topology.chaincodes.map(
        (given) => upgrades.find(({ over }) => over.name === given.name && sameEntry(over, given))?.entry ?? given,
    );
    return { ...topology, chaincodes };
}

function asError(reason: unknown): Error {
    return reason instanceof Error ? reason : new Error(String(reason));
}
