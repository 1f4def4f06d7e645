import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one with the same number: boot and start time on Linux, the start time as `ps`
 * prints it elsewhere.
 * @returns undefined when no such process runs (a zombie does not), or where the system cannot tell
 */
export function processIdentity(pid: number): string | undefined {
    if (process.platform === 'linux') {
        return linuxIdentity(pid);
    }
    if (process.platform === 'win32') {
        return undefined;
    }
    const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
    const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? '') ?? [];
    return state === undefined || state.startsWith('Z') ? undefined : started;
}

/** Whether the very process that had this identity still runs. */
export function isRunning(pid: number, identity: string | undefined): boolean {
    return identity !== undefined && processIdentity(pid) === identity;
}

function linuxIdentity(pid: number): string | undefined {
    let stat: string;
    try {
        stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
        return undefined;
    }
    // proc(5): "pid (comm) state ppid …"; comm may contain anything, so count from the last parenthesis. Start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const started = fields[19];
    return state === 'Z' || state === 'X' || started === undefined ? undefined : `${bootId()}:${started}`;
}

let boot: string | undefined;

function bootId(): string {
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return boot;
}
