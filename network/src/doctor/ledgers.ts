import { readFile } from 'node:fs/promises';
import { common } from '@hyperledger/fabric-protos';
import { headerHash, headerOf } from '../embedded/ledger/block.js';
import type { PeerNode } from '../topology.js';
import { firstDataHash } from './blockfile.js';
import type { Notes } from './finding.js';
import { laggards } from './laggards.js';
import type { PeerAnswers } from './peeranswers.js';
import type { Scene } from './scene.js';

type Answering = Readonly<{ node: PeerNode; answers: PeerAnswers }>;

/** Whether all nodes have the same blocks: the first in their folders, and the last that their peers have in common. */
export async function examineLedgers(scene: Scene, notes: Notes): Promise<void> {
    await Promise.all([
        ...(scene.engine === 'fabric' ? [examineBeginnings(scene, notes)] : []),
        ...(scene.running ? [examinePeers(scene, notes)] : []),
    ]);
}

/** Works on a stopped network as well, and with nodes that hang. */
async function examineBeginnings(scene: Scene, notes: Notes): Promise<void> {
    const bytes = await readFile(scene.fabric.genesisBlock).catch(() => undefined);
    let genesis: common.Block;
    try {
        genesis = common.Block.deserializeBinary(bytes ?? new Uint8Array());
    } catch {
        return;
    }
    const wanted = Buffer.from(genesis.getHeader()?.getDataHash_asU8() ?? new Uint8Array()).toString('hex');
    if (wanted === '') {
        return;
    }
    const seen = await Promise.all(
        scene.nodes.map(async ({ name }) => ({
            name,
            hash: await firstDataHash(scene.fabric.ledger(name), scene.topology.channel),
        })),
    );
    for (const { name, hash } of seen) {
        if (hash !== undefined && hash !== wanted) {
            const folder = scene.fabric.ledger(name);
            notes.fault('GENESIS_DIFFERS', name, `block 0 ${hash}`, `${wanted}, as in ${scene.fabric.genesisBlock}`, {
                folder,
            });
        }
    }
    const begun = seen.filter(({ hash }) => hash === wanted).length;
    if (begun > 0) {
        notes.pass(`${begun} ledgers begin with the channel's first block`);
    }
}

async function examinePeers(scene: Scene, notes: Notes): Promise<void> {
    for (const node of scene.peers) {
        const answers = await scene.peer(node);
        if (answers instanceof Error) {
            if (!(await scene.isMute(node.name))) {
                notes.fault('LEDGER_UNANSWERED', node.name, answers.message, 'height and hash', { node: node.name });
            }
        } else if (!answers.joined) {
            notes.fault('PEER_NOT_JOINED', node.name, 'no ledger', `the channel ${scene.topology.channel}`);
        }
    }
    const peers = await scene.answeringPeers();
    const [forked, behind] = await Promise.all([
        examineForks(scene, peers, notes),
        laggards(
            peers.map(({ node, answers }) => ({ name: node.name, height: answers.height })),
            async (name) => {
                const node = scene.peers.find((one) => one.name === name);
                const { probes, layout, topology, leftMs } = scene;
                return node && (await probes.peer(layout, node, topology.channel, leftMs)).height;
            },
        ),
    ]);
    for (const { name, height, others } of behind) {
        notes.fault('PEER_BEHIND', name, `${height} blocks`, `${others}, as others`, { node: name });
    }
    if (!forked && peers.length > 0) {
        const heights = peers.map(({ node, answers }) => `${node.name} ${answers.height}`).join(', ');
        notes.pass(`all peers have the same blocks: ${heights}`);
    }
}

/**
 * Compares each peer with the next higher one at the height of the lower: as each block holds the hash of the one before,
 * peers that agree there agree on everything below.
 */
async function examineForks(scene: Scene, peers: readonly Answering[], notes: Notes): Promise<boolean> {
    const heights = [...new Set(peers.map(({ answers }) => answers.height))].filter((height) => height > 0);
    const forks = await Promise.all(heights.map((height) => hashesAt(height, scene, peers)));
    // The lowest height at which they differ says it all.
    const fork = forks.filter(({ hashes }) => hashes.size > 1).sort((a, b) => a.height - b.height)[0];
    if (fork === undefined) {
        return false;
    }
    const groups = [...fork.hashes].sort(([, a], [, b]) => b.length - a.length);
    const [most, ...rest] = groups;
    const isTie = rest[0] !== undefined && most !== undefined && rest[0][1].length === most[1].length;
    const inWords = ([hash, names]: [string, string[]]) => `${names.join(', ')}: ${hash.slice(0, 16)}`;
    for (const group of isTie ? groups : rest) {
        for (const name of group[1]) {
            const others = groups
                .filter((other) => other !== group)
                .map(inWords)
                .join('; ');
            const seen = `block ${fork.height - 1} has the hash ${group[0].slice(0, 16)}`;
            notes.fault('LEDGER_FORK', name, seen, others, { folder: ledgerOf(scene, name) });
        }
    }
    return true;
}

/** Names of peers by the hash of their block below a height. */
async function hashesAt(
    height: number,
    scene: Scene,
    peers: readonly Answering[],
): Promise<{ height: number; hashes: Map<string, string[]> }> {
    const hashes = new Map<string, string[]>();
    const { layout, topology, probes } = scene;
    await Promise.all(
        peers
            .filter(({ answers }) => answers.height >= height)
            .map(async ({ node, answers }) => {
                const hash =
                    answers.height === height
                        ? answers.hash
                        : await probes
                              .block(layout, node, topology.channel, height - 1, Math.min(1500, scene.leftMs))
                              .then((block) => headerHash(headerOf(block)).toString('hex'))
                              .catch(() => undefined);
                if (hash !== undefined) {
                    hashes.set(hash, [...(hashes.get(hash) ?? []), node.name]);
                }
            }),
    );
    return { height, hashes };
}

function ledgerOf({ engine, fabric, layout }: Scene, name: string): string {
    return engine === 'fabric' ? fabric.ledger(name) : layout.ledger;
}
