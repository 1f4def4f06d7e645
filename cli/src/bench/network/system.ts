import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
    defineTopology,
    type Engine,
    type RunningNetwork,
    Supervisor,
    startNetwork,
    type Topology,
} from '@linguang/network';
import {
    Bench,
    type ClientSpec,
    type Counted,
    DriverProcess,
    fixtureChaincode,
    type Operation,
} from '@linguang/network/bench';
import { z } from 'zod';
import { gatewayProcesses, Instance } from '../../start/instance.js';
import { linguangTopology, type Profile } from '../../start/linguangtopology.js';
import { freePortBase } from '../../temporary/ports.js';
import type { Offices } from './operations.js';

export type SystemOptions = Readonly<{
    engine: Engine;
    fabricVersion?: string | undefined;
    /** How orderers agree; the embedded engine has one behind all addresses. */
    profile: Profile;
    /** Names of further instances of the `energy` chaincode, each with a ledger of its own: other sizes of a community. */
    furtherEnergies?: readonly string[];
    /** Peers per organisation instead of the product's 2, 2, 1. */
    peers?: number | undefined;
    signal: AbortSignal;
    say: (line: string) => void;
}>;

/** In flight while a measurement is prepared; and how often what had no effect is tried. */
const IN_FLIGHT = 50;
const ATTEMPTS = 4;
/** Nothing was written; also where a peer was a block behind and lacked what had just been committed. */
const WITHOUT_EFFECT = /^endorse |^MVCC_READ_CONFLICT$/;
const PAUSE_MS = 300;
/** A head is to be sealed within a minute of an issue. */
const SEALING_MS = 60_000;

const LogState = z.object({ entries: z.number(), sealedEntries: z.number(), proposed: z.unknown() });

/**
 * One booted network with everything that is measured on it: Linguang's chaincodes and a plain one side by side, a load driver
 * in a process of its own, and Linguang's gateways once they are asked for.
 */
export class BenchSystem {
    readonly bench: Bench;
    readonly #driver: DriverProcess;
    readonly #instance: Instance;
    readonly #network: RunningNetwork;
    readonly #services: Supervisor;

    private constructor(
        options: SystemOptions,
        instance: Instance,
        network: RunningNetwork,
        services: Supervisor,
        driver: DriverProcess,
    ) {
        this.#instance = instance;
        this.#network = network;
        this.#services = services;
        this.#driver = driver;
        this.bench = new Bench({
            driver,
            processes: () => this.#processes,
            reader: this.offices.grid,
            say: options.say,
        });
    }

    /** Nothing is left behind where this fails. */
    static async start(options: SystemOptions): Promise<BenchSystem> {
        const { engine, fabricVersion, signal, say } = options;
        const folder = await mkdtemp(join(tmpdir(), 'linguang-bench-'));
        const instance = new Instance(folder, await freePortBase());
        const services = await Supervisor.open({ stateFile: instance.stateFile, logDirectory: instance.logs });
        let network: RunningNetwork | undefined;
        try {
            network = await startNetwork({
                topology: benchTopology(options, instance.networkPortBase),
                dataDirectory: instance.networkFolder,
                engine,
                fabricVersion,
                signal,
                onProgress: say,
            });
            const driver = await DriverProcess.start();
            // A load under way is given up with its driver.
            signal.addEventListener('abort', () => void driver.stop());
            return new BenchSystem(options, instance, network, services, driver);
        } catch (error) {
            await services.stop();
            await network?.stop();
            await rm(folder, { recursive: true, force: true });
            throw error;
        }
    }

    get channel(): string {
        return this.#network.topology.channel;
    }

    get topology(): Topology {
        return this.#network.topology;
    }

    get offices(): Offices {
        return {
            grid: this.#client('grid'),
            community: this.#client('community'),
            certifier: this.#client('certifier'),
        };
    }

    /**
     * Sends what prepares a measurement; what was not endorsed, as on a busy machine or by a peer a block behind, is sent again.
     * @throws Error unless everything was committed in the end
     */
    async send(client: ClientSpec, operations: readonly Operation[], inFlight = IN_FLIGHT): Promise<void> {
        let left = operations;
        for (let attempt = 1; left.length > 0; attempt++) {
            const { result } = await this.#driver.send(left, { client, load: { kind: 'closed', inFlight } });
            const final = result.failed.find(([, failure]) => attempt >= ATTEMPTS || !WITHOUT_EFFECT.test(failure));
            if (final !== undefined) {
                throw new Error(`preparing: ${result.failed.length} of ${left.length} failed: ${final[1]}`);
            }
            const again = new Set(result.failed.map(([index]) => index));
            left = left.filter((_, index) => again.has(index));
            if (left.length > 0) {
                await setTimeout(PAUSE_MS);
            }
        }
    }

    /**
     * Starts the three gateways; resolves once they have read the ledger and written what they owe it by themselves: tree heads over the
     * certificates issued before. A measurement counts every transaction in its blocks.
     */
    async startGateways(): Promise<void> {
        await this.#services.start(gatewayProcesses(this.#instance, this.#network.layout));
        const deadline = Date.now() + SEALING_MS;
        while (!(await isSealed(this.gateway('community')))) {
            if (Date.now() > deadline) {
                throw new Error('the gateways do not seal the transparency log');
            }
            await setTimeout(200);
        }
    }

    /** Where an organisation's gateway answers. */
    gateway(organisation: string): string {
        const found = this.#instance.gateways.find((gateway) => gateway.organisation === organisation);
        return `http://127.0.0.1:${found?.port ?? 0}`;
    }

    async stop(): Promise<void> {
        this.bench.close();
        await this.#driver.stop();
        await this.#services.stop();
        await this.#network.stop();
        await rm(this.#instance.folder, { recursive: true, force: true });
    }

    get #processes(): readonly Counted[] {
        return [...this.#network.supervisor.status, ...this.#services.status].flatMap(({ name, pid }) =>
            pid === undefined ? [] : [{ name, pid }],
        );
    }

    #client(organisation: string): ClientSpec {
        return { profile: this.#network.layout.profile(organisation), identity: 'gateway' };
    }
}

/** Linguang's own topology with the plain chaincode beside; two of three organisations endorse that one. */
function benchTopology(options: SystemOptions, portBase: number): Topology {
    const { engine, profile, furtherEnergies = [], peers } = options;
    const topology = linguangTopology({ portBase, engine, profile });
    const [energy] = topology.chaincodes;
    if (energy === undefined) {
        throw new Error('the topology has no chaincode');
    }
    const fixture = fixtureChaincode({ policy: "OutOf(2,'GridMSP.peer','CommunityMSP.peer','CertifierMSP.peer')" });
    return defineTopology({
        ...topology,
        organisations: topology.organisations.map((one) => (peers === undefined ? one : { ...one, peers })),
        chaincodes: [...topology.chaincodes, ...furtherEnergies.map((name) => ({ ...energy, name })), fixture],
    });
}

/** Whether every certificate on the ledger stands in a sealed tree head. */
async function isSealed(gateway: string): Promise<boolean> {
    const { entries, sealedEntries, proposed } = LogState.parse(await (await fetch(`${gateway}/v1/log`)).json());
    return entries === sealedEntries && proposed === null;
}
