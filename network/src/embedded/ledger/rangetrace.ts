import { ledger } from '@hyperledger/fabric-protos';
import { RangeResults } from './merkle.js';
import type { RangeRecorder } from './reader.js';
import { kvRead } from './rwsetbuilder.js';
import type { Version } from './simulator.js';

const { kvrwset } = ledger.rwset;

/** Records what ranges returned until the simulation ends. */
export class RangeTrace implements RangeRecorder {
    readonly namespace: string;
    readonly #info = new kvrwset.RangeQueryInfo();
    readonly #end: string;
    readonly #results = new RangeResults();

    constructor(namespace: string, start: string, end: string) {
        this.namespace = namespace;
        this.#end = end;
        this.#info.setStartKey(start);
    }

    result(key: string, version: Version): void {
        this.#results.add(kvRead(key, version));
        this.#info.setEndKey(key);
    }

    exhausted(): void {
        this.#info.setItrExhausted(true);
        this.#info.setEndKey(this.#end);
    }

    finish(): ledger.rwset.kvrwset.RangeQueryInfo {
        const { reads, summary } = this.#results.done();
        if (reads !== undefined) {
            const raw = new kvrwset.QueryReads();
            raw.setKvReadsList([...reads]);
            this.#info.setRawReads(raw);
        }
        if (summary !== undefined) {
            this.#info.setReadsMerkleHashes(summary);
        }
        return this.#info;
    }
}
