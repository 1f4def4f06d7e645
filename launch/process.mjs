import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a command with its output on ours; resolves to its exit code (1 when a signal ended it). */
export async function run(command, args, options = {}) {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    return await ended(child);
}

/**
 * Runs a program in our place: it gets the signals we get, and notices by its channel to us when we are gone; we end
 * when it ends. When npm itself is killed, we end the program.
 */
export async function become(command, args, cwd = ROOT) {
    const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], cwd });
    // A terminal sends Ctrl-C to all of us at once; what we pass on then changes nothing.
    const forward = (signal) => child.exitCode === null && child.kill(signal);
    for (const signal of FORWARDED) {
        process.on(signal, () => forward(signal));
    }
    const before = ancestors();
    const watch = setInterval(() => {
        if (process.env.npm_lifecycle_event !== undefined && ancestors() !== before) {
            forward('SIGTERM');
        }
    }, 1000);
    const code = await ended(child);
    clearInterval(watch);
    return code;
}

/** Parent and, where the system tells, its parent: npm and the shell in which it runs us. */
function ancestors() {
    try {
        const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
        return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
    } catch {
        return String(process.ppid);
    }
}

async function ended(child) {
    return await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code ?? 1));
    });
}

/** Prints a line while work goes on that says nothing itself; call the result when it is done. */
export function heartbeat(text, everyMs = 15_000) {
    const started = Date.now();
    const timer = setInterval(() => {
        console.log(`${text} … ${Math.round((Date.now() - started) / 1000)} s`);
    }, everyMs);
    return () => {
        clearInterval(timer);
        return ((Date.now() - started) / 1000).toFixed(1);
    };
}
