import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EnergyNetwork } from './network.js';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.resolve('@linguang/gateway')));

/** A gateway as a process of its own, that can be killed and started again on its folder. */
export class GatewayProcess {
    #child: ChildProcess | undefined;
    #port = 0;

    /** @param folder - its data; the same every time */
    constructor(
        readonly network: EnergyNetwork,
        readonly organisation: string,
        readonly folder: string,
    ) {}

    /** Starts the process; does not wait until it is ready. */
    async start(): Promise<void> {
        this.#port = await freePort();
        const options = {
            profile: this.network.handle.profileFile(this.organisation),
            identity: 'gateway',
            port: String(this.#port),
            data: this.folder,
        };
        const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
        const env = { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent' };
        this.#child = spawn(process.execPath, [MAIN, ...args, '--development'], { stdio: 'inherit', env });
    }

    /** Resolves when it has read the ledger to its end and takes requests. */
    async untilReady(): Promise<void> {
        for (;;) {
            const answer = await fetch(`http://127.0.0.1:${this.#port}/readyz`).catch(() => undefined);
            if (answer?.ok === true) {
                return;
            }
            await delay(50);
        }
    }

    /** kill -9. */
    async kill(): Promise<void> {
        await this.#end('SIGKILL');
    }

    async stop(): Promise<void> {
        await this.#end('SIGTERM');
    }

    async #end(signal: NodeJS.Signals): Promise<void> {
        const child = this.#child;
        this.#child = undefined;
        if (child !== undefined && child.exitCode === null && child.signalCode === null) {
            const exit = once(child, 'exit');
            child.kill(signal);
            await exit;
        }
    }
}

async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === 'object' && address !== null ? address.port : 0;
}
