import type { Endorser, ProposalOutcome } from '../endorser/endorser.js';

interface Fault {
    delayMs: number;
    refusal: string | undefined;
}

/** Delays and refusals per peer, placed between whoever sends proposals and the endorser. */
export class Faults {
    readonly #faults = new Map<string, Fault>();

    slow(peer: string, delayMs: number): void {
        this.#of(peer).delayMs = delayMs;
    }

    refuse(peer: string, message: string | undefined): void {
        this.#of(peer).refusal = message;
    }

    /** An endorser that has these faults. */
    intercept(endorser: Endorser): Endorser {
        return {
            process: async (proposal, peer, options): Promise<ProposalOutcome> => {
                const { delayMs, refusal } = this.#of(peer.name);
                if (delayMs > 0) {
                    await delay(delayMs, options?.signal);
                }
                return refusal === undefined
                    ? await endorser.process(proposal, peer, options)
                    : { kind: 'refused', error: refusal, unavailable: false };
            },
        };
    }

    #of(peer: string): Fault {
        const fault = this.#faults.get(peer) ?? { delayMs: 0, refusal: undefined };
        this.#faults.set(peer, fault);
        return fault;
    }
}

async function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener(
            'abort',
            () => {
                clearTimeout(timer);
                resolve();
            },
            { once: true },
        );
    });
}
