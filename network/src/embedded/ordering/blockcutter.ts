import type { common } from '@hyperledger/fabric-protos';
import type { BatchSettings } from '../ledger.js';

/** Groups envelopes into batches by count and bytes (orderer/common/blockcutter). */
export class BlockCutter {
    readonly #settings: BatchSettings;
    #pending: common.Envelope[] = [];
    #bytes = 0;

    constructor(settings: BatchSettings) {
        this.#settings = settings;
    }

    get isEmpty(): boolean {
        return this.#pending.length === 0;
    }

    /** @returns batches that are full now, in order; the envelope may be left waiting */
    add(envelope: common.Envelope): common.Envelope[][] {
        const { preferredMaxBytes, maxMessages } = this.#settings;
        const size = envelopeSize(envelope);
        const cut: common.Envelope[][] = [];
        if (!this.isEmpty && (size > preferredMaxBytes || this.#bytes + size > preferredMaxBytes)) {
            cut.push(this.cut());
        }
        if (size > preferredMaxBytes) {
            cut.push([envelope]);
            return cut;
        }
        this.#pending.push(envelope);
        this.#bytes += size;
        if (this.#pending.length >= maxMessages) {
            cut.push(this.cut());
        }
        return cut;
    }

    /** What is waiting. */
    cut(): common.Envelope[] {
        const batch = this.#pending;
        this.#pending = [];
        this.#bytes = 0;
        return batch;
    }
}

/** Bytes as orderers count them: payload and signature. */
export function envelopeSize(envelope: common.Envelope): number {
    return envelope.getPayload_asU8().length + envelope.getSignature_asU8().length;
}
