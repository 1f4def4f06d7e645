import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    connectClient,
    type Engine,
    type ProcessSpec,
    type ProcessStatus,
    type RunningNetwork,
    readConnectionProfile,
    Supervisor,
    startNetwork,
    type Topology,
} from '@linguang/network';
import { GatewayClient } from '../district/client.js';
import type { Gateways } from '../district/gateways.js';
import { gatewayProcesses, Instance } from '../start/instance.js';
import { linguangTopology } from '../start/linguangtopology.js';
import { freePortBase } from './ports.js';

export const ORGANISATIONS = ['grid', 'community', 'certifier'] as const;
export type OrganisationName = (typeof ORGANISATIONS)[number];

export type TemporaryOptions = Readonly<{
    /** Told what happens, in words for a person. */
    say?: (line: string) => void;
    /** Gives up; what was started is stopped. */
    signal?: AbortSignal;
    /** What plays peers and orderers; embedded by default. */
    engine?: Engine;
    /** Version of Fabric or its beginning; by default the first found. */
    fabricVersion?: string;
    /** Changes the network's description. */
    alter?: (topology: Topology) => Topology;
    /** Processes that run beside the gateways, such as a district. */
    beside?: (instance: Instance) => readonly ProcessSpec[];
}>;

/**
 * A whole Linguang of its own on free ports and in a folder that goes with it: network, both chaincodes in every organisation and the
 * three gateways as processes, as `linguang start` runs them.
 */
export class TemporaryInstance {
    readonly #services: Supervisor;
    readonly #signal: AbortSignal;
    readonly #say: (line: string) => void;

    private constructor(
        readonly instance: Instance,
        readonly network: RunningNetwork,
        services: Supervisor,
        signal: AbortSignal,
        say: (line: string) => void,
    ) {
        this.#services = services;
        this.#signal = signal;
        this.#say = say;
    }

    /** Starts it; resolves when all gateways answer. Nothing is left behind where that fails. */
    static async start(options: TemporaryOptions = {}): Promise<TemporaryInstance> {
        const { say = () => undefined, signal = new AbortController().signal, engine = 'embedded' } = options;
        const { alter = (topology) => topology } = options;
        const folder = await mkdtemp(join(tmpdir(), 'linguang-instance-'));
        const instance = new Instance(folder, await freePortBase());
        const onChange = ({ name, phase, lastExit }: ProcessStatus) => {
            if (phase === 'waiting') {
                say(`${name} ended (${lastExit}) and is started again`);
            }
        };
        const services = await Supervisor.open({
            stateFile: instance.stateFile,
            logDirectory: instance.logs,
            onChange,
        });
        let network: RunningNetwork | undefined;
        const interrupt = () => void services.stop();
        signal.addEventListener('abort', interrupt);
        try {
            say('starting network and chaincodes');
            network = await startNetwork({
                topology: alter(linguangTopology({ portBase: instance.networkPortBase, engine })),
                dataDirectory: instance.networkFolder,
                engine,
                fabricVersion: options.fabricVersion,
                onChange,
                signal,
            });
            say('starting the gateways of grid, community and certifier');
            await services.start(gatewayProcesses(instance, network.layout));
            await services.start(options.beside?.(instance) ?? []);
            signal.throwIfAborted();
            return new TemporaryInstance(instance, network, services, signal, say);
        } catch (error) {
            await services.stop();
            await network?.stop();
            await rm(folder, { recursive: true, force: true });
            throw error;
        } finally {
            signal.removeEventListener('abort', interrupt);
        }
    }

    /** Where an organisation's gateway answers. */
    address(organisation: OrganisationName): string {
        const found = this.instance.gateways.find((gateway) => gateway.organisation === organisation);
        return `http://127.0.0.1:${found?.port ?? 0}`;
    }

    /** Clients of all gateways. */
    get gateways(): Gateways {
        const client = (organisation: OrganisationName) =>
            new GatewayClient(this.address(organisation), this.#signal, this.#say);
        return {
            community: client('community'),
            grid: client('grid'),
            certifier: client('certifier'),
            say: this.#say,
        };
    }

    /** All processes with their ids. */
    get processes(): readonly ProcessStatus[] {
        return [...this.network.supervisor.status, ...this.#services.status];
    }

    /** kill -9 of one process; its supervisor starts it again. @returns the process id it had */
    kill(name: string): number {
        const pid = this.processes.find((process) => process.name === name)?.pid;
        if (pid === undefined) {
            throw new Error(`no process ${name} is running`);
        }
        process.kill(pid, 'SIGKILL');
        return pid;
    }

    /** Ends a process in good order; it stays down until {@link startProcess}. */
    async stopProcess(name: string): Promise<void> {
        await this.#supervisorOf(name).stopOne(name);
    }

    /** Starts a process that was stopped; resolves when it is ready. */
    async startProcess(name: string): Promise<void> {
        await this.#supervisorOf(name).startOne(name);
    }

    /** Asks one organisation's own peer, so that its own chaincode process computes the answer. */
    async evaluate(
        organisation: OrganisationName,
        chaincode: string,
        transaction: string,
        request: object,
    ): Promise<unknown> {
        const profile = await readConnectionProfile(this.network.layout.profile(organisation));
        const client = await connectClient(profile, 'gateway');
        try {
            const contract = client.gateway.getNetwork(profile.channel).getContract(chaincode);
            const answer = await contract.evaluate(transaction, {
                arguments: [JSON.stringify(request)],
                endorsingOrganizations: [profile.mspId],
            });
            return JSON.parse(Buffer.from(answer).toString());
        } finally {
            client.close();
        }
    }

    #supervisorOf(name: string): Supervisor {
        const found = [this.network.supervisor, this.#services].find(({ status }) =>
            status.some((process) => process.name === name),
        );
        if (found === undefined) {
            throw new Error(`there is no process ${name}`);
        }
        return found;
    }

    /** Ends everything and removes the folder. */
    async stop(): Promise<void> {
        await this.#services.stop();
        await this.network.stop();
        await rm(this.instance.folder, { recursive: true, force: true });
    }
}
