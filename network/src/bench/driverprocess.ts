import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DriverAnswer, DriverRequest } from './driver.js';
import type { LoadResult } from './load.js';
import type { Operation } from './operation.js';

const MAIN = fileURLToPath(new URL('driver.js', import.meta.url));

/** A load driver in a process of its own. */
export class DriverProcess {
    readonly #child: ChildProcess;
    readonly #folder: string;
    #next = 0;

    private constructor(child: ChildProcess, folder: string) {
        this.#child = child;
        this.#folder = folder;
    }

    static async start(): Promise<DriverProcess> {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-bench-'));
        return new DriverProcess(fork(MAIN, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }), folder);
    }

    get pid(): number {
        return this.#child.pid ?? 0;
    }

    /**
     * Sends operations by a load; they are written to a file first, which the driver reads whole before it begins.
     * @throws Error where the driver could not begin, or ended
     */
    async send(
        operations: Iterable<Operation>,
        request: Omit<DriverRequest, 'id' | 'file'>,
    ): Promise<Readonly<{ result: LoadResult; cpuMs: number }>> {
        const id = this.#next++;
        const file = join(this.#folder, `${id}.jsonl`);
        await write(file, operations);
        try {
            const answered = this.#answer(id);
            this.#child.send({ ...request, id, file });
            const answer = await answered;
            if ('error' in answer) {
                throw new Error(`load driver: ${answer.error}`);
            }
            return answer;
        } finally {
            await rm(file, { force: true });
        }
    }

    /** Ends the driver, whatever it is doing: a load under way rejects. */
    async stop(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const ended = once(this.#child, 'exit');
            if (this.#child.connected) {
                this.#child.disconnect();
            }
            await ended;
        }
        await rm(this.#folder, { recursive: true, force: true });
    }

    #answer(id: number): Promise<DriverAnswer> {
        return new Promise((resolve, reject) => {
            const end = (code: number | null) => reject(new Error(`the load driver ended with code ${code}`));
            const listen = (answer: DriverAnswer) => {
                if (answer.id === id) {
                    this.#child.off('message', listen);
                    this.#child.off('exit', end);
                    resolve(answer);
                }
            };
            this.#child.on('message', listen);
            this.#child.once('exit', end);
        });
    }
}

/** Lines are written in portions: a pool of signed readings is larger than one string may be. */
async function write(file: string, operations: Iterable<Operation>): Promise<void> {
    const handle = await open(file, 'w', 0o600);
    try {
        let portion: string[] = [];
        let size = 0;
        const flush = async () => {
            await handle.write(portion.join(''));
            portion = [];
            size = 0;
        };
        for (const operation of operations) {
            const line = `${JSON.stringify(operation)}\n`;
            portion.push(line);
            size += line.length;
            if (size > 4_000_000) {
                await flush();
            }
        }
        await flush();
    } finally {
        await handle.close();
    }
}
