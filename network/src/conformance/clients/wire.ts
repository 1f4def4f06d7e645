import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import type { NetworkLayout } from '../../layout.js';
import { orderersOf, peersOf, type Topology } from '../../topology.js';

const UNLIMITED = { 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 };
const DEADLINE_MS = 15_000;

type Decode<T> = (bytes: Uint8Array) => T;

/** How long an answer may take on a busy machine; a step that expects silence says so and waits for less. */
const PATIENCE_MS = 30_000;

/** What a stream gave until its end, an error, enough messages, or silence. */
export type Heard<T> = Readonly<{
    messages: readonly T[];
    end: 'ended' | 'waiting' | 'enough' | 'failed';
    error?: grpc.ServiceError;
}>;

/** Peers and orderers spoken to in bare gRPC, without a client library in between. */
export class Wire {
    readonly #clients = new Map<string, grpc.Client>();
    readonly #topology: Topology;
    readonly #layout: NetworkLayout;

    constructor(topology: Topology, layout: NetworkLayout) {
        this.#topology = topology;
        this.#layout = layout;
    }

    /** One request, one answer. @param method - `/gateway.Gateway/Evaluate` */
    async unary<T>(node: string, method: string, request: Uint8Array, decode: Decode<T>, ms = DEADLINE_MS): Promise<T> {
        const client = this.#client(node);
        return await new Promise<T>((resolve, reject) => {
            client.makeUnaryRequest<Uint8Array, T>(
                method,
                (bytes) => Buffer.from(bytes),
                (bytes) => decode(new Uint8Array(bytes)),
                request,
                new grpc.Metadata(),
                { deadline: Date.now() + ms },
                (error, value) => {
                    if (error !== null || value === undefined) {
                        reject(error ?? new Error('no answer'));
                    } else {
                        resolve(value);
                    }
                },
            );
        });
    }

    /** Requests one after the other on a stream of both directions, and no more after them; listens until something ends it. */
    async converse<T>(
        node: string,
        method: string,
        requests: readonly Uint8Array[],
        decode: Decode<T>,
        until: Readonly<{ messages?: number; silentMs?: number }> = {},
    ): Promise<Heard<T>> {
        const call = this.#client(node).makeBidiStreamRequest<Uint8Array, T>(
            method,
            (bytes) => Buffer.from(bytes),
            (bytes) => decode(new Uint8Array(bytes)),
        );
        const heard = listen(call, until);
        for (const request of requests) {
            call.write(request);
        }
        call.end();
        return await heard;
    }

    /** One request, a stream of answers. */
    async stream<T>(
        node: string,
        method: string,
        request: Uint8Array,
        decode: Decode<T>,
        until: Readonly<{ messages?: number; silentMs?: number }> = {},
    ): Promise<Heard<T>> {
        const call = this.#client(node).makeServerStreamRequest<Uint8Array, T>(
            method,
            (bytes) => Buffer.from(bytes),
            (bytes) => decode(new Uint8Array(bytes)),
            request,
        );
        return await listen(call, until);
    }

    /** Forgets the connections to a node, which may have been down: the next call dials at once. */
    forget(node: string): void {
        this.#clients.get(node)?.close();
        this.#clients.delete(node);
    }

    close(): void {
        for (const client of this.#clients.values()) {
            client.close();
        }
        this.#clients.clear();
    }

    #client(name: string): grpc.Client {
        const known = this.#clients.get(name);
        if (known !== undefined) {
            return known;
        }
        const node = [...peersOf(this.#topology), ...orderersOf(this.#topology)].find((one) => one.name === name);
        if (node === undefined) {
            throw new RangeError(`there is no ${name}`);
        }
        const authority = readFileSync(this.#layout.tlsCaCert(node.organisation));
        const client = new grpc.Client(node.address, grpc.credentials.createSsl(authority), UNLIMITED);
        this.#clients.set(name, client);
        return client;
    }
}

type Call<T> = grpc.ClientReadableStream<T> | grpc.ClientDuplexStream<Uint8Array, T>;

async function listen<T>(
    call: Call<T>,
    { messages = 1000, silentMs = PATIENCE_MS }: Readonly<{ messages?: number; silentMs?: number }>,
): Promise<Heard<T>> {
    const got: T[] = [];
    return await new Promise((resolve) => {
        const finish = (end: Heard<T>['end'], error?: grpc.ServiceError): void => {
            clearTimeout(timer);
            resolve({ messages: got, end, ...(error === undefined ? {} : { error }) });
            call.cancel();
        };
        const timer = setTimeout(() => finish('waiting'), silentMs);
        call.on('data', (message: T) => {
            got.push(message);
            timer.refresh();
            if (got.length >= messages) {
                finish('enough');
            }
        });
        call.on('error', (error: grpc.ServiceError) => finish('failed', error));
        call.on('end', () => finish('ended'));
    });
}
