import type { common } from '@hyperledger/fabric-protos';
import { PeerAdministration } from '../fabric/systemcalls.js';
import type { NetworkLayout } from '../layout.js';
import { readClientCredentials, readConnectionProfile } from '../profile/profile.js';
import type { PeerNode } from '../topology.js';

/** What a peer says of itself when its administrator asks. */
export type PeerAnswers = Readonly<{
    /** Whether it has joined the channel; without it there is nothing below but packages. */
    joined: boolean;
    height: number;
    /** Hex, of the last block's header. */
    hash: string;
    configBlock: common.Block | undefined;
    /** Ids of the packages on it. */
    installed: readonly string[];
}>;

/** Asks a peer about itself. @throws Error when it does not answer in time, or refuses */
export async function askPeer(
    layout: NetworkLayout,
    node: PeerNode,
    channel: string,
    timeoutMs: number,
): Promise<PeerAnswers> {
    const peer = await connect(layout, node, timeoutMs);
    try {
        // All at once, so that one deadline holds for all; a peer that has not joined refuses the last two.
        const [channels, installed, info, configBlock] = await Promise.all([
            peer.channels(),
            peer.installed(),
            peer.chainInfo(channel).catch((error: unknown) => ({ error })),
            peer.configBlock(channel).catch(() => undefined),
        ]);
        if (!channels.includes(channel)) {
            return { joined: false, height: 0, hash: '', configBlock: undefined, installed };
        }
        if ('error' in info) {
            throw info.error;
        }
        return { joined: true, height: info.height, hash: info.hash, configBlock, installed };
    } finally {
        peer.close();
    }
}

/** Fetches one block from a peer. @throws Error when it does not answer in time, or has no such block */
export async function peerBlock(
    layout: NetworkLayout,
    node: PeerNode,
    channel: string,
    number: number,
    timeoutMs: number,
): Promise<common.Block> {
    const peer = await connect(layout, node, timeoutMs);
    try {
        return await peer.block(channel, number);
    } finally {
        peer.close();
    }
}

async function connect(layout: NetworkLayout, node: PeerNode, timeoutMs: number): Promise<PeerAdministration> {
    const profile = await readConnectionProfile(layout.profile(node.organisation));
    return await PeerAdministration.connect(
        { name: node.name, address: node.address, tlsCaCert: layout.tlsCaCert(node.organisation) },
        await readClientCredentials(profile, 'admin'),
        timeoutMs,
    );
}
