import type { ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';
import { type Recorded, Unavailable, type World } from './world.js';

const NOTHING = new Uint8Array();
type Called = Readonly<{ chaincode: string; args: readonly string[] }>;
/** Runs a chaincode that another one calls, in the same transaction. */
type Invoke = (called: Called) => Promise<ChaincodeResponse>;

/** What a contract sees of a transaction that runs again: the stub's functions that Linguang's contracts use. */
export class RecomputingStub {
    readonly #recorded: Omit<Recorded, 'publicWrites' | 'privateWrites' | 'keysRead'>;
    readonly #called: Called;
    readonly #world: World;
    readonly #transient: ReadonlyMap<string, Uint8Array>;
    readonly #invoke: Invoke;
    event: { name: string; payload: Uint8Array } | undefined;

    constructor(
        recorded: Omit<Recorded, 'publicWrites' | 'privateWrites' | 'keysRead'>,
        called: Called,
        world: World,
        transient: ReadonlyMap<string, Uint8Array>,
        invoke: Invoke,
    ) {
        this.#recorded = recorded;
        this.#called = called;
        this.#world = world;
        this.#transient = transient;
        this.#invoke = invoke;
    }

    /** For the contract: every function it may call, and an error for every other. */
    asStub(): ChaincodeStub {
        const known: Partial<Record<keyof ChaincodeStub, unknown>> = {
            getArgs: () => [...this.#called.args],
            getTxID: () => this.#recorded.transaction,
            getChannelID: () => this.#recorded.channel,
            getCreator: () => ({
                mspid: this.#recorded.creator.mspId,
                idBytes: this.#recorded.creator.certificate,
            }),
            getTxTimestamp: () => ({ seconds: this.#recorded.seconds, nanos: this.#recorded.nanos }),
            getTransient: () => this.#transient,
            getState: async (key: string) => this.#world.getState(this.#name, key) ?? NOTHING,
            putState: async (key: string, value: Uint8Array) => this.#write(undefined, key, value),
            deleteState: async (key: string) => this.#write(undefined, key, undefined),
            getStateByRange: (start: string, end: string) => results(this.#world.getStateRange(this.#name, start, end)),
            getPrivateData: async (collection: string, key: string) =>
                this.#world.getPrivateData(this.#name, collection, key) ?? NOTHING,
            getPrivateDataHash: async (collection: string, key: string) =>
                this.#world.getPrivateDataHash(this.#name, collection, key) ?? NOTHING,
            putPrivateData: async (collection: string, key: string, value: Uint8Array) =>
                this.#write(collection, key, value),
            deletePrivateData: async (collection: string, key: string) => this.#write(collection, key, undefined),
            setEvent: (name: string, payload: Uint8Array) => {
                this.event = { name, payload };
            },
            invokeChaincode: async (chaincode: string, args: string[]) => await this.#invoke({ chaincode, args }),
        };
        return new Proxy(known, {
            get: (functions, name) => {
                const found = Reflect.get(functions, name);
                if (found === undefined && name !== 'then' && typeof name === 'string') {
                    throw new Unavailable(`the function ${name} of the stub, which an audit does not have`);
                }
                return found;
            },
        }) as ChaincodeStub;
    }

    get #name(): string {
        return this.#called.chaincode;
    }

    #write(collection: string | undefined, key: string, value: Uint8Array | undefined): void {
        this.#world.write({ chaincode: this.#name, collection, key, value: value?.length === 0 ? undefined : value });
    }
}

/** As the shim gives it: both a promise of an iterator and something to iterate over. Only the latter is used. */
async function* results<T>(found: Iterable<T>): AsyncGenerator<T, void> {
    yield* found;
}
