import { common, peer } from '@hyperledger/fabric-protos';
import { connectClient } from '../lifecycle/client.js';
import { NetworkError } from '../problems.js';
import type { ConnectionProfile } from '../profile/profile.js';
import { FORMAT, FORMAT_VERSION } from './format.js';
import { ExportWriter } from './writing.js';

export type ExportOptions = Readonly<{
    profile: ConnectionProfile;
    /** Client identity of the profile. */
    identity: string;
    /** Peer to read from; by default the organisation's first. */
    peer?: string;
    /** Where to; packed when it ends in `.gz`. */
    file: string;
    /** With the private data that the organisation's peer holds and the identity may see. */
    private: boolean;
    /** Told after each block: how many are written, and how many there are. */
    onProgress?: (written: number, height: number) => void;
    signal?: AbortSignal;
}>;

export type ExportResult = Readonly<{ file: string; blocks: number; newBlocks: number }>;

/**
 * Writes all blocks of the channel that the peer has now into a file. What an earlier export left, whole or interrupted, is continued.
 * @throws NetworkError, ExportError
 */
export async function exportLedger(options: ExportOptions): Promise<ExportResult> {
    const { profile, file } = options;
    const client = await connectClient(
        profile,
        options.identity,
        options.peer === undefined ? {} : { peer: options.peer },
    );
    try {
        const network = client.gateway.getNetwork(profile.channel);
        const info = await network
            .getContract('qscc')
            .evaluateTransaction('GetChainInfo', profile.channel)
            .catch(unreachable);
        const height = Number(common.BlockchainInfo.deserializeBinary(info).getHeight());
        const writer = await ExportWriter.open(file, {
            format: FORMAT,
            version: FORMAT_VERSION,
            channel: profile.channel,
            organisation: profile.mspId,
            private: options.private,
        });
        const before = writer.height;
        try {
            if (writer.height < height) {
                const startBlock = BigInt(writer.height);
                const source = options.private
                    ? await network.getBlockAndPrivateDataEvents({ startBlock })
                    : await network.getBlockEvents({ startBlock });
                const stop = (): void => source.close();
                options.signal?.addEventListener('abort', stop, { once: true });
                try {
                    for await (const event of source) {
                        await writer.write(messageOf(event));
                        options.onProgress?.(writer.height, height);
                        if (writer.height >= height) {
                            break;
                        }
                    }
                } finally {
                    source.close();
                    options.signal?.removeEventListener('abort', stop);
                }
            }
        } catch (error) {
            await writer.leave();
            throw options.signal?.aborted === true ? options.signal.reason : error;
        }
        if (writer.height < height) {
            await writer.leave();
            options.signal?.throwIfAborted();
            throw new NetworkError(
                'PEER_UNREACHABLE',
                `the peer ended the stream at block ${writer.height} of ${height}; ask again to go on from there`,
            );
        }
        await writer.finish();
        return { file, blocks: writer.height, newBlocks: writer.height - before };
    } finally {
        client.close();
    }
}

function messageOf(event: common.Block | peer.BlockAndPrivateData): peer.BlockAndPrivateData {
    if (event instanceof peer.BlockAndPrivateData) {
        return event;
    }
    const message = new peer.BlockAndPrivateData();
    message.setBlock(event);
    return message;
}

function unreachable(cause: unknown): never {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NetworkError('PEER_UNREACHABLE', `the height of the ledger cannot be read: ${reason}`, { cause });
}
