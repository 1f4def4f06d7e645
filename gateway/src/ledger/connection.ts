import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { connect, hash, type Network, type Signer } from '@hyperledger/fabric-gateway';
import { type ConnectionProfile, readClientCredentials } from '@linguang/network';
import { submitPrepared } from './prepared.js';
import { nativeSigner } from './signer.js';

/** How long each phase of a call to a peer may take, ms. Commit has none: it is waited for on the block stream. */
export type Deadlines = Readonly<{ evaluate: number; endorse: number; submit: number; ready: number }>;

export const defaultDeadlines: Deadlines = { evaluate: 5_000, endorse: 15_000, submit: 5_000, ready: 3_000 };

/** One peer of the own organisation and the connection to it, which lives as long as the gateway. */
export type PeerConnection = Readonly<{
    name: string;
    address: string;
    network: Network;
    sign: Signer;
    /** Hands a signed transaction to the orderers. @param prepared - as signPrepared made it */
    submit(prepared: Uint8Array): Promise<void>;
    /** Resolves when the channel to the peer is ready; rejects after `deadlines.ready`. */
    ready(): Promise<void>;
    close(): void;
}>;

const largestMessage = 100 * 1024 * 1024;

/** The own organisation's peers of a profile, each with one long-lived connection and one identity. */
export async function connectPeers(
    profile: ConnectionProfile,
    identity: string,
    deadlines: Deadlines = defaultDeadlines,
): Promise<PeerConnection[]> {
    const { certificate, privateKey, mspId } = await readClientCredentials(profile, identity);
    const signer = nativeSigner(privateKey);
    const own = profile.peers.filter(({ organisation }) => organisation === profile.organisation);
    return await Promise.all(
        own.map(async (peer) => {
            const client = new grpc.Client(
                peer.address,
                grpc.credentials.createSsl(await readFile(peer.tlsCaCert)),
                channelOptions(peer.tlsServerName),
            );
            const gateway = connect({
                client,
                identity: { mspId, credentials: Buffer.from(certificate) },
                signer,
                hash: hash.none,
                evaluateOptions: () => ({ deadline: Date.now() + deadlines.evaluate }),
                endorseOptions: () => ({ deadline: Date.now() + deadlines.endorse }),
            });
            return {
                name: peer.name,
                address: peer.address,
                network: gateway.getNetwork(profile.channel),
                sign: signer,
                submit: (prepared) => submitPrepared(client, profile.channel, prepared, Date.now() + deadlines.submit),
                ready: () => waitForReady(client, deadlines.ready),
                close: () => {
                    gateway.close();
                    client.close();
                },
            };
        }),
    );
}

function channelOptions(tlsServerName: string | undefined): grpc.ChannelOptions {
    return {
        'grpc.max_receive_message_length': largestMessage,
        'grpc.max_send_message_length': largestMessage,
        'grpc.keepalive_time_ms': 60_000,
        'grpc.keepalive_timeout_ms': 10_000,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 2_000,
        ...(tlsServerName === undefined ? {} : { 'grpc.ssl_target_name_override': tlsServerName }),
    };
}

function waitForReady(client: grpc.Client, timeout: number): Promise<void> {
    return new Promise((resolve, reject) => {
        client.waitForReady(Date.now() + timeout, (error) => (error ? reject(error) : resolve()));
    });
}
