import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { HOST, LISTEN_HOST } from '../topology.js';

const TIMEOUT_MS = 2000;

/**
 * Whether a gRPC server with TLS on this machine takes calls. It is a whole handshake with an orderly farewell: a
 * connection that is only opened and closed leaves an error in the server's log.
 * @param caFile - PEM file of the authority of its certificate
 */
export async function grpcAnswers(port: number, caFile: string): Promise<boolean> {
    const authority = await readFile(caFile).catch(() => undefined);
    if (authority === undefined) {
        return false;
    }
    const client = new grpc.Client(`${LISTEN_HOST}:${port}`, grpc.credentials.createSsl(authority), {
        // Else the next attempt would wait for the pause after this one's failure.
        'grpc.use_local_subchannel_pool': 1,
        // A server name must not be an address.
        'grpc.ssl_target_name_override': HOST,
    });
    try {
        return await new Promise<boolean>((resolve) => {
            client.waitForReady(Date.now() + TIMEOUT_MS, (error) => resolve(error === undefined || error === null));
        });
    } finally {
        client.close();
    }
}
