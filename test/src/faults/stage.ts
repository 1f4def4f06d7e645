import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { linguangTopology, ORGANISATIONS, type OrganisationName, TemporaryInstance } from '@linguang/cli';
import { networkStatus } from '@linguang/network';
import { type Fault, type Place, Skipped } from './fault.js';
import { History } from './history.js';
import { Load } from './load.js';
import { firstSlotOf } from './neighbourhood.js';
import { Oracle } from './oracle.js';
import { Random } from './random.js';
import { Requester } from './requester.js';

export type StageOptions = Readonly<{
    place: Place;
    seed: number;
    /** Whether a whole day is lived first, so that certificates are issued; without it the set-up is short. */
    wholeDay: boolean;
    /** Operations that must end before a fault and after it. */
    operations: number;
    /** Longest time for anything to come back, ms. */
    patienceMs: number;
    homes?: number;
    /** JSON lines of every operation; by default none is written. */
    historyFile?: string;
    fabricVersion?: string;
    say: (line: string) => void;
    signal: AbortSignal;
}>;

/** What a fault came to. */
export type Outcome = Readonly<{
    fault: string;
    number: number;
    place: Place;
    result: 'passed' | 'failed' | 'skipped';
    operations: number;
    lost: number;
    doubled: number;
    /** Longest time from the moment a fault was over until every gateway had acknowledged something new, ms. */
    recoveryMs: number | null;
    faults: readonly string[];
}>;

/** A whole Linguang with its load, on which faults are made one after the other. */
export class Stage {
    readonly random: Random;
    #recovery = 0;

    private constructor(
        readonly options: StageOptions,
        readonly running: TemporaryInstance,
        readonly history: History,
        readonly requester: Requester,
        readonly load: Load,
        readonly oracle: Oracle,
        /** For whatever a fault needs to write. */
        readonly folder: string,
    ) {
        this.random = new Random(options.seed);
    }

    /** Boots it and lives through the first day. */
    static async start(options: StageOptions): Promise<Stage> {
        const { place, seed, wholeDay, say, signal, patienceMs } = options;
        const folder = await mkdtemp(join(tmpdir(), 'linguang-faults-'));
        const engine = place === 'embedded' ? 'embedded' : 'fabric';
        const profile = place === 'bft' ? 'bft' : 'raft';
        say(`starting a network (${place}), three gateways and a neighbourhood`);
        const running = await TemporaryInstance.start({
            engine,
            signal,
            ...(options.fabricVersion === undefined ? {} : { fabricVersion: options.fabricVersion }),
            alter: ({ portBase }) => linguangTopology({ portBase, engine, profile }),
        });
        try {
            const history = new History(options.historyFile);
            const random = new Random(seed + 1);
            const requester = new Requester({
                history,
                address: (organisation) => running.address(organisation),
                patienceMs,
                signal,
            });
            const load = new Load({
                requester,
                random,
                channel: running.network.topology.channel,
                homes: options.homes ?? 6,
                first: firstSlotOf(wholeDay),
                wholeDay,
                pauseMs: engine === 'embedded' ? 120 : 250,
                patienceMs,
            });
            await mkdir(join(folder, 'oracle'));
            const oracle = new Oracle({
                running,
                history,
                requester,
                random: new Random(seed + 2),
                folder: join(folder, 'oracle'),
                patienceMs,
            });
            await load.setUp();
            say(`${history.operations.length} operations brought the neighbourhood through March; the load begins`);
            load.start();
            return new Stage(options, running, history, requester, load, oracle, folder);
        } catch (error) {
            await running.stop();
            await rm(folder, { recursive: true, force: true });
            throw error;
        }
    }

    /** Makes a fault amid the load and judges what came of it. */
    async make(fault: Fault): Promise<Outcome> {
        const { say, place } = this.options;
        const { number, name } = fault;
        say(`${number} ${name}`);
        this.history.note('fault', { number, name });
        this.#recovery = 0;
        const begun = this.history.operations.length;
        const faults: string[] = [];
        let result: Outcome['result'] = 'passed';
        try {
            await this.more(this.options.operations);
            await fault.inject(this);
            await this.more(this.options.operations);
        } catch (error) {
            if (error instanceof Skipped) {
                result = 'skipped';
                say(`  SKIPPED: ${error.message}`);
            } else {
                faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
            }
        }
        let [lost, doubled] = [0, 0];
        try {
            await this.load.pause();
            const judgement = await this.oracle.judge();
            ({ lost, doubled } = judgement);
            faults.push(...judgement.faults);
        } catch (error) {
            faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
        }
        const operations = this.history.operations.length - begun;
        this.load.resume();
        for (const one of faults) {
            say(`  FAULT: ${one}`);
        }
        result = faults.length > 0 ? 'failed' : result;
        const recoveryMs = this.#recovery > 0 ? this.#recovery : null;
        say(
            `  ${result}: ${operations} operations, ${lost} lost, ${doubled} doubled, recovered in ${recoveryMs ?? '-'} ms`,
        );
        return { fault: name, number, place, result, operations, lost, doubled, recoveryMs, faults };
    }

    /** The last checks, with everything still running. @returns what is wrong */
    async close(): Promise<string[]> {
        await this.load.pause();
        return await this.oracle.closing();
    }

    async stop(): Promise<void> {
        await this.load.stop();
        await this.running.stop();
        await this.history.close();
        await rm(this.folder, { recursive: true, force: true });
    }

    /** kill -9; resolves when the supervisor has brought the process back. */
    async killAndReturn(name: string): Promise<void> {
        const before = this.running.kill(name);
        this.history.note('kill -9', { name });
        await this.until(`${name} is back`, () => {
            const now = this.running.processes.find((process) => process.name === name);
            return now?.phase === 'ready' && now.pid !== before;
        });
    }

    /** kill -9 of a process that then stays away until `startProcess`. */
    async killForGood(name: string): Promise<void> {
        this.running.kill(name);
        this.history.note('kill -9, kept away', { name });
        await this.running.stopProcess(name);
    }

    async startProcess(name: string): Promise<void> {
        await this.running.startProcess(name);
        this.history.note('started', { name });
    }

    /** Signals a process. */
    signal(name: string, signal: NodeJS.Signals): void {
        const pid = this.running.processes.find((process) => process.name === name)?.pid;
        if (pid === undefined) {
            throw new Error(`no process ${name} is running`);
        }
        process.kill(pid, signal);
        this.history.note(signal, { name });
    }

    /** Name of the orderer that leads now. */
    async leader(): Promise<string> {
        let name: string | undefined;
        await this.until('an orderer leads', async () => {
            const { parts } = await networkStatus(this.running.network.layout.root);
            name = parts.find(({ leader }) => leader)?.name;
            return name !== undefined;
        });
        return name ?? '';
    }

    /** Names of processes, by the beginning of their names. */
    processes(...beginnings: readonly string[]): string[] {
        return this.running.processes
            .map(({ name }) => name)
            .filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
    }

    /** Notes how long it takes until every gateway acknowledges something that was asked from now on. */
    async recovered(): Promise<void> {
        const since = this.history.now();
        const gateways = ORGANISATIONS.filter((name) => name !== 'certifier' || this.options.wholeDay);
        const acknowledged = (organisation: OrganisationName) =>
            this.history.operations.some(
                ({ gateway, begun, end }) => gateway === organisation && begun >= since && end?.told === 'committed',
            );
        await this.until('every gateway acknowledges writes', () => gateways.every(acknowledged));
        const took = this.history.now() - since;
        this.#recovery = Math.max(this.#recovery, took);
        this.history.note('recovered', { took });
    }

    /** Resolves when so many operations more have ended. */
    async more(count: number): Promise<void> {
        const ended = () => this.history.operations.filter(({ end }) => end !== undefined).length;
        const wanted = ended() + count;
        await this.until(`${count} operations more have ended`, () => ended() >= wanted);
    }

    /** @throws Error naming what did not come */
    async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
        const deadline = Date.now() + this.options.patienceMs;
        while (!(await condition())) {
            if (Date.now() > deadline) {
                throw new Error(`waited ${this.options.patienceMs / 1000} s in vain until ${what}`);
            }
            this.options.signal.throwIfAborted();
            if (this.load.failure !== undefined) {
                throw this.load.failure;
            }
            await delay(50);
        }
    }
}
