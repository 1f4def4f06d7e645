import { setTimeout as delay } from 'node:timers/promises';
import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import type { Command, Endorsed, EndorserSets } from './command.js';
import type { PeerConnection } from './connection.js';
import { classify, type Failure, isRefusedBySome } from './failure.js';
import { signPrepared } from './prepared.js';

/** How long peers that refuse what peers of another organisation endorse may take to reach the same block, ms. */
const catchUp = 3_000;

/** An evaluation or endorsement that did not succeed. Nothing was submitted, so nothing can commit. */
export class LedgerFailure extends Error {
    override readonly name = 'LedgerFailure';

    constructor(readonly failure: Failure) {
        super(failure.kind === 'refused' ? `${failure.code ?? 'REFUSED'}: ${failure.detail}` : failure.detail);
    }
}

/** How to go on trying: until `patience` ms are over or `signal` fires. */
export type Patience = Readonly<{ patience: number; signal?: AbortSignal | undefined }>;

/** What the gateway has read of the chain: a refusal by peers that have read less says nothing. */
export type Reading = Readonly<{
    /** Name of the own peer that blocks are read from; undefined while none is. */
    source: () => string | undefined;
    /** Blocks that were read. */
    height: () => number;
}>;

/** Evaluates and endorses through the own organisation's peers, moving on to another peer or set of endorsers when one fails. */
export class Endorsement {
    readonly #peers: readonly PeerConnection[];
    readonly #sets: EndorserSets;
    readonly #reading: Reading;
    /** The combination that worked last, per chaincode. */
    readonly #preferred = new Map<string, number>();
    #evaluator = 0;

    constructor(peers: readonly PeerConnection[], sets: EndorserSets, reading: Reading) {
        this.#peers = peers;
        this.#sets = sets;
        this.#reading = reading;
    }

    /** Asks one of the own peers without writing. @throws LedgerFailure */
    async evaluate({ chaincode, transaction, argument, transient }: Command): Promise<string> {
        let last: unknown;
        for (let attempt = 0; attempt < this.#peers.length + 1; attempt++) {
            const peer = this.#peers[this.#evaluator % this.#peers.length];
            try {
                const answer = await peer?.network
                    .getContract(chaincode)
                    .evaluate(transaction, proposalOptions(argument, transient, []));
                return Buffer.from(answer ?? []).toString();
            } catch (error) {
                last = error;
                if (classify(error).kind !== 'unavailable') {
                    break;
                }
                this.#evaluator++;
            }
        }
        throw new LedgerFailure(classify(last));
    }

    /**
     * Collects endorsements and signs the transaction. A refusal counts once every set of endorsers has refused, so that one
     * organisation alone cannot stop the others where the policy offers a choice. A refusal by a part of a set is tried again
     * for some seconds first: those peers may not have the newest block yet, on which the command builds. So is a refusal by all
     * through a peer other than the one that blocks are read from, or while blocks come: what a user was told to be committed
     * must not be unknown to the next command.
     * @throws LedgerFailure `refused` or `fatal`; `unavailable` or `mismatch` when no combination succeeded in time
     */
    async endorse(command: Command, { patience, signal }: Patience): Promise<Endorsed> {
        const started = Date.now();
        const deadline = started + patience;
        const sets = command.endorsers === undefined ? (this.#sets[command.chaincode] ?? [[]]) : [command.endorsers];
        const combinations = sets.length * this.#peers.length;
        const family = `${command.chaincode} ${command.endorsers?.join() ?? ''}`;
        const first = this.#preferred.get(family) ?? 0;
        const refusing = new Set<number>();
        let someWereBehind = false;
        for (let attempt = 0; ; attempt++) {
            const combination = (first + attempt) % combinations;
            const set = combination % sets.length;
            const peer = this.#peers[Math.floor(combination / sets.length)];
            if (peer === undefined) {
                throw new LedgerFailure({ kind: 'fatal', detail: 'the profile names no peer of the own organisation' });
            }
            const height = this.#reading.height();
            try {
                const endorsed = await endorseOn(peer, command, sets[set] ?? []);
                if (!someWereBehind) {
                    this.#preferred.set(family, combination);
                }
                return endorsed;
            } catch (error) {
                const failure = classify(error);
                const mayBeBehind = isRefusedBySome(error, sets[set] ?? []) || this.#hasReadMore(peer, height);
                const isBehind = failure.kind === 'refused' && mayBeBehind && Date.now() - started < catchUp;
                someWereBehind ||= isBehind;
                if (failure.kind === 'refused' && !isBehind) {
                    refusing.add(set);
                }
                const pause = attempt + 1 < combinations ? 0 : backOff(Math.floor(attempt / combinations));
                const final = failure.kind === 'fatal' || refusing.size === sets.length;
                if (final || Date.now() + pause > deadline || signal?.aborted) {
                    throw new LedgerFailure(failure);
                }
                await delay(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
            }
        }
    }

    /** Whether the gateway may have read blocks that a peer lacked when it was asked at `height`. */
    #hasReadMore(peer: PeerConnection, height: number): boolean {
        const source = this.#reading.source();
        const isOther = source !== undefined && source !== peer.name;
        return isOther || this.#reading.height() > height;
    }
}

/** Jittered exponential pause in ms before round `round`: 50 ms doubling to 1.6 s, each ± half. */
export function backOff(round: number): number {
    return 50 * 2 ** Math.min(round, 5) * (0.5 + Math.random());
}

async function endorseOn(
    { network, sign }: PeerConnection,
    { chaincode, transaction, argument, transient }: Command,
    organisations: readonly string[],
): Promise<Endorsed> {
    const proposal = network
        .getContract(chaincode)
        .newProposal(transaction, proposalOptions(argument, transient, organisations));
    const prepared = await proposal.endorse();
    return {
        transactionId: prepared.getTransactionId(),
        envelope: await signPrepared(prepared.getBytes(), sign),
        result: Buffer.from(prepared.getResult()).toString(),
    };
}

function proposalOptions(
    argument: Command['argument'],
    transient: Command['transient'],
    organisations: readonly string[],
): ProposalOptions {
    return {
        arguments: [JSON.stringify(argument)],
        ...(transient === undefined ? {} : { transientData: { ...transient } }),
        ...(organisations.length === 0 ? {} : { endorsingOrganizations: [...organisations] }),
    };
}
