import type { ClientDuplexStream } from '@grpc/grpc-js';
import { peer as protos } from '@hyperledger/fabric-protos';
import { TransactionContext } from './context.js';
import type { ExecutionLimits } from './limits.js';
import { decode, message, Type, textOf, typeName } from './messages.js';
import type { Completion, Transaction } from './transaction.js';

/** Answers a chaincode's requests: the payload of the response, or an error whose text becomes an ERROR message. */
export type Respond = (
    context: TransactionContext,
    request: protos.ChaincodeMessage,
) => Uint8Array | undefined | Promise<Uint8Array>;

export type ChatStream = ClientDuplexStream<protos.ChaincodeMessage, protos.ChaincodeMessage>;

/** How one chaincode is to be run. */
export type Execution = Readonly<{
    transaction: Transaction;
    namespace: string;
    isInit: boolean;
    /** Bytes of `ChaincodeInput`. */
    input: Uint8Array;
}>;

export const EXECUTION_TIMEOUT = 'timeout expired while executing transaction';
export const STREAM_TERMINATED = 'chaincode stream terminated';

/**
 * The peer's side of one stream of the shim protocol (`core/chaincode/handler.go`): registration, then any number of
 * transactions at once, told apart by channel and transaction id.
 */
export class ChaincodeStream {
    /** Resolves when the chaincode has registered; rejects with the reason why it never will. */
    readonly registered: Promise<void>;
    readonly #chat: ChatStream;
    readonly #packageId: string;
    readonly #respond: Respond;
    readonly #limits: ExecutionLimits;
    readonly #contexts = new Map<string, TransactionContext>();
    /** Transactions with a request under way: a second one is dropped, as a real peer does. */
    readonly #active = new Set<string>();
    readonly #ended = new AbortController();
    /** Tells those who wait for an answer that the stream is lost. */
    readonly #waiting = new Set<() => void>();
    #state: 'created' | 'ready' = 'created';
    #settle: Readonly<{ resolve: () => void; reject: (error: Error) => void }>;

    constructor(chat: ChatStream, packageId: string, respond: Respond, limits: ExecutionLimits) {
        this.#chat = chat;
        this.#packageId = packageId;
        this.#respond = respond;
        this.#limits = limits;
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        this.registered = promise;
        this.#settle = { resolve, reject };
        chat.on('data', (received: protos.ChaincodeMessage) => this.#receive(received));
        chat.on('error', (error) => this.#end(`receive from chaincode support stream failed: ${textOf(error)}`));
        chat.on('end', () => this.#end('EOF'));
    }

    get ready(): boolean {
        return this.#state === 'ready' && !this.#ended.signal.aborted;
    }

    /** Aborts when the stream is lost or closed. */
    get ended(): AbortSignal {
        return this.#ended.signal;
    }

    /** Ends the stream; what is under way fails as on a lost one. */
    close(): void {
        this.#end('stream closed by the peer');
    }

    /**
     * Runs a chaincode until it answers.
     * @throws Error with a real peer's text: transaction already there, timeout, stream lost
     */
    async execute(execution: Execution): Promise<Completion> {
        const { transaction, namespace, isInit, input } = execution;
        const id = contextId(transaction.channel, transaction.id);
        if (this.#contexts.has(id)) {
            throw new Error(`txid: ${transaction.id}(${transaction.channel}) exists`);
        }
        const { promise, resolve, reject } = Promise.withResolvers<Completion>();
        const context = new TransactionContext(transaction, namespace, isInit, resolve);
        const lost = (): void => reject(new Error(STREAM_TERMINATED));
        const timer = setTimeout(() => reject(new Error(EXECUTION_TIMEOUT)), this.#limits.executeTimeoutMs);
        this.#waiting.add(lost);
        this.#contexts.set(id, context);
        try {
            if (this.#ended.signal.aborted) {
                lost();
            } else {
                this.#send(invocation(transaction, isInit, input));
            }
            return await promise;
        } finally {
            clearTimeout(timer);
            this.#waiting.delete(lost);
            this.#contexts.delete(id);
            context.closeQueries();
        }
    }

    #send(sent: protos.ChaincodeMessage): void {
        if (!this.#ended.signal.aborted) {
            this.#chat.write(sent);
        }
    }

    #receive(received: protos.ChaincodeMessage): void {
        const type = received.getType();
        if (type === Type.KEEPALIVE || this.#ended.signal.aborted) {
            return;
        }
        if (this.#state === 'created') {
            this.#register(received);
        } else if (type === Type.COMPLETED || type === Type.ERROR) {
            this.#contexts.get(contextId(received.getChannelId(), received.getTxid()))?.complete(received);
        } else if (requests.has(type)) {
            this.#answer(received);
        } else {
            this.#end(
                `error handling message, ending stream: [${received.getTxid()}] Fabric side handler cannot handle message (${typeName(type)}) while in ready state`,
            );
        }
    }

    #register(received: protos.ChaincodeMessage): void {
        if (received.getType() !== Type.REGISTER) {
            this.#end(
                `error handling message, ending stream: [${received.getTxid()}] Fabric side handler cannot handle message (${typeName(received.getType())}) while in created state`,
            );
            return;
        }
        const name = registeredName(received);
        if (name === '') {
            this.#end('error in handling register chaincode, chaincodeID name is empty');
        } else if (name !== this.#packageId) {
            this.#end(`peer will not accept external chaincode connection ${name} (except in dev mode)`);
        } else {
            this.#send(message(Type.REGISTERED, {}));
            this.#send(message(Type.READY, {}, additionalParameters(this.#limits)));
            this.#state = 'ready';
            this.#settle.resolve();
        }
    }

    #answer(request: protos.ChaincodeMessage): void {
        const about = { channel: request.getChannelId(), txId: request.getTxid() };
        const id = contextId(about.channel, about.txId);
        if (this.#active.has(id)) {
            return;
        }
        try {
            const context = this.#contexts.get(id);
            if (!context?.transaction.simulator) {
                const invoke = request.getType() === Type.INVOKE_CHAINCODE;
                throw new Error(invoke ? 'could not get valid transaction' : 'no ledger context');
            }
            const payload = this.#respond(context, request);
            if (payload instanceof Promise) {
                this.#active.add(id);
                payload
                    .then(
                        (bytes) => this.#send(message(Type.RESPONSE, about, bytes)),
                        (error) => this.#send(failure(request, error)),
                    )
                    .finally(() => this.#active.delete(id));
            } else {
                this.#send(message(Type.RESPONSE, about, payload));
            }
        } catch (error) {
            this.#send(failure(request, error));
        }
    }

    #end(reason: string): void {
        if (this.#ended.signal.aborted) {
            return;
        }
        this.#settle.reject(new Error(reason));
        // Whoever waits for the registration has been told; nobody need wait.
        this.registered.catch(() => undefined);
        this.#ended.abort(new Error(reason));
        for (const lost of this.#waiting) {
            lost();
        }
        this.#chat.cancel();
    }
}

const requests: ReadonlySet<number> = new Set([
    Type.GET_STATE,
    Type.GET_STATE_MULTIPLE,
    Type.PUT_STATE,
    Type.DEL_STATE,
    Type.WRITE_BATCH_STATE,
    Type.INVOKE_CHAINCODE,
    Type.GET_STATE_BY_RANGE,
    Type.GET_QUERY_RESULT,
    Type.QUERY_STATE_NEXT,
    Type.QUERY_STATE_CLOSE,
    Type.GET_HISTORY_FOR_KEY,
    Type.GET_STATE_METADATA,
    Type.PUT_STATE_METADATA,
    Type.GET_PRIVATE_DATA_HASH,
    Type.PURGE_PRIVATE_DATA,
]);

function contextId(channel: string, txId: string): string {
    return `${channel} ${txId}`;
}

function invocation(transaction: Transaction, isInit: boolean, input: Uint8Array): protos.ChaincodeMessage {
    const about = { channel: transaction.channel, txId: transaction.id };
    const sent = message(isInit ? Type.INIT : Type.TRANSACTION, about, input);
    sent.setProposal(transaction.signedProposal);
    return sent;
}

function failure(request: protos.ChaincodeMessage, error: unknown): protos.ChaincodeMessage {
    const about = { channel: request.getChannelId(), txId: request.getTxid() };
    const text = `${typeName(request.getType())} failed: transaction ID: ${about.txId}: ${textOf(error)}`;
    return message(Type.ERROR, about, text);
}

function registeredName(received: protos.ChaincodeMessage): string {
    try {
        return decode(protos.ChaincodeID.deserializeBinary, received.getPayload_asU8()).getName();
    } catch {
        return '';
    }
}

function additionalParameters(limits: ExecutionLimits): Uint8Array {
    const parameters = new protos.ChaincodeAdditionalParams();
    parameters.setUseWriteBatch(limits.maxWriteBatch > 0);
    parameters.setMaxSizeWriteBatch(limits.maxWriteBatch);
    parameters.setUseGetMultipleKeys(limits.maxGetMultiple > 0);
    parameters.setMaxSizeGetMultipleKeys(limits.maxGetMultiple);
    return parameters.serializeBinary();
}
