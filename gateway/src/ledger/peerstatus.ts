import { common } from '@hyperledger/fabric-protos';
import type { PeerConnection } from './connection.js';

/** How high the chain of the own organisation's peers is, asked now and then, so that readiness and lag need no call of their own. */
export class PeerStatus {
    readonly #peers: readonly PeerConnection[];
    readonly #channel: string;
    #height = 0;
    #reachable = false;
    #asked = 0;
    #asking: Promise<void> | undefined;

    constructor(peers: readonly PeerConnection[], channel: string) {
        this.#peers = peers;
        this.#channel = channel;
    }

    /** Highest chain seen so far, in blocks. */
    get height(): number {
        return this.#height;
    }

    /** Whether a peer answered the last time. */
    get reachable(): boolean {
        return this.#reachable;
    }

    /** A block event proves both. */
    saw(height: number): void {
        this.#height = Math.max(this.#height, height);
    }

    /** Asks the peers unless that was done less than `maxAge` ms ago. Never rejects. */
    async refresh(maxAge = 1_000): Promise<void> {
        if (Date.now() - this.#asked < maxAge) {
            return;
        }
        this.#asking ??= this.#ask().finally(() => {
            this.#asked = Date.now();
            this.#asking = undefined;
        });
        await this.#asking;
    }

    async #ask(): Promise<void> {
        const answers = await Promise.allSettled(this.#peers.map((peer) => this.#heightOf(peer)));
        const heights = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
        this.#reachable = heights.length > 0;
        this.#height = Math.max(this.#height, ...heights);
    }

    async #heightOf({ network }: PeerConnection): Promise<number> {
        const answer = await network.getContract('qscc').evaluateTransaction('GetChainInfo', this.#channel);
        return common.BlockchainInfo.deserializeBinary(answer).getHeight();
    }
}
