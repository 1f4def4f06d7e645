import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Network } from '@hyperledger/fabric-gateway';
import { freePortBase } from '@linguang/cli';
import {
    type ConnectedClient,
    connectClient,
    type Engine,
    parseTopology,
    portAnswers,
    type RunningNetwork,
    readConnectionProfile,
    startNetwork,
} from '@linguang/network';
import { Application } from './application.js';
import type { Programs } from './builds.js';
import { foreignTopology } from './topology.js';

export type Firm = 'alpha' | 'beta';
export type Language = 'go' | 'java';

/** A network of the engine with all foreign chaincodes, and what the test starts beside it. */
export class Stage {
    readonly #network: RunningNetwork;
    readonly #programs: Programs;
    readonly #services = new Map<string, ChildProcess>();
    readonly #clients: ConnectedClient[] = [];
    readonly #applications: Application[] = [];

    private constructor(network: RunningNetwork, programs: Programs) {
        this.#network = network;
        this.#programs = programs;
    }

    static async start(engine: Engine, programs: Programs, fabricVersion?: string): Promise<Stage> {
        const dataDirectory = await mkdtemp(join(tmpdir(), 'linguang-foreign-network-'));
        // The ports of a whole instance are free; its network's begin a thousand higher.
        const portBase = (await freePortBase()) + 1000;
        const external = { mixedGo: portBase + 70, mixedJava: portBase + 71, open: portBase + 72 };
        const topology = parseTopology(foreignTopology(programs, external, portBase));
        let stage: Stage | undefined;
        try {
            stage = new Stage(await startNetwork({ topology, dataDirectory, engine, fabricVersion }), programs);
            await stage.serve('mixed', 'alpha', 'go');
            await stage.serve('mixed', 'beta', 'java');
            await stage.serve('open', 'alpha', 'go');
            return stage;
        } catch (error) {
            await stage?.stop();
            await rm(dataDirectory, { recursive: true, force: true });
            throw error;
        }
    }

    /** Starts an external chaincode with nothing but the environment file that the network left for it. */
    async serve(chaincode: string, firm: Firm, language: Language): Promise<void> {
        const { layout } = this.#network;
        const service = `${chaincode}.${firm}`;
        const text = await readFile(layout.serviceEnvironment(firm, service), 'utf8');
        const environment = Object.fromEntries(text.split('\n').map((line) => line.split('=', 2)));
        const [command = '', ...args] = this.#programs[language === 'go' ? 'goContract' : 'javaContract'];
        const log = openSync(layout.log(service), 'a');
        const child = spawn(command, args, {
            env: { PATH: process.env['PATH'], ...environment },
            stdio: ['ignore', log, log],
        });
        closeSync(log);
        this.#services.set(service, child);
        const port = Number(String(environment['CHAINCODE_SERVER_ADDRESS']).split(':')[1]);
        await eventually(() => portAnswers(port));
    }

    /** kill -9 of an external chaincode. */
    async end(service: string): Promise<void> {
        const child = this.#services.get(service);
        this.#services.delete(service);
        if (child !== undefined && child.exitCode === null && child.signalCode === null) {
            const gone = new Promise((resolve) => child.once('exit', resolve));
            child.kill('SIGKILL');
            await gone;
        }
    }

    /** kill -9 of a chaincode process that the network started; resolves when the one started in its place listens. */
    async kill(service: string): Promise<void> {
        const find = () => this.#network.supervisor.status.find(({ name }) => name === service);
        const before = find()?.pid;
        if (before === undefined) {
            throw new Error(`${service} does not run`);
        }
        process.kill(before, 'SIGKILL');
        await eventually(async () => {
            const now = find();
            return now?.phase === 'ready' && now.pid !== before;
        });
    }

    get channel(): string {
        return this.#network.topology.channel;
    }

    profileFile(firm: Firm): string {
        return this.#network.layout.profile(firm);
    }

    /** A client of ours, to look from outside. */
    async network(firm: Firm = 'alpha'): Promise<Network> {
        const profile = await readConnectionProfile(this.profileFile(firm));
        const client = await connectClient(profile, 'trader');
        this.#clients.push(client);
        return client.gateway.getNetwork(this.channel);
    }

    application(language: Language, firm: Firm = 'alpha'): Application {
        const command = this.#programs[language === 'go' ? 'goClient' : 'javaClient'];
        const application = new Application(command, this.profileFile(firm), 'trader');
        this.#applications.push(application);
        return application;
    }

    async stop(): Promise<void> {
        await Promise.all(this.#applications.map((application) => application.close()));
        for (const client of this.#clients) {
            client.close();
        }
        await Promise.all([...this.#services.keys()].map((service) => this.end(service)));
        await this.#network.stop();
        await rm(this.#network.layout.root, { recursive: true, force: true });
    }
}

/** Waits until something is so, at most two minutes: a Java process takes its time on a busy machine. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (!(await isSo())) {
        if (Date.now() > deadline) {
            throw new Error('it did not become so within two minutes');
        }
        await delay(50);
    }
}
