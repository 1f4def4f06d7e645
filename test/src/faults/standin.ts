import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Skipped } from './fault.js';
import type { Stage } from './stage.js';

export type Change = Readonly<{
    /** Arguments after the program. */
    args?: (args: readonly string[]) => readonly string[];
    env?: Readonly<Record<string, string>>;
}>;

/** A process in the place of another of the stage: started as that one was, but for a change. */
export class StandIn {
    readonly #child: ChildProcess;

    private constructor(
        readonly stage: Stage,
        readonly name: string,
        child: ChildProcess,
    ) {
        this.#child = child;
    }

    /** Stops a process and starts another in its place. @throws Skipped where the system does not tell how it was started */
    static async of(stage: Stage, name: string, change: Change): Promise<StandIn> {
        const pid = stage.running.processes.find((process) => process.name === name)?.pid;
        if (pid === undefined || process.platform !== 'linux') {
            throw new Skipped('how a process was started is read from /proc, which only Linux has');
        }
        const list = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').slice(0, -1);
        const [command = process.execPath, ...args] = list('cmdline');
        const env = Object.fromEntries(
            list('environ').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        );
        await stage.running.stopProcess(name);
        const child = spawn(command, change.args?.(args) ?? args, {
            env: { ...env, ...change.env },
            stdio: 'ignore',
            cwd: CHAINCODE_ROOT,
        });
        stage.history.note('stand-in', { name });
        return new StandIn(stage, name, child);
    }

    /** Ends it and starts the honest one again. */
    async end(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const exit = once(this.#child, 'exit');
            this.#child.kill('SIGKILL');
            await exit;
        }
        await this.stage.startProcess(this.name);
    }
}

/** What the chaincodes' commands are relative to. */
const CHAINCODE_ROOT = new URL('../../../', import.meta.url);
