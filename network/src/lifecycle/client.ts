import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { connect, type Gateway, hash } from '@hyperledger/fabric-gateway';
import { signMessage } from '../embedded/identity/signature.js';
import { NetworkError } from '../problems.js';
import { type ConnectionProfile, readClientCredentials } from '../profile/profile.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

export type ClientOptions = Readonly<{
    /** Peer whose gateway is used; default the profile's first, which is the own organisation's. */
    peer?: string;
    /** Deadline of each call, milliseconds; default 30 s. */
    timeoutMs?: number;
}>;

/** A connection of one client identity to one peer's gateway. */
export interface ConnectedClient {
    readonly gateway: Gateway;
    readonly grpcClient: grpc.Client;
    close(): void;
}

/**
 * Connects a client of a connection profile with the fabric-gateway library. Signs with node:crypto, which is many times
 * faster than the library's own signer.
 * @throws NetworkError IDENTITY_MISSING, PROFILE_INVALID when the profile has no such peer
 */
export async function connectClient(
    profile: ConnectionProfile,
    identity: string,
    options: ClientOptions = {},
): Promise<ConnectedClient> {
    const node =
        options.peer === undefined ? profile.peers[0] : profile.peers.find(({ name }) => name === options.peer);
    if (node === undefined) {
        throw new NetworkError(
            'PROFILE_INVALID',
            `the profile of ${profile.organisation} has no peer ${options.peer ?? ''}`,
        );
    }
    const { certificate, privateKey, mspId } = await readClientCredentials(profile, identity);
    const grpcClient = new grpc.Client(node.address, grpc.credentials.createSsl(await readFile(node.tlsCaCert)), {
        'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
        'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
        ...(node.tlsServerName === undefined ? {} : { 'grpc.ssl_target_name_override': node.tlsServerName }),
    });
    const key = createPrivateKey(privateKey);
    const deadline = (): grpc.CallOptions => ({ deadline: Date.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) });
    const gateway = connect({
        client: grpcClient,
        identity: { mspId, credentials: Buffer.from(certificate) },
        signer: (message) => Promise.resolve(signMessage(key, message)),
        hash: hash.none,
        evaluateOptions: deadline,
        endorseOptions: deadline,
        submitOptions: deadline,
        commitStatusOptions: deadline,
    });
    return {
        gateway,
        grpcClient,
        close: () => {
            gateway.close();
            grpcClient.close();
        },
    };
}
