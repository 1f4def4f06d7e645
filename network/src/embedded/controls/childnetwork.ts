import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NetworkLayout } from '../../layout.js';
import { NetworkError } from '../../problems.js';
import { kill } from './chaincodes.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** The embedded network as a child process that tests can kill. */
export class ChildNetwork {
    readonly #layout: NetworkLayout;
    readonly #verbose: boolean;
    #child: ChildProcess | undefined;

    constructor(layout: NetworkLayout, verbose: boolean) {
        this.#layout = layout;
        this.#verbose = verbose;
    }

    /** Resolves when it is ready. @param nodeOptions - options of Node, such as `--cpu-prof` @throws NetworkError PROCESS_FAILED with its output */
    async start(nodeOptions: readonly string[] = []): Promise<void> {
        mkdirSync(this.#layout.logs, { recursive: true });
        const child = spawn(process.execPath, [...nodeOptions, MAIN, '--data', this.#layout.root], {
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.#child = child;
        let output = '';
        await new Promise<void>((resolve, reject) => {
            const read = (chunk: Buffer): void => {
                appendFileSync(this.#layout.log('embedded'), chunk);
                if (this.#verbose) {
                    process.stdout.write(chunk);
                }
                if (output.length < 100_000) {
                    output += chunk.toString();
                }
                if (output.includes('embedded network ready')) {
                    resolve();
                }
            };
            child.stdout?.on('data', read);
            child.stderr?.on('data', read);
            child.once('exit', (code, signal) =>
                reject(new NetworkError('PROCESS_FAILED', `embedded network ended (${signal ?? code}): ${output}`)),
            );
        });
    }

    get pid(): number | undefined {
        return this.#child?.pid;
    }

    /** SIGKILL. */
    async kill(): Promise<void> {
        const child = this.#child;
        this.#child = undefined;
        if (child !== undefined) {
            await kill(child);
        }
    }

    /** SIGTERM, and waits for its end. */
    async stop(): Promise<void> {
        const child = this.#child;
        this.#child = undefined;
        if (child !== undefined && child.exitCode === null && child.signalCode === null) {
            const gone = new Promise((resolve) => child.once('exit', resolve));
            child.kill('SIGTERM');
            await gone;
        }
    }
}
