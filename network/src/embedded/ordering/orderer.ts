import { common } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../identity/identity.js';
import type { BatchSettings, BroadcastResult, Ledger, Orderer, OrdererOptions } from '../ledger.js';
import { refusal } from './admission.js';
import { BlockCutter } from './blockcutter.js';
import { nextBlock } from './blockwriter.js';

/** Starts ordering onto a ledger. */
export function openOrderer(options: OrdererOptions): Orderer {
    return new EmbeddedOrderer(options);
}

/** One ordering node: it decides the order alone. There is no consensus among machines. */
class EmbeddedOrderer implements Orderer {
    readonly #ledger: Ledger;
    readonly #identity: SigningIdentity;
    readonly #settings: BatchSettings;
    readonly #cutter: BlockCutter;
    /** Batches cut but not yet written. */
    readonly #full: common.Envelope[][] = [];
    #timer: NodeJS.Timeout | undefined;
    #closed = false;

    constructor({ ledger, identity, batch }: OrdererOptions) {
        this.#ledger = ledger;
        this.#identity = identity;
        this.#settings = { ...ledger.config.batch, ...batch };
        this.#cutter = new BlockCutter(this.#settings);
    }

    async broadcast(envelope: common.Envelope): Promise<BroadcastResult> {
        if (this.#closed) {
            return { status: common.Status.SERVICE_UNAVAILABLE, info: 'chain is stopped' };
        }
        const refused = refusal(envelope, this.#ledger, this.#settings.absoluteMaxBytes);
        if (refused !== undefined) {
            return refused;
        }
        const full = this.#cutter.add(envelope);
        if (full.length > 0) {
            this.#full.push(...full);
            // Blocks are committed after the answer is on its way: like a Raft leader, the orderer does not wait.
            setImmediate(() => this.#write());
        }
        this.#setTimer();
        return { status: common.Status.SUCCESS, info: '' };
    }

    flush(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        if (!this.#cutter.isEmpty) {
            this.#full.push(this.#cutter.cut());
        }
        this.#write();
    }

    close(): void {
        if (!this.#closed) {
            this.flush();
            this.#closed = true;
        }
    }

    #setTimer(): void {
        if (this.#cutter.isEmpty) {
            clearTimeout(this.#timer);
            this.#timer = undefined;
        } else {
            this.#timer ??= setTimeout(() => {
                this.#timer = undefined;
                this.flush();
            }, this.#settings.timeoutMs);
        }
    }

    #write(): void {
        for (const batch of this.#full.splice(0)) {
            this.#ledger.commit(nextBlock(this.#ledger, this.#identity, batch));
        }
    }
}
