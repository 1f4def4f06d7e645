import type { ChaincodeStub } from 'fabric-shim-api';
import type { KeyRange } from './key.js';
import type { Codec, Versioned } from './record.js';

/** A record with the key it stands under. */
export type Keyed<T> = Readonly<{ key: string; record: T }>;

/** Typed access to the state of one chaincode in one transaction. Own writes are not visible to reads, as in Fabric. */
export class State {
    readonly #stub: ChaincodeStub;
    #written = 0;

    constructor(stub: ChaincodeStub) {
        this.#stub = stub;
    }

    /** Bytes of keys and public values written so far: what they take of the transaction. */
    get written(): number {
        return this.#written;
    }

    async has(key: string): Promise<boolean> {
        return (await this.#stub.getState(key)).length > 0;
    }

    async bytes(key: string): Promise<Uint8Array | undefined> {
        const bytes = await this.#stub.getState(key);
        return bytes.length > 0 ? bytes : undefined;
    }

    async read<T extends Versioned>(codec: Codec<T>, key: string): Promise<T | undefined> {
        const bytes = await this.bytes(key);
        return bytes === undefined ? undefined : codec.decode(bytes);
    }

    async write<T extends Versioned>(codec: Codec<T>, key: string, record: T): Promise<void> {
        const bytes = codec.encode(record);
        this.#written += key.length + bytes.length;
        await this.#stub.putState(key, bytes);
    }

    /** Everything in the range, in order of key. The range joins the read set: it must be frozen, or a phantom may strike. */
    async list<T extends Versioned>(codec: Codec<T>, range: KeyRange): Promise<Keyed<T>[]> {
        const found: Keyed<T>[] = [];
        for await (const { key, value } of this.#stub.getStateByRange(range.start, range.end)) {
            found.push({ key, record: codec.decode(value) });
        }
        return found;
    }

    /** Whether the range holds anything; reads its first value only. */
    async hasAny(range: KeyRange): Promise<boolean> {
        for await (const _ of this.#stub.getStateByRange(range.start, range.end)) {
            return true;
        }
        return false;
    }

    /** SHA-256 of a private value, which every peer knows, also one that does not hold the value; undefined if there is none. */
    async privateHash(collection: string, key: string): Promise<Uint8Array | undefined> {
        const bytes = await this.#stub.getPrivateDataHash(collection, key);
        return bytes.length > 0 ? bytes : undefined;
    }

    async readPrivate<T extends Versioned>(codec: Codec<T>, collection: string, key: string): Promise<T | undefined> {
        const bytes = await this.#stub.getPrivateData(collection, key);
        return bytes.length > 0 ? codec.decode(bytes) : undefined;
    }

    /** A private value that is no record. */
    async privateBytes(collection: string, key: string): Promise<Uint8Array | undefined> {
        const bytes = await this.#stub.getPrivateData(collection, key);
        return bytes.length > 0 ? bytes : undefined;
    }

    async writePrivateBytes(collection: string, key: string, bytes: Uint8Array): Promise<void> {
        await this.#stub.putPrivateData(collection, key, bytes);
    }

    async writePrivate<T extends Versioned>(
        codec: Codec<T>,
        collection: string,
        key: string,
        record: T,
    ): Promise<void> {
        await this.#stub.putPrivateData(collection, key, codec.encode(record));
    }
}
