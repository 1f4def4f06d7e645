import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { NetworkError } from '../problems.js';
import { lastLines, logSize, rotateLog } from './logfile.js';
import { requireFreePorts } from './ports.js';
import { describeProbe, probe } from './probes.js';
import { processIdentity } from './processidentity.js';
import { signalGroup } from './signals.js';
import type { ProcessPhase, ProcessSpec, ProcessStatus } from './spec.js';

/** Pauses before a process is started again, in milliseconds. */
export type Backoff = Readonly<{ firstMs: number; largestMs: number; stableAfterMs: number }>;

const READY_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 10_000;
const PROBE_INTERVAL_MS = 50;
const QUOTED_LINES = 15;
/** How long the port of the last run may still be busy. */
const PORT_WAIT_MS = 5000;

/** One process under supervision: started, watched, started again with growing pauses, stopped. */
export class ManagedProcess {
    readonly #spec: ProcessSpec;
    readonly #log: string;
    readonly #backoff: Backoff;
    readonly #changed: () => void;
    #child: ChildProcess | undefined;
    #exited: Promise<string> = Promise.resolve('');
    #phase: ProcessPhase = 'stopped';
    #identity: string | undefined;
    #startedAt: Date | undefined;
    #offset = 0;
    #restarts = 0;
    #failuresInARow = 0;
    #lastExit: string | undefined;
    #wanted = false;
    #pause = Promise.withResolvers<void>();

    /** @param changed - called after every change of {@link status} */
    constructor(spec: ProcessSpec, log: string, backoff: Backoff, changed: () => void) {
        this.#spec = spec;
        this.#log = log;
        this.#backoff = backoff;
        this.#changed = changed;
    }

    get status(): ProcessStatus {
        const running = this.#child !== undefined;
        return {
            name: this.#spec.name,
            phase: this.#phase,
            pid: running ? this.#child?.pid : undefined,
            identity: running ? this.#identity : undefined,
            startedAt: running ? this.#startedAt?.toISOString() : undefined,
            restarts: this.#restarts,
            ports: this.#spec.ports ?? [],
            log: this.#log,
            lastExit: this.#lastExit,
        };
    }

    /**
     * Starts the process, waits until it is ready and from then on keeps it running.
     * @throws NetworkError PORT_IN_USE, PROCESS_FAILED (it ended), PROCESS_NOT_READY; the last two quote its log
     */
    async start(): Promise<void> {
        this.#wanted = true;
        try {
            await requireFreePorts(this.#spec.ports ?? []);
            await this.#run();
        } catch (error) {
            this.#wanted = false;
            await this.#end();
            this.#become('failed');
            throw error;
        }
        void this.#keepRunning();
    }

    /** Stops the process: SIGTERM, and SIGKILL after the grace period. */
    async stop(): Promise<void> {
        this.#wanted = false;
        this.#pause.resolve();
        if (this.#child !== undefined) {
            this.#become('stopping');
            await this.#end();
        }
        this.#become('stopped');
    }

    async #run(): Promise<void> {
        this.#requireWanted();
        await this.#spec.before?.();
        // It may have been stopped meanwhile, and nobody would stop what is started now.
        this.#requireWanted();
        this.#spawn();
        this.#become('starting');
        await this.#untilReady();
        this.#become('ready');
    }

    #requireWanted(): void {
        if (!this.#wanted) {
            throw new NetworkError('PROCESS_FAILED', `${this.#spec.name} was stopped before it was started`);
        }
    }

    #spawn(): void {
        const { command, args = [], env = {}, cwd, name } = this.#spec;
        mkdirSync(dirname(this.#log), { recursive: true });
        rotateLog(this.#log);
        this.#offset = logSize(this.#log);
        // The child writes to the file itself: nothing is lost, and nobody waits, should the supervisor be killed.
        const output = openSync(this.#log, 'a');
        const child = spawn(command, args, {
            stdio: ['ignore', output, output],
            env: { ...process.env, ...env },
            detached: process.platform !== 'win32',
            ...(cwd === undefined ? {} : { cwd }),
        });
        closeSync(output);
        this.#child = child;
        this.#startedAt = new Date();
        this.#identity = child.pid === undefined ? undefined : processIdentity(child.pid);
        this.#exited = new Promise((resolve) => {
            const gone = (how: string) => {
                if (this.#child === child) {
                    this.#child = undefined;
                    this.#lastExit = how;
                    this.#changed();
                }
                resolve(how);
            };
            child.once('error', (error) => gone(`${name} cannot be started: ${error.message}`));
            child.once('exit', (code, signal) => gone(signal ?? `code ${code}`));
        });
    }

    async #untilReady(): Promise<void> {
        const { name, ready = [], readyTimeoutMs = READY_TIMEOUT_MS } = this.#spec;
        const deadline = Date.now() + readyTimeoutMs;
        const log = { file: this.#log, offset: this.#offset };
        // Lets a command that does not exist report before a process without probes counts as ready.
        await new Promise((resolve) => setImmediate(resolve));
        for (const one of ready) {
            while (!(await probe(one, log))) {
                if (this.#child === undefined) {
                    break;
                }
                if (Date.now() > deadline) {
                    const seconds = readyTimeoutMs / 1000;
                    throw this.#problem(
                        'PROCESS_NOT_READY',
                        `${name} is not ready after ${seconds} s, still waiting for ${describeProbe(one)}`,
                    );
                }
                await Promise.race([delay(PROBE_INTERVAL_MS), this.#exited]);
            }
        }
        if (this.#child === undefined && !(await this.#endedWell())) {
            throw this.#problem('PROCESS_FAILED', `${name} ended before it was ready (${this.#lastExit})`);
        }
    }

    /** Whether the process did its work and ended, as it may with `on-failure` and no probes. */
    async #endedWell(): Promise<boolean> {
        const noProbes = (this.#spec.ready ?? []).length === 0;
        return noProbes && this.#spec.restart === 'on-failure' && (await this.#exited) === 'code 0';
    }

    async #keepRunning(): Promise<void> {
        for (;;) {
            const how = await this.#exited;
            if (!this.#wanted) {
                return;
            }
            if (how === 'code 0' && this.#spec.restart === 'on-failure') {
                this.#wanted = false;
                this.#become('stopped');
                return;
            }
            await this.#pauseAfterFailure();
            if (!this.#wanted) {
                return;
            }
            this.#restarts++;
            try {
                await requireFreePorts(this.#spec.ports ?? [], PORT_WAIT_MS);
                await this.#run();
            } catch (error) {
                // Stays under supervision: the next turn of the loop pauses longer and tries again.
                this.#lastExit = error instanceof Error ? error.message : String(error);
                await this.#end();
            }
        }
    }

    async #pauseAfterFailure(): Promise<void> {
        const lived = Date.now() - (this.#startedAt?.getTime() ?? 0);
        this.#failuresInARow = lived >= this.#backoff.stableAfterMs ? 0 : this.#failuresInARow;
        const pause = Math.min(this.#backoff.firstMs * 2 ** this.#failuresInARow, this.#backoff.largestMs);
        this.#failuresInARow++;
        this.#become('waiting');
        this.#pause = Promise.withResolvers();
        await Promise.race([delay(pause), this.#pause.promise]);
    }

    async #end(): Promise<void> {
        const pid = this.#child?.pid;
        if (pid === undefined) {
            return;
        }
        signalGroup(pid, 'SIGTERM');
        const killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), this.#spec.stopGraceMs ?? STOP_GRACE_MS);
        await this.#exited;
        clearTimeout(killer);
        // Whatever it started and left behind goes with it.
        signalGroup(pid, 'SIGKILL');
    }

    #become(phase: ProcessPhase): void {
        this.#phase = phase;
        this.#changed();
    }

    #problem(code: 'PROCESS_FAILED' | 'PROCESS_NOT_READY', what: string): NetworkError {
        const quoted = lastLines(this.#log, QUOTED_LINES, this.#offset).map((line) => `    ${line}`);
        const log = quoted.length === 0 ? 'Its log is empty' : `The end of its log:\n${quoted.join('\n')}`;
        return new NetworkError(code, `${what}. ${log}\n(${this.#log})`);
    }
}

function delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
