import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findNetwork, lastLines, NetworkError, NetworkLayout } from '@linguang/network';
import { interruption } from '../interruption.js';

const POLL_MS = 200;

/** `linguang network logs [PROCESS]` */
export async function logs(
    name: string | undefined,
    options: Readonly<{ data: string; lines: number; follow?: boolean }>,
): Promise<void> {
    const layout = new NetworkLayout(await findNetwork(resolve(options.data)));
    const names = (await readdir(layout.logs).catch(() => []))
        .filter((file) => file.endsWith('.log'))
        .map((file) => basename(file, '.log'))
        .sort();
    if (name === undefined) {
        console.log(names.length === 0 ? `there are no logs in ${layout.logs}` : names.join('\n'));
        return;
    }
    if (!names.includes(name)) {
        throw new NetworkError('PROCESS_UNKNOWN', `there is no log of "${name}"; there are ${names.join(', ')}`);
    }
    const file = layout.log(name);
    for (const line of lastLines(file, options.lines)) {
        console.log(line);
    }
    if (options.follow === true) {
        await follow(file, interruption());
    }
}

async function follow(file: string, signal: AbortSignal): Promise<void> {
    let position = (await stat(file)).size;
    while (!signal.aborted) {
        const size = (await stat(file)).size;
        if (size > position) {
            await pipeline(createReadStream(file, { start: position, end: size - 1 }), process.stdout, { end: false });
        }
        // A shorter file is a new one: the old was renamed because it had grown large.
        position = size;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
}
