import { setTimeout as delay } from 'node:timers/promises';
import { administrate } from '../fabric/join.js';
import type { PeerAdministration } from '../fabric/systemcalls.js';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { portAnswers } from '../supervisor/ports.js';
import { type PeerNode, peersOf, type Topology } from '../topology.js';

const CATCH_UP_MS = 60_000;
const POLL_MS = 100;

/**
 * Makes sure that all peers answer, since each must have the new package and every organisation must approve.
 * @throws NetworkError UPGRADE_NOT_APPROVED for an organisation none of whose peers answers, PEER_UNREACHABLE
 */
export async function requirePeers(topology: Topology): Promise<void> {
    const peers = peersOf(topology);
    const answers = await Promise.all(peers.map(({ ports }) => portAnswers(ports.listen)));
    const silent = peers.filter((_, index) => !answers[index]);
    const absent = topology.organisations.filter(
        ({ name, peers: count }) =>
            count > 0 && peers.every((peer) => peer.organisation !== name || silent.includes(peer)),
    );
    if (absent.length > 0) {
        throw new NetworkError(
            'UPGRADE_NOT_APPROVED',
            `${absent.map(({ mspId }) => mspId).join(', ')} cannot approve: no peer answers (${namesOf(silent)}); ` +
                'start one with "linguang network start NODE" and ask again. The old version stays in force',
        );
    }
    if (silent.length > 0) {
        throw new NetworkError(
            'PEER_UNREACHABLE',
            `${namesOf(silent)} cannot be given the new version; start it with "linguang network start NODE" and ask again. ` +
                'The old version stays in force',
        );
    }
}

/** Does something on each of some peers as administrator of its organisation. */
export async function onPeers<T>(
    layout: NetworkLayout,
    peers: readonly PeerNode[],
    work: (peer: PeerAdministration, node: PeerNode) => Promise<T>,
): Promise<T[]> {
    return await Promise.all(
        peers.map(async (node) => {
            const peer = await administrate(layout, node);
            try {
                return await work(peer, node);
            } finally {
                peer.close();
            }
        }),
    );
}

/**
 * Waits until every peer that answers has all blocks that any of them has now.
 * @returns names of the peers that do not answer, or did not get so far within a minute
 */
export async function untilLevel(topology: Topology, layout: NetworkLayout, signal?: AbortSignal): Promise<string[]> {
    const peers = peersOf(topology);
    const heightOf = async (node: PeerNode): Promise<number> => {
        const [height = 0] = await onPeers(
            layout,
            [node],
            async (peer) => (await peer.chainInfo(topology.channel)).height,
        ).catch(() => [0]);
        return height;
    };
    const tip = Math.max(...(await Promise.all(peers.map(heightOf))));
    const deadline = Date.now() + CATCH_UP_MS;
    let behind = peers;
    while (behind.length > 0 && Date.now() < deadline) {
        signal?.throwIfAborted();
        const heights = await Promise.all(behind.map(heightOf));
        const isDown = await Promise.all(behind.map(async ({ ports }) => !(await portAnswers(ports.listen))));
        const waiting = behind.filter((_, index) => (heights[index] ?? 0) < tip);
        if (behind.every((_, index) => (heights[index] ?? 0) >= tip || isDown[index] === true)) {
            return waiting.map(({ name }) => name);
        }
        behind = waiting;
        await delay(POLL_MS);
    }
    return behind.map(({ name }) => name);
}

function namesOf(peers: readonly PeerNode[]): string {
    return peers.map(({ name }) => name).join(', ');
}
