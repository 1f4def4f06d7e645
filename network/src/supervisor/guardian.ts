import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KnownProcess } from './signals.js';

const GUARD = fileURLToPath(new URL('./guard.js', import.meta.url));

/** The supervisor's end of the guard process: keeps it informed, and starts it anew should it be killed. */
export class Guardian {
    #guard: ChildProcess | undefined;
    #children: readonly KnownProcess[] = [];
    #dismissed = false;

    /** Tells the guard which processes to end should this process die. */
    watch(children: readonly KnownProcess[]): void {
        this.#children = children;
        if (this.#dismissed) {
            return;
        }
        this.#guard ??= this.#start();
        this.#guard.stdin?.write(`${JSON.stringify(children)}\n`);
    }

    /** Ends the guard; the children are not its business any more. */
    async dismiss(): Promise<void> {
        this.#dismissed = true;
        const guard = this.#guard;
        this.#guard = undefined;
        if (guard !== undefined && guard.exitCode === null && guard.signalCode === null) {
            const gone = new Promise((resolve) => guard.once('exit', resolve));
            guard.ref();
            guard.stdin?.end('farewell\n');
            await gone;
        }
    }

    #start(): ChildProcess {
        const guard = spawn(process.execPath, [GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
        guard.stdin?.on('error', () => undefined);
        guard.unref();
        guard.on('error', () => undefined);
        guard.once('exit', () => {
            if (this.#guard === guard) {
                this.#guard = undefined;
                this.watch(this.#children);
            }
        });
        return guard;
    }
}
