import { peer as protos } from '@hyperledger/fabric-protos';
import { checkChannelAccess } from '../endorser/access.js';
import type { Ledger } from '../ledger.js';
import type { SystemChaincode } from '../system/systemchaincode.js';
import { ChaincodeConnections } from './connections.js';
import type { TransactionContext } from './context.js';
import { Deployments } from './deployment.js';
import type { ExecutionLimits } from './limits.js';
import { decode, message, Type, textOf } from './messages.js';
import { queryRequests } from './queries.js';
import * as state from './state.js';
import type { Completion, Transaction } from './transaction.js';

/** What a chaincode answered. */
export type Execution = Readonly<{ response: protos.Response; event: protos.ChaincodeEvent | undefined }>;

/** Key under which a chaincode that requires initialisation keeps the version that was initialised. */
const INITIALIZED = '\u0000\u{10FFFF}initialized';

/** Runs chaincodes for peers: finds, launches, calls, and answers what they ask for, other chaincodes included. */
export class ChaincodeExecutor {
    readonly connections: ChaincodeConnections;
    readonly deployments: Deployments;
    readonly #ledger: Ledger;
    readonly #systems: ReadonlyMap<string, SystemChaincode>;
    readonly #requests: ReadonlyMap<number, state.Request>;

    constructor(
        ledger: Ledger,
        systems: (connections: ChaincodeConnections) => readonly SystemChaincode[],
        limits: ExecutionLimits,
    ) {
        this.#ledger = ledger;
        this.connections = new ChaincodeConnections((context, request) => this.#respond(context, request), limits);
        this.deployments = new Deployments(ledger, this.connections);
        this.#systems = new Map(systems(this.connections).map((system) => [system.name, system]));
        const queries = queryRequests(limits);
        this.#requests = new Map([
            [Type.GET_STATE, state.getState],
            [Type.GET_STATE_MULTIPLE, state.getMultiple],
            [Type.PUT_STATE, state.putState],
            [Type.DEL_STATE, state.deleteState],
            [Type.WRITE_BATCH_STATE, state.writeBatch],
            [Type.GET_STATE_METADATA, state.getMetadata],
            [Type.PUT_STATE_METADATA, state.putMetadata],
            [Type.GET_PRIVATE_DATA_HASH, state.getPrivateDataHash],
            [Type.PURGE_PRIVATE_DATA, state.purgePrivateData],
            [Type.GET_STATE_BY_RANGE, queries.range],
            [Type.GET_QUERY_RESULT, queries.query],
            [Type.GET_HISTORY_FOR_KEY, queries.history],
            [Type.QUERY_STATE_NEXT, queries.next],
            [Type.QUERY_STATE_CLOSE, queries.close],
        ]);
    }

    isSystem(name: string): boolean {
        return this.#systems.has(name);
    }

    /**
     * Executes a chaincode for a proposal.
     * @throws Error `failed to execute transaction …` with a real peer's text
     */
    async execute(transaction: Transaction, name: string, input: protos.ChaincodeInput): Promise<Execution> {
        let completion: Completion;
        try {
            completion = await this.#invoke(transaction, name, input);
        } catch (error) {
            throw new Error(`failed to execute transaction ${transaction.id}: ${textOf(error)}`);
        }
        if (completion.getType() === Type.ERROR) {
            const text = Buffer.from(completion.getPayload_asU8()).toString();
            throw new Error(`transaction returned with failure: ${text}`);
        }
        const event = completion.getChaincodeEvent();
        event?.setChaincodeId(name);
        event?.setTxId(transaction.id);
        return { response: parseResponse(transaction, completion), event };
    }

    async #invoke(transaction: Transaction, name: string, input: protos.ChaincodeInput): Promise<Completion> {
        const system = this.#systems.get(name);
        if (system) {
            const response = system.invoke(transaction, input.getArgsList_asU8());
            return message(
                Type.COMPLETED,
                { channel: transaction.channel, txId: transaction.id },
                response.serializeBinary(),
            );
        }
        const { packageId, isInit } = this.#checkInvocation(transaction, name, input);
        const stream = await this.connections.stream(transaction.peer.name, packageId);
        try {
            return await stream.execute({ transaction, namespace: name, isInit, input: input.serializeBinary() });
        } catch (error) {
            throw new Error(`error sending: ${textOf(error)}`);
        }
    }

    #checkInvocation(
        transaction: Transaction,
        name: string,
        input: protos.ChaincodeInput,
    ): Readonly<{ packageId: string; isInit: boolean }> {
        try {
            const { packageId, version, initRequired } = this.#find(transaction, name);
            const initialise = initRequired && !isInitialised(transaction, name, version);
            if (input.getIsInit()) {
                if (!initRequired) {
                    throw new Error(`chaincode '${name}' does not require initialization but called as init`);
                }
                if (!initialise) {
                    throw new Error(`chaincode '${name}' is already initialized but called as init`);
                }
                transaction.simulator?.setState(name, INITIALIZED, Buffer.from(version));
            } else if (initialise) {
                throw new Error(
                    `chaincode '${name}' has not been initialized for this version, must call as init first`,
                );
            }
            return { packageId, isInit: input.getIsInit() };
        } catch (error) {
            throw new Error(`invalid invocation: ${textOf(error)}`);
        }
    }

    #find(transaction: Transaction, name: string): ReturnType<Deployments['find']> {
        try {
            return this.deployments.find(transaction, name);
        } catch (error) {
            throw new Error(
                `[channel ${transaction.channel}] failed to get chaincode container info for ${name}: ${textOf(error)}`,
            );
        }
    }

    #respond(
        context: TransactionContext,
        request: protos.ChaincodeMessage,
    ): Uint8Array | undefined | Promise<Uint8Array> {
        const payload = request.getPayload_asU8();
        const handle = this.#requests.get(request.getType());
        return handle ? handle(this.#ledger, context, payload) : this.#call(context.transaction, payload);
    }

    /** One chaincode calls another: the callee shares the simulation, also when it fails afterwards. */
    async #call(transaction: Transaction, payload: Uint8Array): Promise<Uint8Array> {
        const specification = decode(protos.ChaincodeSpec.deserializeBinary, payload);
        const target = parseName(specification.getChaincodeId()?.getName() ?? '');
        const channel = target.channel || transaction.channel;
        if (!this.isSystem(target.name)) {
            this.#checkAccess(transaction, channel);
        }
        if (channel !== transaction.channel) {
            throw new Error(`failed to find ledger for channel: ${channel}`);
        }
        const input = specification.getInput() ?? new protos.ChaincodeInput();
        try {
            return (await this.#invoke(transaction, target.name, input)).serializeBinary();
        } catch (error) {
            throw new Error(`execute failed: ${textOf(error)}`);
        }
    }

    #checkAccess(transaction: Transaction, channel: string): void {
        if (channel !== transaction.channel) {
            throw new Error(`Failed to get policy manager for channel [${channel}]`);
        }
        checkChannelAccess(this.#ledger, 'peer/ChaincodeToChaincode', transaction);
    }
}

function isInitialised(transaction: Transaction, name: string, version: string): boolean {
    const initialised = transaction.simulator?.getState(name, INITIALIZED);
    return initialised !== undefined && Buffer.from(initialised).toString() === version;
}

function parseResponse(transaction: Transaction, completion: Completion): protos.Response {
    try {
        return protos.Response.deserializeBinary(completion.getPayload_asU8());
    } catch {
        throw new Error(
            `failed to unmarshal response for transaction ${transaction.id}: proto: cannot parse invalid wire-format data`,
        );
    }
}

/** Splits `name:version/channel`, where version and channel may be missing. */
function parseName(full: string): Readonly<{ name: string; channel: string }> {
    const slash = full.indexOf('/');
    const [local, channel] = slash < 0 ? [full, ''] : [full.slice(0, slash), full.slice(slash + 1)];
    return { name: local.split(':', 1)[0] ?? '', channel };
}
