import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
    beneficiaryCommitment,
    canonical,
    evidenceToSend,
    type Hash,
    type Hmac,
    hexBytes,
    type LineProof,
    parseJson,
    proveLines,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import type { Workload } from '@linguang/network/bench';
import { z } from 'zod';
import type { Member } from './community.js';
import { call, type Offices } from './operations.js';
import { SCHEME } from './registry.js';

const hash: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const hmac: Hmac = (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());

/** The answer of `settlement:getLines`; the lines are what the contract itself wrote. */
const Lines = z.object({ seed: z.string(), lines: z.array(z.custom<LineProof['line']>()) });

/**
 * Certificates for members who bought clean energy over the settled slots of a period, so many in one transaction: their lines with
 * salts and proofs as transient data, as the certifier's gateway makes them.
 * @param answers - of `settlement:getLines`, slot by slot
 * @throws Error where nobody bought clean energy
 */
export class CertificateWorkloads {
    readonly #offices: Offices;
    readonly #period: Readonly<{ from: Slot; to: Slot }>;
    readonly #proofs: ReadonlyMap<string, readonly LineProof[]>;
    /** Buyers without a certificate. */
    readonly #open: Member[];
    #number = 0;

    constructor(
        offices: Offices,
        members: readonly Member[],
        period: Readonly<{ from: Slot; to: Slot }>,
        answers: readonly string[],
    ) {
        this.#offices = offices;
        this.#period = period;
        const proofs = Map.groupBy(
            answers.flatMap((answer) => {
                const { seed, lines } = Lines.parse(parseJson(answer, 'lines'));
                const indexes = lines.map((_, index) => index);
                return proveLines(lines, indexes, { seed: hexBytes(seed), hash, hmac });
            }),
            ({ line }) => line.participant,
        );
        this.#proofs = proofs;
        this.#open = members.filter(({ participant }) => statedOf(proofs.get(participant) ?? []).length > 0);
        if (this.#open.length === 0) {
            throw new Error('nobody bought clean energy');
        }
    }

    /** Members who have no certificate yet. */
    get left(): number {
        return this.#open.length;
    }

    /** One transaction for so many members at a time. */
    of(size: number): Workload {
        const { from, to } = this.#period;
        const name = `${size === 1 ? 'certificate' : `${size} certificates`} of ${to - from} slots`;
        const items = { count: size * (to - from), name: 'claims' };
        return { name, client: this.#offices.certifier, items, next: () => this.#next(size) };
    }

    #next(size: number): ReturnType<Workload['next']> {
        const holders = this.#open.splice(0, size).map(({ participant }) => ({
            participant,
            nonce: randomBytes(32).toString('hex'),
            formerNonce: null,
            lines: this.#proofs.get(participant) ?? [],
        }));
        const certificates = holders.map(({ participant, nonce, lines }) => ({
            number: `LG-BENCH-${String(++this.#number).padStart(6, '0')}-${randomBytes(8).toString('hex')}`,
            beneficiary: beneficiaryCommitment(participant, nonce, hash),
            digest: '0'.repeat(64),
            criteriaDigest: '0'.repeat(64),
            statusEntry: { list: 0, index: this.#number },
            plants: statedOf(lines),
        }));
        const request = {
            scheme: SCHEME,
            period: this.#period,
            issuedAt: this.#period.to,
            approval: 'officer',
            certificates,
        };
        return call('certificates:issue', request, {
            chaincode: 'certificate',
            transient: { evidence: canonical(evidenceToSend(holders)) },
        });
    }
}

function statedOf(lines: readonly LineProof[]): readonly { readonly plant: string; readonly wh: number }[] {
    const trades = lines.flatMap(({ line }) => [...line.bought, ...line.ownReceived]);
    return [
        ...Map.groupBy(
            trades.filter(({ certifiable }) => certifiable > 0),
            ({ plant }) => plant,
        ),
    ]
        .map(([plant, own]) => ({ plant, wh: own.reduce((sum, { certifiable }) => sum + certifiable, 0) }))
        .sort((a, b) => (a.plant < b.plant ? -1 : 1));
}

/** The questions whose answers {@link certificateWorkload} needs. */
export function lineQuestions(offices: Offices, from: Slot, slots: number): Workload {
    let at = 0;
    return {
        name: `lines of a slot (evaluate)`,
        client: offices.certifier,
        collect: true,
        next: () => ({
            ...call('settlement:getLines', { slot: slotPlus(from, at++ % slots) }),
            kind: 'evaluate',
            endorsers: ['CertifierMSP'],
        }),
    };
}
