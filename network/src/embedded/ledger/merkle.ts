import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from './bytes.js';

const { kvrwset } = ledger.rwset;
type KVRead = ledger.rwset.kvrwset.KVRead;

/** Results of a range up to which the read set lists them one by one (`maxDegreeQueryReadsHashing`). */
export const MAX_DEGREE = 50;

/**
 * Collects the results of a range: up to `degree` as they are, beyond that as a Merkle summary
 * (rules of rwsetutil/query_results_helper.go, so that Fabric's own peers would agree).
 */
export class RangeResults {
    readonly #degree: number;
    #pending: KVRead[] = [];
    readonly #levels = new Map<number, Buffer[]>();
    #top = 1;

    constructor(degree: number = MAX_DEGREE) {
        this.#degree = degree;
    }

    add(read: KVRead): void {
        this.#pending.push(read);
        if (this.#pending.length > this.#degree) {
            this.#hashPending();
        }
    }

    /** Results not hashed, or the summary; neither when there were no results. */
    done(): { readonly reads?: readonly KVRead[]; readonly summary?: ledger.rwset.kvrwset.QueryReadsMerkleSummary } {
        if (this.#levels.size === 0) {
            return this.#pending.length === 0 ? {} : { reads: this.#pending };
        }
        if (this.#pending.length > 0) {
            this.#hashPending();
        }
        this.#complete();
        return { summary: this.#summary() };
    }

    #hashPending(): void {
        const reads = new kvrwset.QueryReads();
        reads.setKvReadsList(this.#pending);
        this.#pending = [];
        let level = 1;
        let node = sha256(reads.serializeBinary());
        for (;;) {
            const nodes = [...(this.#levels.get(level) ?? []), node];
            if (nodes.length <= this.#degree) {
                this.#levels.set(level, nodes);
                return;
            }
            this.#levels.set(level, []);
            node = sha256(Buffer.concat(nodes));
            level += 1;
            this.#top = Math.max(this.#top, level);
        }
    }

    #complete(): void {
        for (let level = 1; level < this.#top; level += 1) {
            const nodes = this.#levels.get(level) ?? [];
            const [first] = nodes;
            if (first !== undefined) {
                this.#levels.set(level, []);
                const node = nodes.length === 1 ? first : sha256(Buffer.concat(nodes));
                this.#levels.set(level + 1, [...(this.#levels.get(level + 1) ?? []), node]);
            }
        }
        const last = this.#levels.get(this.#top) ?? [];
        if (last.length > this.#degree) {
            this.#top += 1;
            this.#levels.set(this.#top, [sha256(Buffer.concat(last))]);
        }
    }

    #summary(): ledger.rwset.kvrwset.QueryReadsMerkleSummary {
        const summary = new kvrwset.QueryReadsMerkleSummary();
        summary.setMaxDegree(this.#degree);
        summary.setMaxLevel(this.#top);
        summary.setMaxLevelHashesList(this.#levels.get(this.#top) ?? []);
        return summary;
    }
}
