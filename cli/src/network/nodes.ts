import { resolve } from 'node:path';
import { findNetwork, isNode, restartFromOutside, startNode, stopNode } from '@linguang/network';

type NodeOptions = Readonly<{ data: string }>;

/** `linguang network stop NODE` */
export async function stop(name: string, options: NodeOptions): Promise<void> {
    await stopNode(await findNetwork(resolve(options.data)), name);
    console.log(`${name} is down`);
}

/** `linguang network start NODE` */
export async function start(name: string, options: NodeOptions): Promise<void> {
    await startNode(await findNetwork(resolve(options.data)), name);
    console.log(`${name} is up`);
}

/** `linguang network restart PROCESS`, where a peer or orderer of the embedded engine is as good as a process. */
export async function restart(name: string, options: NodeOptions): Promise<void> {
    const dataDirectory = await findNetwork(resolve(options.data));
    if (await isNode(dataDirectory, name)) {
        await stopNode(dataDirectory, name);
        await startNode(dataDirectory, name);
        console.log(`${name} is up again`);
        return;
    }
    const restarted = await restartFromOutside(dataDirectory, name);
    console.log(`${name} runs again as process ${restarted.pid}`);
}
