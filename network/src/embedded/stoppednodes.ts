import { rmSync, unwatchFile, watchFile } from 'node:fs';
import { stoppedNodes } from '../engine/nodes.js';
import type { Logger } from './log.js';
import type { EmbeddedNetwork } from './network.js';

const LOOK_EVERY_MS = 50;

/**
 * Stops and starts peers and orderers as the operator's list of stopped nodes says (`linguang network stop NODE`). The
 * list is emptied first: a network starts whole.
 * @param file - JSON array of node names; missing: none is stopped
 * @returns ends it
 */
export function followStoppedNodes(network: EmbeddedNetwork, file: string, log: Logger): () => void {
    rmSync(file, { force: true });
    let turn: Promise<void> = Promise.resolve();
    const look = (): void => {
        turn = turn
            .then(() => obey(network, file, log))
            .catch((error: unknown) => log.error('cannot stop or start a node', { error: String(error) }));
    };
    watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, look);
    return () => unwatchFile(file, look);
}

async function obey(network: EmbeddedNetwork, file: string, log: Logger): Promise<void> {
    const stopped = new Set(await stoppedNodes(file));
    for (const node of [...network.peers, ...network.orderers]) {
        if (node.running === stopped.has(node.name)) {
            log.info(node.running ? 'stopping node' : 'starting node', { node: node.name });
            await (node.running ? node.stop() : node.start());
        }
    }
}
