import type { Definitions } from './definitions.js';
import { keyHistory } from './history.js';
import { parseMetadata } from './metadata.js';
import type { KeyModification, KeyValue, Metadata, Page, Results, StateReader, Version } from './simulator.js';
import type { Snapshot } from './snapshot.js';
import { hashedSpace, privateSpace } from './spaces.js';
import type { Store } from './store.js';
import type { Stored } from './stored.js';

/** Told of every read, so that a simulation can record it. */
export interface ReadRecorder {
    read(namespace: string, key: string, version: Version | undefined): void;
    hashedRead(namespace: string, collection: string, key: string, version: Version | undefined): void;
    privateRead(namespace: string, collection: string): void;
    /** A range was opened. */
    range(namespace: string, start: string, end: string): RangeRecorder;
}

export interface RangeRecorder {
    result(key: string, version: Version): void;
    exhausted(): void;
}

const SILENT: ReadRecorder = {
    read: () => undefined,
    hashedRead: () => undefined,
    privateRead: () => undefined,
    range: () => ({ result: () => undefined, exhausted: () => undefined }),
};

/** Reads of one organisation's peer at one height (txmgr/query_executor.go). */
export class Reader implements StateReader {
    readonly #store: Store;
    readonly #snapshot: Snapshot;
    readonly #definitions: Definitions;
    readonly #mspId: string;
    readonly #recorder: ReadRecorder;
    #closed = false;

    constructor(
        store: Store,
        snapshot: Snapshot,
        definitions: Definitions,
        mspId: string,
        recorder: ReadRecorder = SILENT,
    ) {
        this.#store = store;
        this.#snapshot = snapshot;
        this.#definitions = definitions;
        this.#mspId = mspId;
        this.#recorder = recorder;
    }

    get height(): number {
        return this.#snapshot.height;
    }

    close(): void {
        this.#closed = true;
    }

    /** @throws Error after `close` */
    mustBeOpen(): void {
        if (this.#closed) {
            throw new Error('this instance should not be used after calling Done()');
        }
    }

    /** @throws Error as Fabric, when the collection is not defined at this height */
    mustHaveCollection(namespace: string, collection: string): void {
        this.#definitions.mustHaveCollection(namespace, collection, this.height);
    }

    getState(namespace: string, key: string): Uint8Array | undefined {
        return this.#read(namespace, key)?.value;
    }

    getMetadata(namespace: string, key: string): Metadata {
        return parseMetadata(this.#read(namespace, key)?.metadata);
    }

    getStateRange(namespace: string, start: string, end: string): Results<KeyValue> {
        return this.#range(namespace, start, end, undefined);
    }

    getStatePage(namespace: string, start: string, end: string, pageSize: number, bookmark: string): Page {
        return this.#range(namespace, bookmark === '' ? start : bookmark, end, pageSize);
    }

    getHistory(namespace: string, key: string): Results<KeyModification> {
        this.mustBeOpen();
        return keyHistory(this.#store, this.height, namespace, key);
    }

    getPrivateData(namespace: string, collection: string, key: string): Uint8Array | undefined {
        this.mustHaveCollection(namespace, collection);
        this.mustBeOpen();
        const plaintext = this.#plaintext(namespace, collection, key);
        const hashed = this.#snapshot.hashed(hashedSpace(namespace, collection), key)?.version;
        const version = plaintext?.version;
        if (hashed?.block !== version?.block || hashed?.tx !== version?.tx) {
            throw new Error(
                `private data matching public hash version is not available. Public hash version = ${shown(hashed)}, Private data version = ${shown(version)}`,
            );
        }
        this.#recorder.hashedRead(namespace, collection, key, version);
        this.#recorder.privateRead(namespace, collection);
        return plaintext?.value;
    }

    getPrivateDataHash(namespace: string, collection: string, key: string): Uint8Array | undefined {
        return this.#hashed(namespace, collection, key)?.value;
    }

    getPrivateDataMetadata(namespace: string, collection: string, key: string): Metadata {
        return parseMetadata(this.#hashed(namespace, collection, key)?.metadata);
    }

    getPrivateDataRange(namespace: string, collection: string, start: string, end: string): Results<KeyValue> {
        this.mustHaveCollection(namespace, collection);
        this.mustBeOpen();
        return this.#privateRange(namespace, collection, start, end);
    }

    *#privateRange(namespace: string, collection: string, start: string, end: string): Generator<KeyValue, undefined> {
        const space = privateSpace(namespace, collection);
        for (const stored of this.#snapshot.range(space, Buffer.from(start), Buffer.from(end))) {
            if (this.#holds(namespace, collection, stored)) {
                yield { namespace, key: Buffer.from(stored.key).toString(), value: stored.value };
            }
        }
    }

    #read(namespace: string, key: string): Stored | undefined {
        this.mustBeOpen();
        const stored = this.#snapshot.get(namespace, Buffer.from(key));
        this.#recorder.read(namespace, key, stored?.version);
        return stored;
    }

    #hashed(namespace: string, collection: string, key: string): Stored | undefined {
        this.mustHaveCollection(namespace, collection);
        this.mustBeOpen();
        const stored = this.#snapshot.hashed(hashedSpace(namespace, collection), key);
        this.#recorder.hashedRead(namespace, collection, key, stored?.version);
        return stored;
    }

    #plaintext(namespace: string, collection: string, key: string): Stored | undefined {
        const stored = this.#snapshot.get(privateSpace(namespace, collection), Buffer.from(key));
        return stored !== undefined && this.#holds(namespace, collection, stored) ? stored : undefined;
    }

    /** Members at the time of writing keep what they got; members of today are brought up to date. */
    #holds(namespace: string, collection: string, stored: Stored): boolean {
        const then = Buffer.from(stored.metadata ?? [])
            .toString()
            .split(',');
        return (
            then.includes(this.#mspId) ||
            this.#definitions.members(namespace, collection, this.height).includes(this.#mspId)
        );
    }

    #range(namespace: string, start: string, end: string, limit: number | undefined): Page {
        this.mustBeOpen();
        const recorder = this.#recorder.range(namespace, start, end);
        const source = this.#snapshot.range(namespace, Buffer.from(start), Buffer.from(end));
        return new RangeResults(namespace, source, recorder, limit, () => this.mustBeOpen());
    }
}

/** An open range. A page looks exhausted at its end, just as in Fabric. */
class RangeResults implements Page {
    readonly #namespace: string;
    readonly #source: Generator<Stored, undefined>;
    readonly #recorder: RangeRecorder;
    readonly #limit: number;
    readonly #check: () => void;
    #returned = 0;
    #finished = false;
    #bookmark: string | undefined;

    constructor(
        namespace: string,
        source: Generator<Stored, undefined>,
        recorder: RangeRecorder,
        limit: number | undefined,
        check: () => void,
    ) {
        this.#namespace = namespace;
        this.#source = source;
        this.#recorder = recorder;
        this.#limit = limit ?? Number.POSITIVE_INFINITY;
        this.#check = check;
    }

    next(): IteratorResult<KeyValue, undefined> {
        if (this.#finished) {
            return { done: true, value: undefined };
        }
        this.#check();
        const next = this.#returned < this.#limit ? this.#source.next() : undefined;
        if (next === undefined || next.done) {
            this.#finished = true;
            this.#recorder.exhausted();
            return { done: true, value: undefined };
        }
        this.#returned += 1;
        const key = Buffer.from(next.value.key).toString();
        this.#recorder.result(key, next.value.version);
        return { done: false, value: { namespace: this.#namespace, key, value: next.value.value } };
    }

    return(): IteratorResult<KeyValue, undefined> {
        this.#finished = true;
        return { done: true, value: undefined };
    }

    bookmark(): string {
        if (this.#bookmark === undefined) {
            const next = this.#source.next();
            this.#bookmark = next.done ? '' : Buffer.from(next.value.key).toString();
        }
        this.#finished = true;
        return this.#bookmark;
    }

    [Symbol.iterator](): this {
        return this;
    }
}

function shown(version: Version | undefined): string {
    return version === undefined ? '<nil>' : `{BlockNum: ${version.block}, TxNum: ${version.tx}}`;
}
