import { connect } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import { peer as protos } from '@hyperledger/fabric-protos';
import type { ExecutionLimits } from './limits.js';
import { textOf } from './messages.js';
import type { ChaincodeRuntime, ChaincodeServer, ConnectionState } from './runtime.js';
import { ChaincodeStream, type Respond } from './stream.js';

/** Messages between peer and chaincode may have 100 MB, as between real ones. */
const MESSAGE_LIMIT = 100 * 1024 * 1024;

const DIAL_TIMEOUT_MS = 3_000;

/** Attempts to connect follow each other within the dial timeout with this back-off, so that a restarting process is soon found. */
const backOff = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };

type Connection = { client: protos.ChaincodeClient; stream: ChaincodeStream | undefined };

/** The streams from peers to chaincode processes, by peer and package. */
export class ChaincodeConnections implements ChaincodeRuntime {
    readonly #limits: ExecutionLimits;
    readonly #respond: Respond;
    readonly #installed = new Map<string, Map<string, ChaincodeServer>>();
    readonly #streams = new Map<string, ChaincodeStream>();
    readonly #launching = new Map<string, Promise<ChaincodeStream>>();
    readonly #open = new Map<string, Set<Connection>>();
    #closed = false;

    constructor(respond: Respond, limits: ExecutionLimits) {
        this.#respond = respond;
        this.#limits = limits;
    }

    install(peer: string, packageId: string, server: ChaincodeServer): void {
        const packages = this.#installed.get(peer) ?? new Map<string, ChaincodeServer>();
        packages.set(packageId, server);
        this.#installed.set(peer, packages);
    }

    installed(peer: string): ReadonlyMap<string, ChaincodeServer> {
        return this.#installed.get(peer) ?? new Map();
    }

    async launch(peer: string, packageId: string): Promise<void> {
        await this.stream(peer, packageId);
    }

    /** The ready stream, opened if need be. @throws Error `could not launch chaincode …` */
    async stream(peer: string, packageId: string): Promise<ChaincodeStream> {
        const key = keyOf(peer, packageId);
        const stream = this.#streams.get(key);
        if (stream?.ready) {
            return stream;
        }
        const launching = this.#launching.get(key) ?? this.#launch(peer, packageId, key);
        try {
            return await launching;
        } catch (error) {
            throw new Error(`could not launch chaincode ${packageId}: ${textOf(error)}`);
        }
    }

    state(peer: string, packageId: string): ConnectionState {
        const key = keyOf(peer, packageId);
        if (!this.installed(peer).has(packageId)) {
            return 'unknown';
        }
        if (this.#streams.get(key)?.ready) {
            return 'ready';
        }
        return this.#launching.has(key) ? 'connecting' : 'disconnected';
    }

    disconnect(peer?: string): void {
        for (const [name, connections] of this.#open) {
            if (peer === undefined || name === peer) {
                for (const { client, stream } of connections) {
                    stream?.close();
                    client.close();
                }
            }
        }
    }

    close(): void {
        this.#closed = true;
        this.disconnect();
    }

    #launch(peer: string, packageId: string, key: string): Promise<ChaincodeStream> {
        const launching = this.#connect(peer, packageId, key).finally(() => this.#launching.delete(key));
        this.#launching.set(key, launching);
        return launching;
    }

    async #connect(peer: string, packageId: string, key: string): Promise<ChaincodeStream> {
        const server = this.installed(peer).get(packageId);
        if (!server) {
            throw new Error(`error building chaincode: chaincode install package '${packageId}' not found`);
        }
        if (this.#closed) {
            throw new Error(`connection to ${packageId} terminated`);
        }
        const connection: Connection = { client: clientFor(server), stream: undefined };
        const connections = this.#open.get(peer) ?? new Set();
        this.#open.set(peer, connections.add(connection));
        const release = (): void => {
            connections.delete(connection);
            connection.client.close();
        };
        try {
            await connected(connection.client, packageId, server);
            const chat = connection.client.connect();
            const stream = new ChaincodeStream(chat, packageId, this.#respond, this.#limits);
            connection.stream = stream;
            stream.ended.addEventListener('abort', release, { once: true });
            await registration(stream, packageId, this.#limits.startupTimeoutMs);
            this.#streams.set(key, stream);
            return stream;
        } catch (error) {
            connection.stream?.close();
            release();
            throw error;
        }
    }
}

function keyOf(peer: string, packageId: string): string {
    return `${peer} ${packageId}`;
}

function clientFor(server: ChaincodeServer): protos.ChaincodeClient {
    const { tls } = server;
    const secured = tls
        ? credentials.createSsl(
              Buffer.from(tls.rootCert),
              tls.clientKey ? Buffer.from(tls.clientKey) : null,
              tls.clientCert ? Buffer.from(tls.clientCert) : null,
          )
        : credentials.createInsecure();
    return new protos.ChaincodeClient(server.address, secured, {
        'grpc.max_receive_message_length': MESSAGE_LIMIT,
        'grpc.max_send_message_length': MESSAGE_LIMIT,
        'grpc.use_local_subchannel_pool': 1,
        ...backOff,
        ...(tls?.serverName ? { 'grpc.ssl_target_name_override': tls.serverName } : {}),
    });
}

/**
 * Waits for the server, also for one that is only being started.
 * @throws Error after the dial timeout, in the words of a real peer, which does not wait where nothing listens
 */
async function connected(client: protos.ChaincodeClient, packageId: string, server: ChaincodeServer): Promise<void> {
    const failed = `connection to ${packageId} failed: error cannot create connection for ${packageId}: error creating grpc connection to ${server.address}: failed to create new connection`;
    const deadline = Date.now() + (server.dialTimeoutMs ?? DIAL_TIMEOUT_MS);
    const isReady = await new Promise<boolean>((resolve) => {
        client.waitForReady(deadline, (error) => resolve(!error));
    });
    if (!isReady) {
        const refused = `connection error: desc = "transport: error while dialing: dial tcp ${server.address}: connect: connection refused"`;
        throw new Error(`${failed}: ${(await isRefused(server.address)) ? refused : 'context deadline exceeded'}`);
    }
}

/** Whether nothing listens at `host:port`. */
async function isRefused(address: string): Promise<boolean> {
    const end = address.lastIndexOf(':');
    return await new Promise((resolve) => {
        const socket = connect({ host: address.slice(0, end), port: Number(address.slice(end + 1)) });
        const finish = (refused: boolean): void => {
            socket.destroy();
            resolve(refused);
        };
        socket.once('connect', () => finish(false));
        socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED'));
        socket.setTimeout(DIAL_TIMEOUT_MS, () => finish(false));
    });
}

async function registration(stream: ChaincodeStream, packageId: string, timeoutMs: number): Promise<void> {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(
        () => timeout.reject(new Error(`timeout expired while starting chaincode ${packageId} for transaction`)),
        timeoutMs,
    );
    try {
        await Promise.race([
            stream.registered.catch((error) => {
                throw new Error(`chaincode registration failed: ${textOf(error)}`);
            }),
            timeout.promise,
        ]);
    } finally {
        clearTimeout(timer);
    }
}
