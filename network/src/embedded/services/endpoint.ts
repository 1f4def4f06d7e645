import * as grpc from '@grpc/grpc-js';
import { NetworkError } from '../../problems.js';

/** TLS key material of a node, PEM. */
export interface TlsFiles {
    readonly certificate: string;
    readonly privateKey: string;
}

/** The gRPC endpoint of a peer or an orderer: one port with TLS that can be closed and opened again. */
export class Endpoint {
    readonly #port: number;
    readonly #host: string;
    readonly #tls: TlsFiles;
    readonly #addServices: (server: grpc.Server) => void;
    readonly #maxMessageBytes: number;
    #server: grpc.Server | undefined;

    constructor(
        options: Readonly<{
            host: string;
            port: number;
            tls: TlsFiles;
            maxMessageBytes: number;
            addServices: (server: grpc.Server) => void;
        }>,
    ) {
        this.#host = options.host;
        this.#port = options.port;
        this.#tls = options.tls;
        this.#maxMessageBytes = options.maxMessageBytes;
        this.#addServices = options.addServices;
    }

    get isOpen(): boolean {
        return this.#server !== undefined;
    }

    /** Starts listening. @throws NetworkError PORT_IN_USE */
    async open(): Promise<void> {
        if (this.#server !== undefined) {
            return;
        }
        const server = new grpc.Server({
            'grpc.max_receive_message_length': this.#maxMessageBytes,
            'grpc.max_send_message_length': this.#maxMessageBytes,
        });
        this.#addServices(server);
        const credentials = grpc.ServerCredentials.createSsl(null, [
            { cert_chain: Buffer.from(this.#tls.certificate), private_key: Buffer.from(this.#tls.privateKey) },
        ]);
        this.#server = server;
        const error = await new Promise<Error | null>((resolve) => {
            server.bindAsync(`${this.#host}:${this.#port}`, credentials, resolve);
        });
        if (error !== null) {
            await this.close();
            throw new NetworkError('PORT_IN_USE', `cannot listen on ${this.#host}:${this.#port}: ${error.message}`);
        }
    }

    /** Stops listening and ends every call at once, as a process that is gone does. */
    async close(): Promise<void> {
        const server = this.#server;
        this.#server = undefined;
        server?.forceShutdown();
        await Promise.resolve();
    }
}
