import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
    findNetwork,
    NetworkError,
    NetworkLayout,
    purgePaths,
    removePaths,
    resetPaths,
    runningState,
    stopFromOutside,
} from '@linguang/network';

type DownOptions = Readonly<{ data: string }>;
type RemovalOptions = Readonly<{ data: string; yes?: boolean }>;

/** `linguang network down` */
export async function down(options: DownOptions): Promise<void> {
    const dataDirectory = await findNetwork(resolve(options.data));
    const stopped = await stopFromOutside(new NetworkLayout(dataDirectory).state);
    console.log(stopped ? 'stopped' : `nothing was running in ${dataDirectory}`);
}

/** `linguang network reset` */
export async function reset(options: RemovalOptions): Promise<void> {
    await remove(options, resetPaths);
}

/** `linguang network purge` */
export async function purge(options: RemovalOptions): Promise<void> {
    await remove(options, purgePaths);
}

async function remove(options: RemovalOptions, select: (dataDirectory: string) => Promise<string[]>): Promise<void> {
    const dataDirectory = await findNetwork(resolve(options.data));
    if ((await runningState(dataDirectory)) !== undefined) {
        throw new NetworkError('NETWORK_RUNNING', 'the network runs; stop it with "linguang network down" first');
    }
    const paths = await select(dataDirectory);
    if (paths.length === 0) {
        console.log(`nothing to remove in ${dataDirectory}`);
        return;
    }
    console.log('removing');
    for (const path of paths) {
        console.log(`  ${path}`);
    }
    if (options.yes !== true && process.stdin.isTTY && !(await agreed())) {
        console.log('nothing was removed');
        return;
    }
    await removePaths(dataDirectory, paths);
    console.log('removed');
}

async function agreed(): Promise<boolean> {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
        return /^y(es)?$/i.test((await terminal.question('remove these? [y/N] ')).trim());
    } finally {
        terminal.close();
    }
}
