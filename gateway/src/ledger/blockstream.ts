import { setTimeout as delay } from 'node:timers/promises';
import type { peer } from '@hyperledger/fabric-protos';
import type { PeerConnection } from './connection.js';
import { backOff } from './endorsement.js';

export type BlockStreamOptions = Readonly<{
    peers: readonly PeerConnection[];
    /** The next block wanted; asked again after every interruption. */
    next: () => bigint;
    /** Takes one block with its private data. A rejection interrupts the stream; the same block comes again. */
    accept: (block: peer.BlockAndPrivateData) => void;
    /** Tells which peer the blocks come from now. */
    following: (peerName: string) => void;
    /** Tells of interruptions. */
    interrupted: (peerName: string, error: unknown) => void;
    signal: AbortSignal;
}>;

/**
 * Follows the chain, full blocks with the private data of this organisation, until `signal` fires: one stream for commits and read
 * model together. After an interruption it goes on with the next of the own peers where it stopped.
 */
export async function followBlocks({
    peers,
    next,
    accept,
    following,
    interrupted,
    signal,
}: BlockStreamOptions): Promise<void> {
    for (let attempt = 0, failures = 0; !signal.aborted; attempt++) {
        const source = peers[attempt % peers.length];
        if (source === undefined) {
            throw new RangeError('no peer to read blocks from');
        }
        try {
            await source.ready();
            const blocks = await source.network.getBlockAndPrivateDataEvents({ startBlock: next() });
            const close = (): void => blocks.close();
            signal.addEventListener('abort', close);
            try {
                for await (const block of blocks) {
                    following(source.name);
                    accept(block);
                    failures = 0;
                }
            } finally {
                signal.removeEventListener('abort', close);
                blocks.close();
            }
        } catch (error) {
            if (signal.aborted) {
                return;
            }
            interrupted(source.name, error);
            await delay(backOff(failures++), undefined, { signal }).catch(() => undefined);
        }
    }
}
