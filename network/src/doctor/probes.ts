import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { common } from '@hyperledger/fabric-protos';
import type { NetworkLayout } from '../layout.js';
import type { PeerNode } from '../topology.js';
import { askOperations, type Operations } from './operations.js';
import { askPeer, type PeerAnswers, peerBlock } from './peeranswers.js';

/** Room on the file system of a folder; a file system without a fixed number of inodes says 0 of 0. */
export type Room = Readonly<{ freeBytes: number; bytes: number; freeInodes: number; inodes: number }>;

/** How the doctor looks at the world: what tests put something else in place of. */
export type Probes = Readonly<{
    /** Epoch milliseconds of this machine. */
    now: () => number;
    nodeVersion: string;
    room: (folder: string) => Promise<Room>;
    environment: NodeJS.ProcessEnv;
    /** Whether this user may read a file. */
    isReadable: (file: string) => Promise<boolean>;
    /** The operations endpoint of a real node, by its port. */
    operations: (port: number, channel: string, timeoutMs: number, clock: Pick<Probes, 'now'>) => Promise<Operations>;
    peer: (layout: NetworkLayout, node: PeerNode, channel: string, timeoutMs: number) => Promise<PeerAnswers>;
    block: (
        layout: NetworkLayout,
        node: PeerNode,
        channel: string,
        number: number,
        timeoutMs: number,
    ) => Promise<common.Block>;
}>;

export const PROBES: Probes = {
    now: () => Date.now(),
    nodeVersion: process.versions.node,
    room: async (folder) => {
        const { bavail, blocks, bsize, ffree, files } = await statfs(folder);
        return { freeBytes: bavail * bsize, bytes: blocks * bsize, freeInodes: ffree, inodes: files };
    },
    environment: process.env,
    isReadable: async (file) =>
        await access(file, constants.R_OK).then(
            () => true,
            () => false,
        ),
    operations: askOperations,
    peer: askPeer,
    block: peerBlock,
};
