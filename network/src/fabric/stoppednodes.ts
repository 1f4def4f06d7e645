import { rmSync, unwatchFile, watchFile } from 'node:fs';
import { stoppedNodes } from '../engine/nodes.js';
import type { Supervisor } from '../supervisor/supervisor.js';

const LOOK_EVERY_MS = 50;

/**
 * Stops and starts peers and orderers as the operator's list of stopped nodes says (`linguang network stop NODE`). The
 * list is emptied first: a network starts whole.
 * @param nodes - names of the supervisor's processes that are nodes
 * @param file - JSON array of node names; missing: none is stopped
 * @returns ends it
 */
export function followStoppedNodes(supervisor: Supervisor, nodes: readonly string[], file: string): () => void {
    rmSync(file, { force: true });
    const down = new Set<string>();
    let turn: Promise<void> = Promise.resolve();
    const look = (): void => {
        turn = turn
            .then(() => obey(supervisor, nodes, file, down))
            .catch((error: unknown) => console.error(`cannot stop or start a node: ${error}`));
    };
    watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, look);
    return () => unwatchFile(file, look);
}

async function obey(supervisor: Supervisor, nodes: readonly string[], file: string, down: Set<string>): Promise<void> {
    const wanted = new Set(await stoppedNodes(file));
    const toStop = nodes.filter((name) => wanted.has(name) && !down.has(name));
    const toStart = nodes.filter((name) => !wanted.has(name) && down.has(name));
    for (const name of toStop) {
        down.add(name);
    }
    await Promise.all([
        ...toStop.map((name) => supervisor.stopOne(name)),
        ...toStart.map(async (name) => {
            // One that cannot be started stays down, so that the operator may ask again.
            await supervisor.startOne(name);
            down.delete(name);
        }),
    ]);
}
