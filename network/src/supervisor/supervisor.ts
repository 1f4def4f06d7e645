import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NetworkError } from '../problems.js';
import { Guardian } from './guardian.js';
import { type Backoff, ManagedProcess } from './managedprocess.js';
import { processIdentity } from './processidentity.js';
import { endProcesses } from './signals.js';
import type { ProcessSpec, ProcessStatus } from './spec.js';
import { readState, StateWriter, type SupervisorState, supervisorRuns } from './statefile.js';

const BACKOFF: Backoff = { firstMs: 250, largestMs: 10_000, stableAfterMs: 30_000 };
const LEFTOVER_GRACE_MS = 5000;

export type SupervisorOptions = Readonly<{
    /** JSON file with ports, process ids and start times; its folder is made. */
    stateFile: string;
    /** Folder of the log files, one per process. */
    logDirectory: string;
    /** Called with every new status of a process. */
    onChange?: (status: ProcessStatus) => void;
    backoff?: Partial<Backoff>;
}>;

/**
 * Runs the processes of a network or an instance. They survive kill -9 of any of them (started again), and none survives
 * kill -9 of the supervisor: a guard process ends them, and the next supervisor with the same state file ends what the
 * guard could not.
 */
export class Supervisor {
    readonly #options: SupervisorOptions;
    readonly #backoff: Backoff;
    readonly #writer: StateWriter;
    readonly #guardian = new Guardian();
    readonly #groups: ManagedProcess[][] = [];
    readonly #startedAt = new Date().toISOString();
    #stopping: Promise<void> | undefined;

    private constructor(options: SupervisorOptions) {
        this.#options = options;
        this.#backoff = { ...BACKOFF, ...options.backoff };
        this.#writer = new StateWriter(options.stateFile);
    }

    /**
     * A supervisor for a state file. Children of an earlier one that did not end are ended first.
     * @throws NetworkError NETWORK_RUNNING while another supervisor with the same state file runs
     */
    static async open(options: SupervisorOptions): Promise<Supervisor> {
        await mkdir(dirname(options.stateFile), { recursive: true });
        const earlier = await readState(options.stateFile);
        if (earlier !== undefined) {
            if (supervisorRuns(earlier)) {
                throw new NetworkError(
                    'NETWORK_RUNNING',
                    `process ${earlier.supervisor.pid} is already running what ${options.stateFile} describes; stop it first, or choose another --data`,
                );
            }
            await endLeftovers(earlier);
        }
        const supervisor = new Supervisor(options);
        supervisor.#record();
        await supervisor.#writer.settled();
        return supervisor;
    }

    /** What is known of all processes, in the order in which they were started. */
    get status(): ProcessStatus[] {
        return this.#groups.flat().map(({ status }) => status);
    }

    /**
     * Starts processes side by side and resolves when all are ready. A later call starts more; those are stopped first.
     * @throws NetworkError of the first that fails; the others of this call are then stopped
     */
    async start(specs: readonly ProcessSpec[]): Promise<void> {
        if (this.#stopping !== undefined) {
            throw new NetworkError('NETWORK_NOT_RUNNING', 'the supervisor is being stopped');
        }
        const group = specs.map(
            (spec) =>
                new ManagedProcess(spec, join(this.#options.logDirectory, `${spec.name}.log`), this.#backoff, () =>
                    this.#changed(spec.name),
                ),
        );
        this.#groups.push(group);
        try {
            await Promise.all(group.map((process) => process.start()));
            await this.#writer.settled();
        } catch (error) {
            await Promise.allSettled(group.map((process) => process.stop()));
            throw error;
        }
    }

    /** Stops one process, which then stays down until {@link startOne}. Does nothing for an unknown name. */
    async stopOne(name: string): Promise<void> {
        await this.#find(name)?.stop();
    }

    /** Starts a process that {@link stopOne} stopped or that could not be started. @throws NetworkError as {@link start} */
    async startOne(name: string): Promise<void> {
        const process = this.#find(name);
        if (
            this.#stopping === undefined &&
            (process?.status.phase === 'stopped' || process?.status.phase === 'failed')
        ) {
            await process.start();
        }
    }

    /** Stops processes for good: they are no longer supervised and no longer listed. Does nothing for unknown names. */
    async retire(names: readonly string[]): Promise<void> {
        await Promise.all(names.map((name) => this.#find(name)?.stop()));
        for (const [index, group] of this.#groups.entries()) {
            this.#groups[index] = group.filter(({ status }) => !names.includes(status.name));
        }
        this.#record();
        await this.#writer.settled();
    }

    /** Stops everything, the last started group first, and removes the state file. */
    async stop(): Promise<void> {
        this.#stopping ??= this.#stopAll();
        await this.#stopping;
    }

    async #stopAll(): Promise<void> {
        for (const group of this.#groups.toReversed()) {
            await Promise.all(group.map((process) => process.stop()));
        }
        await this.#guardian.dismiss();
        await this.#writer.remove();
    }

    #find(name: string): ManagedProcess | undefined {
        return this.#groups.flat().find(({ status }) => status.name === name);
    }

    #changed(name: string): void {
        this.#record();
        const status = this.status.find((one) => one.name === name);
        if (status !== undefined) {
            this.#options.onChange?.(status);
        }
    }

    #record(): void {
        const processes = this.status;
        this.#guardian.watch(processes.flatMap(({ pid, identity }) => (pid === undefined ? [] : [{ pid, identity }])));
        this.#writer.write({
            version: 1,
            supervisor: { pid: process.pid, identity: processIdentity(process.pid), startedAt: this.#startedAt },
            processes,
        });
    }
}

/** Ends the children of a supervisor that is gone. */
export async function endLeftovers(state: SupervisorState): Promise<void> {
    await endProcesses(
        state.processes.flatMap(({ pid, identity }) => (pid === undefined ? [] : [{ pid, identity }])),
        LEFTOVER_GRACE_MS,
    );
}
