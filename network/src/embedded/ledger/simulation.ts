import type { peer } from '@hyperledger/fabric-protos';
import { sha256 } from './bytes.js';
import type { Definitions } from './definitions.js';
import { interestOf, type WriteNote } from './interest.js';
import { parseMetadata } from './metadata.js';
import { RangeTrace } from './rangetrace.js';
import { type RangeRecorder, Reader, type ReadRecorder } from './reader.js';
import { RwsetBuilder } from './rwsetbuilder.js';
import type {
    KeyModification,
    KeyValue,
    Metadata,
    Page,
    Results,
    SimulationResult,
    Simulator,
    Version,
} from './simulator.js';
import type { Snapshot } from './snapshot.js';
import { hashedSpace } from './spaces.js';
import type { Store } from './store.js';

/** A transaction's simulation: rules and texts of txmgr/tx_simulator.go. */
export class Simulation implements Simulator, ReadRecorder {
    readonly txId: string;
    readonly #reader: Reader;
    readonly #snapshot: Snapshot;
    readonly #definitions: Definitions;
    readonly #builder = new RwsetBuilder();
    readonly #ranges: RangeTrace[] = [];
    readonly #privateReads = new Map<string, Set<string>>();
    readonly #writes: WriteNote[] = [];
    #written = false;
    #queriedPrivate = false;
    #paged = false;
    #computed = false;

    constructor(store: Store, snapshot: Snapshot, definitions: Definitions, mspId: string, txId: string) {
        this.txId = txId;
        this.#snapshot = snapshot;
        this.#definitions = definitions;
        this.#reader = new Reader(store, snapshot, definitions, mspId, this);
    }

    get height(): number {
        return this.#snapshot.height;
    }

    getState(namespace: string, key: string): Uint8Array | undefined {
        return this.#reader.getState(namespace, key);
    }

    getStateRange(namespace: string, start: string, end: string): Results<KeyValue> {
        return this.#reader.getStateRange(namespace, start, end);
    }

    getStatePage(namespace: string, start: string, end: string, pageSize: number, bookmark: string): Page {
        if (this.#written) {
            throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
        }
        this.#paged = true;
        return this.#reader.getStatePage(namespace, start, end, pageSize, bookmark);
    }

    getHistory(namespace: string, key: string): Results<KeyModification> {
        return this.#reader.getHistory(namespace, key);
    }

    getMetadata(namespace: string, key: string): Metadata {
        return this.#reader.getMetadata(namespace, key);
    }

    getPrivateData(namespace: string, collection: string, key: string): Uint8Array | undefined {
        return this.#reader.getPrivateData(namespace, collection, key);
    }

    getPrivateDataHash(namespace: string, collection: string, key: string): Uint8Array | undefined {
        return this.#reader.getPrivateDataHash(namespace, collection, key);
    }

    getPrivateDataRange(namespace: string, collection: string, start: string, end: string): Results<KeyValue> {
        if (this.#written) {
            throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
        }
        this.#queriedPrivate = true;
        return this.#reader.getPrivateDataRange(namespace, collection, start, end);
    }

    getPrivateDataMetadata(namespace: string, collection: string, key: string): Metadata {
        return this.#reader.getPrivateDataMetadata(namespace, collection, key);
    }

    setState(namespace: string, key: string, value: Uint8Array): void {
        this.#mayWrite();
        this.#builder.addWrite(namespace, key, value.length === 0 ? undefined : Uint8Array.from(value));
        this.#notePublic(namespace, key);
    }

    deleteState(namespace: string, key: string): void {
        this.#mayWrite();
        this.#builder.addWrite(namespace, key, undefined);
        this.#notePublic(namespace, key);
    }

    setMetadata(namespace: string, key: string, metadata: Metadata): void {
        this.#mayWrite();
        this.#builder.addMetadata(namespace, key, new Map(metadata));
        this.#notePublic(namespace, key);
    }

    setPrivateData(namespace: string, collection: string, key: string, value: Uint8Array): void {
        const content = value.length === 0 ? undefined : Uint8Array.from(value);
        this.#writePrivate(namespace, collection, key, content, false);
    }

    deletePrivateData(namespace: string, collection: string, key: string): void {
        this.#writePrivate(namespace, collection, key, undefined, false);
    }

    purgePrivateData(namespace: string, collection: string, key: string): void {
        this.#writePrivate(namespace, collection, key, undefined, true);
    }

    setPrivateDataMetadata(namespace: string, collection: string, key: string, metadata: Metadata): void {
        this.#reader.mustHaveCollection(namespace, collection);
        this.#mayWrite();
        this.#builder.addPrivateMetadata(namespace, collection, key, new Map(metadata));
        this.#notePrivate(namespace, collection, key);
    }

    result(): SimulationResult {
        if (this.#computed) {
            throw new Error('this function should only be called once on a transaction simulator instance');
        }
        this.#reader.mustBeOpen();
        this.#computed = true;
        this.done();
        for (const range of this.#ranges) {
            this.#builder.addRange(range.namespace, range.finish());
        }
        const built = this.#builder.build();
        const { namespaces } = this.#builder;
        return {
            ...built,
            namespaces,
            interest: interestOf(namespaces, this.#writes, this.#privateReads),
            collections: this.#collections(),
        };
    }

    done(): void {
        this.#reader.close();
    }

    read(namespace: string, key: string, version: Version | undefined): void {
        this.#builder.addRead(namespace, key, version);
    }

    hashedRead(namespace: string, collection: string, key: string, version: Version | undefined): void {
        this.#builder.addHashedRead(namespace, collection, key, version);
    }

    privateRead(namespace: string, collection: string): void {
        const collections = this.#privateReads.get(namespace) ?? new Set();
        this.#privateReads.set(namespace, collections.add(collection));
    }

    range(namespace: string, start: string, end: string): RangeRecorder {
        const trace = new RangeTrace(namespace, start, end);
        this.#ranges.push(trace);
        return trace;
    }

    #collections(): ReadonlyMap<string, peer.CollectionConfigPackage> {
        const written = this.#writes.filter((note) => note.collection !== '').map((note) => note.namespace);
        return new Map([...new Set(written)].map((name) => [name, this.#definitions.all(name, this.height)]));
    }

    #writePrivate(
        namespace: string,
        collection: string,
        key: string,
        value: Uint8Array | undefined,
        purge: boolean,
    ): void {
        this.#reader.mustHaveCollection(namespace, collection);
        this.#mayWrite();
        this.#builder.addPrivateWrite(namespace, collection, key, { value, purge });
        this.#notePrivate(namespace, collection, key);
    }

    /** Remembers the written key's own endorsement policy, if it has one, for the endorsement plan. */
    #notePublic(namespace: string, key: string): void {
        const metadata = parseMetadata(this.#snapshot.metadata(namespace, Buffer.from(key)));
        this.#writes.push({ namespace, collection: '', key, metadata });
    }

    #notePrivate(namespace: string, collection: string, key: string): void {
        const metadata = parseMetadata(this.#snapshot.metadata(hashedSpace(namespace, collection), sha256(key)));
        this.#writes.push({ namespace, collection, key, metadata });
    }

    #mayWrite(): void {
        this.#reader.mustBeOpen();
        if (this.#queriedPrivate) {
            throw this.#unsupported('Transaction has already performed queries on pvt data. Writes are not allowed');
        }
        if (this.#paged) {
            throw this.#unsupported('Transaction has already performed a paginated query. Writes are not allowed');
        }
        this.#written = true;
    }

    /** The misspelling is the peer's. */
    #unsupported(reason: string): Error {
        return new Error(`txid [${this.txId}]: unsuppored transaction. ${reason}`);
    }
}
