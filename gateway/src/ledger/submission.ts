import type { Endorsed } from './command.js';
import type { PeerConnection } from './connection.js';
import { backOff } from './endorsement.js';
import type { Outcome, Outcomes } from './outcomes.js';
import { within } from './within.js';

export type SubmissionOptions = Readonly<{
    peers: readonly PeerConnection[];
    outcomes: Outcomes;
    /** The outcome of a transaction that the read model has already seen. */
    known: (transactionId: string) => Outcome | undefined;
    /** How long after a submission the same envelope is sent again, ms. An orderer's OK comes before ordering and is not durable. */
    resubmitAfter?: number;
}>;

/**
 * Brings an endorsed transaction into a block. Whatever the answer to a submission, its outcome is unknown until a block shows
 * it, so the same envelope is sent again and never rebuilt: Fabric commits a transaction id at most once.
 */
export class Submission {
    readonly #options: SubmissionOptions;
    #preferred = 0;

    constructor(options: SubmissionOptions) {
        this.#options = options;
    }

    /** Resolves with the outcome, however long it takes; with undefined only when `signal` fires first. */
    async commit({ transactionId, envelope }: Endorsed, signal?: AbortSignal): Promise<Outcome | undefined> {
        const { outcomes, known, resubmitAfter = 10_000 } = this.#options;
        // From before the first look on, so that no block can pass between a look and the waiting.
        const waiting = outcomes.wait(transactionId, signal);
        for (let attempt = 0; !signal?.aborted; attempt++) {
            const seen = known(transactionId);
            if (seen) {
                outcomes.settle([seen]);
                return seen;
            }
            const accepted = await this.#submit(envelope, waiting);
            const patience = accepted ? resubmitAfter * 2 ** Math.min(attempt, 2) : backOff(attempt) * 2;
            const outcome = await within(waiting, patience);
            if (outcome) {
                return outcome;
            }
        }
        return undefined;
    }

    /** Sends the envelope once. False when the peer did not say OK; true also when the outcome came first. */
    async #submit(envelope: Uint8Array, outcome: Promise<Outcome | undefined>): Promise<boolean> {
        const { peers } = this.#options;
        const peer = peers[this.#preferred % peers.length];
        const sent = peer?.submit(envelope).then(
            () => true,
            () => {
                this.#preferred++;
                return false;
            },
        );
        return await Promise.race([sent ?? false, outcome.then(() => true)]);
    }
}
