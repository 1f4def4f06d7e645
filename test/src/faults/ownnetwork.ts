import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { Skipped } from './fault.js';

const INSIDE = 'LINGUANG_FAULTS_NETWORK';

/**
 * Runs this program again in a network namespace of its own, where it may filter and nobody else is touched.
 * @returns its exit status; undefined where it runs in one already, or may not have one
 */
export async function againInOwnNetwork(): Promise<number | undefined> {
    if (process.env[INSIDE] !== undefined) {
        execFileSync('ip', ['link', 'set', 'lo', 'up']);
        // Fabric's peers do not start on a machine that has none but loopback addresses.
        execFileSync('ip', ['addr', 'add', '10.255.255.1/32', 'dev', 'lo']);
        return undefined;
    }
    if (process.platform !== 'linux' || spawnSync('unshare', ['-n', 'ip', 'link']).status !== 0) {
        return undefined;
    }
    const child = spawn('unshare', ['-n', process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
        stdio: 'inherit',
        env: { ...process.env, [INSIDE]: 'own' },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => child.kill(signal));
    }
    return await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/** Filters by port in the own network namespace: what they catch vanishes without an answer. */
export class Filters {
    #count = 0;

    private constructor() {}

    /** @throws Skipped without an own network, or where the kernel knows no rules by port */
    static open(): Filters {
        if (process.env[INSIDE] === undefined) {
            throw new Skipped('network namespaces are not permitted here (they need root on Linux)');
        }
        try {
            // The rule that delivers to this machine itself must come after the filters.
            if (/^0:/m.test(execFileSync('ip', ['rule', 'show']).toString())) {
                execFileSync('ip', ['rule', 'add', 'pref', '100', 'lookup', 'local']);
                execFileSync('ip', ['rule', 'del', 'pref', '0']);
            }
            const filters = new Filters();
            filters.lose('to', [1]);
            filters.clear();
            return filters;
        } catch (error) {
            throw new Skipped(`no rules by port: ${error instanceof Error ? error.message : error}`);
        }
    }

    /** Everything `to` these ports, or `from` them, is lost. */
    lose(direction: 'to' | 'from', ports: readonly number[]): void {
        const selector = direction === 'to' ? 'dport' : 'sport';
        for (const port of ports) {
            execFileSync('ip', ['rule', 'add', 'pref', '10', 'ipproto', 'tcp', selector, String(port), 'blackhole']);
            this.#count++;
        }
    }

    /** Nothing is lost any more. */
    clear(): void {
        for (; this.#count > 0; this.#count--) {
            execFileSync('ip', ['rule', 'del', 'pref', '10']);
        }
    }
}

/** Delay, loss and reordering of all packets. @throws Skipped where the kernel has no netem */
export function disturb(): () => void {
    if (process.env[INSIDE] === undefined) {
        throw new Skipped('network namespaces are not permitted here (they need root on Linux)');
    }
    const netem = ['delay', '40ms', '20ms', '25%', 'reorder', '25%', '50%', 'loss', '1%'];
    const { status, stderr } = spawnSync('tc', ['qdisc', 'add', 'dev', 'lo', 'root', 'netem', ...netem]);
    if (status !== 0) {
        throw new Skipped(`this kernel has no netem: ${String(stderr).trim().split('\n')[0]}`);
    }
    return () => void spawnSync('tc', ['qdisc', 'del', 'dev', 'lo', 'root']);
}
