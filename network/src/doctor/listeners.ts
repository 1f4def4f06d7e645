import { readdir, readFile, readlink } from 'node:fs/promises';

/** A program that listens on a TCP port of this machine. */
export type Listener = Readonly<{
    port: number;
    /** Undefined where the system does not tell: other users' processes, and systems without /proc. */
    pid: number | undefined;
}>;

/** State of a listening socket in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN = '0A';

/** Who listens on which TCP port, by proc(5); empty on systems without it. */
export async function listeners(): Promise<Listener[]> {
    const tables = await Promise.all(
        ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
    );
    const sockets = tables.flatMap((table) => table.split('\n').slice(1)).flatMap(listening);
    const owners = sockets.length === 0 ? new Map<string, number>() : await socketOwners();
    return sockets.map(({ port, inode }) => ({ port, pid: owners.get(inode) }));
}

/** Command line of a process, for a person; undefined when it is gone or another user's. */
export async function commandLine(pid: number): Promise<string | undefined> {
    const words = await wordsOf(pid);
    return words.length === 0 ? undefined : words.join(' ').slice(0, 120);
}

/** Program and arguments of a process; none when it is gone or another user's. */
export async function wordsOf(pid: number): Promise<string[]> {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return text.split('\0').filter((word) => word !== '');
}

/** A variable of a process's environment as it was at its start. */
export async function environmentOf(pid: number): Promise<ReadonlyMap<string, string>> {
    const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return new Map(
        text.split('\0').flatMap((entry): [string, string][] => {
            const equals = entry.indexOf('=');
            return equals < 1 ? [] : [[entry.slice(0, equals), entry.slice(equals + 1)]];
        }),
    );
}

/** Whether a process is suspended, as SIGSTOP and debuggers do. */
export async function isFrozen(pid: number): Promise<boolean> {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function listening(line: string): { port: number; inode: string }[] {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    const inode = fields[9];
    return state === LISTEN && inode !== undefined
        ? [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }]
        : [];
}

/** Process ids by the inode of their sockets. */
async function socketOwners(): Promise<Map<string, number>> {
    const owners = new Map<string, number>();
    const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
    await Promise.all(
        pids.map(async (pid) => {
            const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
            const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
            for (const link of links) {
                const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
                if (inode !== undefined) {
                    owners.set(inode, Number(pid));
                }
            }
        }),
    );
    return owners;
}
