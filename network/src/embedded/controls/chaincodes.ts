import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { chaincodeProcesses } from '../../engine/processes.js';
import type { NetworkLayout } from '../../layout.js';
import { NetworkError } from '../../problems.js';
import { portAnswers } from '../../supervisor/ports.js';
import type { ProcessSpec } from '../../supervisor/spec.js';
import { type ChaincodeProcess, chaincodeProcessesOf, LISTEN_HOST, packageId, type Topology } from '../../topology.js';

const READY_TIMEOUT_MS = 120_000;

/** What a chaincode server started inside the test process is told. */
export type ChaincodePlace = Readonly<{
    /** `host:port` to listen on. */
    address: string;
    /** `label:hash`, to be announced when registering. */
    packageId: string;
    organisation: string;
    mspId: string;
    /** Names of the peers that will dial it. */
    peers: readonly string[];
}>;

/** Starts a chaincode server inside the test process and returns how to stop it. */
export type ChaincodeStarter = (place: ChaincodePlace) => Promise<() => Promise<void>>;

type Running = Readonly<{ stop: () => Promise<void>; pid?: number }>;

/** The chaincode processes of a test network; unlike under the supervisor, one that ends stays down. */
export class TestChaincodes {
    readonly #topology: Topology;
    readonly #layout: NetworkLayout;
    readonly #starters: Readonly<Record<string, ChaincodeStarter>>;
    readonly #running = new Map<string, Running>();

    constructor(topology: Topology, layout: NetworkLayout, starters: Readonly<Record<string, ChaincodeStarter>>) {
        this.#topology = topology;
        this.#layout = layout;
        this.#starters = starters;
    }

    /** Ids of the processes that run. */
    get pids(): ReadonlyMap<string, number> {
        const running = [...this.#running].flatMap(([name, { pid }]) =>
            pid === undefined ? [] : [[name, pid] as const],
        );
        return new Map(running);
    }

    async startAll(): Promise<void> {
        await Promise.all(chaincodeProcessesOf(this.#topology).map(({ name }) => this.start(name)));
    }

    async stopAll(): Promise<void> {
        await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
    }

    /**
     * Starts a process and waits until it listens.
     * @param command - instead of the topology's
     * @throws NetworkError PROCESS_UNKNOWN, PROCESS_NOT_READY
     */
    async start(name: string, command?: readonly string[]): Promise<void> {
        if (this.#running.has(name)) {
            return;
        }
        const place = chaincodeProcessesOf(this.#topology).find((process) => process.name === name);
        if (place === undefined) {
            throw new NetworkError('PROCESS_UNKNOWN', `there is no chaincode process ${name}`);
        }
        const starter = command === undefined ? this.#starters[place.chaincode.name] : undefined;
        const running = starter === undefined ? this.#spawn(place, command) : await inProcess(place, starter);
        this.#running.set(name, running);
        await untilListening(place);
    }

    /** Kills a process. */
    async stop(name: string): Promise<void> {
        const running = this.#running.get(name);
        this.#running.delete(name);
        await running?.stop();
    }

    #spawn(place: ChaincodeProcess, command: readonly string[] | undefined): Running {
        const chaincode = command === undefined ? place.chaincode : { ...place.chaincode, command: [...command] };
        const topology = {
            ...this.#topology,
            chaincodes: this.#topology.chaincodes.map((one) => (one.name === chaincode.name ? chaincode : one)),
        };
        const spec = chaincodeProcesses(topology, this.#layout).find(({ name }) => name === place.name);
        if (spec === undefined) {
            throw new NetworkError('PROCESS_UNKNOWN', `there is no chaincode process ${place.name}`);
        }
        const child = spawnLogged(spec, this.#layout.log(place.name));
        return { stop: () => kill(child), ...(child.pid === undefined ? {} : { pid: child.pid }) };
    }
}

async function inProcess(place: ChaincodeProcess, starter: ChaincodeStarter): Promise<Running> {
    const stop = await starter({
        address: `${LISTEN_HOST}:${place.port}`,
        packageId: packageId(place.chaincode),
        organisation: place.organisation,
        mspId: place.mspId,
        peers: place.peers,
    });
    return { stop };
}

function spawnLogged(spec: ProcessSpec, log: string): ChildProcess {
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, 'a');
    const child = spawn(spec.command, spec.args ?? [], {
        stdio: ['ignore', output, output],
        env: { ...process.env, ...spec.env },
        ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    });
    closeSync(output);
    return child;
}

/** Kills a child process and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await gone;
    }
}

async function untilListening({ name, port }: ChaincodeProcess): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await portAnswers(port))) {
        if (Date.now() > deadline) {
            throw new NetworkError('PROCESS_NOT_READY', `chaincode process ${name} does not listen on port ${port}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
