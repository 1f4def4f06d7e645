import { setTimeout as delay } from 'node:timers/promises';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { Admission } from '../ledger/admission.js';
import type { Command, Endorsed } from '../ledger/command.js';
import { backOff, type Endorsement, LedgerFailure } from '../ledger/endorsement.js';
import type { Outcome } from '../ledger/outcomes.js';
import type { Submission } from '../ledger/submission.js';
import { within } from '../ledger/within.js';
import { gatewayProblem } from '../problems.js';
import { isStorageFailure } from '../storage/database.js';
import { invalid, isProposedAnew, keepable, newOperation, refusal, sentBefore } from './lifecycle.js';
import type { OperationRecord, OperationStore, StoredProblem } from './store.js';

/** What somebody wants written. */
export type OperationRequest = Readonly<{
    owner: string;
    key: string | null;
    requestHash: string;
    action: string;
    command: Command;
}>;

/** A ledger write that is under way: `done` resolves with the final record, or with undefined if the gateway stops first. */
export type Running = Readonly<{ id: string; done: Promise<OperationRecord | undefined> }>;

/** Told of every phase, with its duration in seconds, and of every end. */
export interface OperationObserver {
    phase(name: 'endorse' | 'submit', seconds: number): void;
    ended(state: 'committed' | 'failed' | 'refused' | 'unavailable'): void;
}

export type OperationsOptions = Readonly<{
    store: OperationStore;
    endorsement: Endorsement;
    submission: Submission;
    observer: OperationObserver;
    inFlight?: number;
    queue?: number;
    /**
     * How many endorsements are asked for at once. A contract that checks a thousand signatures takes a good part of a peer's
     * time limit (5 s) when all of them run side by side.
     */
    endorsing?: number;
    /** How long a caller who waits is kept while no endorsement can be had, ms. */
    patience?: number;
    /** How many transactions a read conflict may cost an operation. */
    attempts?: number;
}>;

/**
 * Runs ledger writes to their end, each exactly once: "committed" only after the block, "failed" only when it can never
 * commit, resumed after any crash with the same envelope.
 */
export class Operations {
    readonly #options: Required<OperationsOptions>;
    readonly #admission: Admission;
    readonly #endorsing: Admission;
    readonly #running = new Map<string, Running & { owner: string; key: string | null; requestHash: string }>();
    readonly #stop = new AbortController();

    constructor(options: OperationsOptions) {
        this.#options = { inFlight: 200, queue: 800, endorsing: 24, patience: 8_000, attempts: 6, ...options };
        this.#admission = new Admission({ limit: this.#options.inFlight, queueLimit: this.#options.queue });
        this.#endorsing = new Admission({ limit: this.#options.endorsing, queueLimit: this.#options.inFlight });
    }

    get inFlight(): number {
        return this.#admission.running;
    }

    get queued(): number {
        return this.#admission.queued;
    }

    find(id: string): OperationRecord | undefined {
        return this.#options.store.find(id);
    }

    /** Whose an operation is that runs now; it may not be stored yet. */
    ownerOf(id: string): string | undefined {
        return this.#running.get(id)?.owner;
    }

    /** The operation that an owner's key stands for; `stored` only when it is not running. */
    byKey(
        owner: string,
        key: string,
    ): Readonly<{ id: string; requestHash: string; stored: OperationRecord | undefined }> | undefined {
        for (const running of this.#running.values()) {
            if (running.owner === owner && running.key === key) {
                return { id: running.id, requestHash: running.requestHash, stored: undefined };
            }
        }
        const stored = this.#options.store.findByKey(owner, key);
        return stored && { id: stored.id, requestHash: stored.requestHash, stored };
    }

    /**
     * Starts a write whose caller waits. Nothing is stored before an envelope exists, so a refusal or an unavailable ledger
     * rejects `done` with a LedgerFailure and leaves the key free.
     * @throws Overloaded
     */
    start(request: OperationRequest): Running {
        this.#admission.check();
        const operation = newOperation(request, 'submitted');
        return this.#run(operation, false);
    }

    /** Stores a write and acknowledges it: it will be brought to its end whatever happens. @throws Overloaded */
    async accept(request: OperationRequest): Promise<Running> {
        this.#admission.check();
        const operation = newOperation(request, 'accepted');
        await firstWrite(this.#options.store.insert(operation));
        return this.#run(operation, true);
    }

    /** Takes up what a crash or a stop has interrupted. Call it when the read model has caught up. */
    resume(): readonly Running[] {
        return this.#options.store.open().map((operation) => this.#run(operation, true));
    }

    /** Stops trying; what is stored is taken up at the next start. Resolves when nothing runs any more. */
    async stop(): Promise<void> {
        this.#stop.abort();
        await Promise.allSettled([...this.#running.values()].map(({ done }) => done));
    }

    /** Resolves when everything that runs now has ended, or after `timeout` ms. */
    async drain(timeout: number): Promise<void> {
        await within(Promise.allSettled([...this.#running.values()].map(({ done }) => done)), timeout);
    }

    #run(operation: OperationRecord, stored: boolean): Running {
        const done = this.#admission
            .run(() => this.#toItsEnd(operation, stored))
            .finally(() => this.#running.delete(operation.id));
        const running = {
            id: operation.id,
            done,
            owner: operation.owner,
            key: operation.key,
            requestHash: operation.requestHash,
        };
        this.#running.set(operation.id, running);
        done.catch(() => undefined);
        return running;
    }

    async #toItsEnd(operation: OperationRecord, alreadyStored: boolean): Promise<OperationRecord | undefined> {
        const { store, submission, attempts } = this.#options;
        let stored = alreadyStored;
        let endorsed = sentBefore(operation);
        const codes: number[] = [];
        for (;;) {
            if (endorsed === undefined) {
                const proposed = await this.#propose(operation, stored);
                if (proposed === undefined || 'problem' in proposed) {
                    return proposed;
                }
                endorsed = proposed;
                const { id } = operation;
                const sent = endorsed;
                if (stored) {
                    await this.#persist(() => store.submitted(id, sent));
                } else {
                    await firstWrite(store.insert({ ...operation, ...sent, command: keepable(operation.command) }));
                }
                if (this.#stop.signal.aborted && stored) {
                    return undefined;
                }
                stored = true;
            }
            const begun = performance.now();
            const outcome = await submission.commit(endorsed, this.#stop.signal);
            if (outcome === undefined) {
                return undefined;
            }
            this.#options.observer.phase('submit', (performance.now() - begun) / 1000);
            if (outcome.code === StatusCode.VALID) {
                return this.#committed(operation, endorsed, outcome);
            }
            codes.push(outcome.code);
            if (!isProposedAnew(codes, attempts) || operation.command === null) {
                return await this.#failed(operation, invalid(outcome), outcome.block);
            }
            endorsed = undefined;
            await delay(backOff(codes.length), undefined, { signal: this.#stop.signal }).catch(() => undefined);
        }
    }

    /** Endorses. Once stored, an operation is never given up because the ledger is away. */
    async #propose(operation: OperationRecord, stored: boolean): Promise<Endorsed | OperationRecord | undefined> {
        const { endorsement, patience, observer } = this.#options;
        const { command } = operation;
        if (command === null) {
            return await this.#failed(operation, { code: 'OPERATION_INTERRUPTED', detail: '', retryable: true }, null);
        }
        while (!this.#stop.signal.aborted) {
            try {
                return await this.#endorsing.run(async () => {
                    const begun = performance.now();
                    const endorsed = await endorsement.endorse(command, { patience, signal: this.#stop.signal });
                    observer.phase('endorse', (performance.now() - begun) / 1000);
                    return endorsed;
                });
            } catch (error) {
                const failure = error instanceof LedgerFailure ? error.failure : undefined;
                const away = failure?.kind === 'unavailable' || failure?.kind === 'mismatch';
                if (!stored) {
                    observer.ended(away ? 'unavailable' : 'refused');
                    throw error;
                }
                if (!away) {
                    return await this.#failed(operation, refusal(error), null);
                }
                await delay(backOff(5), undefined, { signal: this.#stop.signal }).catch(() => undefined);
            }
        }
        return undefined;
    }

    /** Writes what must be on disk before it goes on; while the disk takes nothing, again and again until the gateway stops. */
    async #persist(write: () => Promise<void>): Promise<void> {
        for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
            try {
                await write();
                return;
            } catch (error) {
                if (!isStorageFailure(error)) {
                    throw error;
                }
                await delay(backOff(attempt), undefined, { signal: this.#stop.signal }).catch(() => undefined);
            }
        }
    }

    #committed(operation: OperationRecord, endorsed: Endorsed, outcome: Outcome): OperationRecord {
        const { transactionId, result } = endorsed;
        const end: OperationRecord = {
            ...operation,
            state: 'committed',
            transactionId,
            result,
            block: outcome.block,
            command: null,
            envelope: null,
        };
        this.#options.store.committed(end);
        this.#options.observer.ended('committed');
        return end;
    }

    async #failed(operation: OperationRecord, problem: StoredProblem, block: number | null): Promise<OperationRecord> {
        await this.#persist(() => this.#options.store.failed(operation.id, problem, block));
        this.#options.observer.ended('failed');
        return { ...operation, state: 'failed', problem, block, command: null, envelope: null };
    }
}

/** The first write of an operation, before anything was sent: where the disk does not take it, nothing happened. @throws STORAGE_UNAVAILABLE */
async function firstWrite(written: Promise<void>): Promise<void> {
    try {
        await written;
    } catch (error) {
        throw isStorageFailure(error) ? gatewayProblem('STORAGE_UNAVAILABLE', {}) : error;
    }
}
