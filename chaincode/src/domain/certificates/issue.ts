import { canonical } from '../canonical.js';
import { correctionDigest } from '../corrections/proof.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import { lineLeaf } from '../lines/proof.js';
import { ProvenTogether, type SharedProof } from '../lines/together.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Source } from '../registry/point.js';
import { formatSlot, inRange, ledgerDay, type Slot } from '../slot.js';
import { sumWh, type Wh, wh } from '../units.js';
import {
    type Claim,
    type ClaimKey,
    type ClaimRecord,
    claimName,
    claimSlot,
    NO_SLOTS,
    type SlotMap,
    withSlot,
} from './claims.js';
import { monthsOf } from './instrument.js';
import { act } from './lifecycle.js';
import { type Qualified, qualify, type Terms } from './qualify.js';
import type { CertificateRecord, CertificateShare } from './record.js';
import {
    beneficiaryCommitment,
    type CertificateEvidence,
    type CertificateOrder,
    type IssueRequest,
    slotsOfLines,
} from './request.js';
import { expiryOf } from './scheme.js';
import { received, type Settled, standingOf } from './settled.js';
import { supersedeCertificate } from './status.js';

/** Energy of a plant and ledger day that certificates of one transaction took. */
export type PlantAllocation = {
    readonly v: 1;
    readonly plant: string;
    readonly day: number;
    readonly items: readonly { readonly number: string; readonly wh: Wh; readonly map: SlotMap }[];
};

export type Issue = {
    readonly certificates: readonly CertificateRecord[];
    /** Certificates that the new ones take the place of, as they stand then. */
    readonly superseded: readonly CertificateRecord[];
    /** Claims to write, in order of day and point. */
    readonly claims: readonly ClaimRecord[];
    /** In order of day and plant. */
    readonly allocations: readonly PlantAllocation[];
};

export type IssueInput = Terms & {
    readonly request: IssueRequest;
    /** One for each certificate asked for, in their order. */
    readonly evidence: readonly CertificateEvidence[];
    /** By slot: what proves the lines that have no path of their own. */
    readonly shared?: ReadonlyMap<Slot, SharedProof>;
    readonly settled: Settled;
    /** Which slots are gated: `issuedAt` must be, the expiry of the period's first slot must not. */
    readonly isGated: (slot: Slot) => boolean;
    /** By `claimName`. */
    readonly claims: ReadonlyMap<string, ClaimRecord>;
    /** Certificates that are superseded, by number. */
    readonly former: ReadonlyMap<string, CertificateRecord>;
    readonly hash: Hash;
};

/** Points and ledger days whose claims the issue reads. */
export function claimsNeeded(evidence: readonly CertificateEvidence[]): readonly ClaimKey[] {
    const keys = evidence.flatMap(({ lines }) =>
        lines.map(({ line }) => ({ point: line.point, day: ledgerDay(line.slot) })),
    );
    return [...new Map(keys.map((key) => [claimName(key), key])).values()].sort(byClaim);
}

/** Plants whose accreditations the issue reads. */
export function plantsNeeded(evidence: readonly CertificateEvidence[]): readonly string[] {
    const plants = evidence.flatMap(({ lines }) =>
        lines.flatMap(({ line }) => received(line).map(({ plant }) => plant)),
    );
    return [...new Set(plants)].sort(compareText);
}

/** Slots of all evidence, each once, in order. */
export function slotsNeeded(evidence: readonly CertificateEvidence[]): readonly Slot[] {
    return slotsOfLines(evidence.flatMap(({ lines }) => lines));
}

/**
 * Checks the evidence of certificates and answers what to write: reserved Wh are cancelled and claimed for their buyer in one step, naming
 * both sides: the plant that made them and the metering point and slot that used them. Every line is the beneficiary's, lies in the period, is final and
 * proven against its slot's record; corrections since count. What the document states must be what the evidence comes to.
 * Slots without energy that can be certified may be part of the evidence; they are not claimed.
 * @throws CERTIFICATE_MARK, CERTIFICATE_EXPIRED, NOT_AUTOMATIC, CERTIFICATE_BENEFICIARY, CERTIFICATE_PERIOD, PROOF_INVALID,
 *   CERTIFICATE_NOT_FINAL, CERTIFICATE_CLAIMED, CERTIFICATE_SUPERSEDES, CERTIFICATE_EMPTY, CERTIFICATE_MISMATCH, or where something
 *   stated cannot be certified the reason: PLANT_NOT_ACCREDITED, READING_QUALITY, NOT_DELIVERABLE, NOT_RESERVED, INSTRUMENT_MISMATCH
 */
export function issueCertificates(input: IssueInput): Issue {
    const { request, evidence, scheme } = input;
    const { period, issuedAt, certificates } = request;
    if (evidence.length !== certificates.length) {
        throw problem('REQUEST_INVALID', { where: 'evidence.holders', reason: 'one for each certificate is expected' });
    }
    const supersedesOnly = certificates.every(({ supersedes }) => supersedes !== null);
    const mayAutomatic = scheme.automatic || (supersedesOnly && scheme.supersession === 'automatic');
    if (request.approval === 'automatic' && !mayAutomatic) {
        throw problem('NOT_AUTOMATIC', { scheme: scheme.scheme, version: scheme.version });
    }
    if (!input.isGated(issuedAt)) {
        throw problem('CERTIFICATE_MARK', { slot: formatSlot(issuedAt) });
    }
    const expiry = expiryOf(scheme, period.from);
    if (input.isGated(expiry)) {
        throw problem('CERTIFICATE_EXPIRED', { slot: formatSlot(period.from), expiry: formatSlot(expiry) });
    }
    if (issuedAt < period.to - 1) {
        throw problem('CERTIFICATE_PERIOD', { reason: 'it goes on after the slot that dates the certificate' });
    }
    const { records } = input.settled;
    const lines = evidence.flatMap((holder) => holder.lines);
    const proven = new ProvenTogether(lines, input.shared ?? new Map(), records, input.hash);
    const book = new Claims(input.claims);
    const allocations = new Allocations();
    const superseded: CertificateRecord[] = [];
    const issued = certificates.map((order, index) => {
        const holder = evidence[index];
        if (holder === undefined) {
            throw problem('CERTIFICATE_EMPTY', {});
        }
        const former = formerOf(order, holder, input);
        if (former !== null) {
            superseded.push(supersedeCertificate(former, order.number));
        }
        const series = former?.series ?? order.number;
        return certify(order, holder, { ...input, series, expiry, book, allocations, proven });
    });
    return { certificates: issued, superseded, claims: book.changed(), allocations: allocations.all() };
}

function certify(
    order: CertificateOrder,
    holder: CertificateEvidence,
    input: IssueInput & {
        series: string;
        expiry: Slot;
        book: Claims;
        allocations: Allocations;
        proven: ProvenTogether;
    },
): CertificateRecord {
    const { request, hash, series, book, allocations } = input;
    const { period } = request;
    if (beneficiaryCommitment(holder.participant, holder.nonce, hash) !== order.beneficiary) {
        throw problem('CERTIFICATE_BENEFICIARY', {});
    }
    const shares = new Map<string, { source: Source; wh: number; accreditation: string }>();
    const refused: Qualified['refused'][number][] = [];
    const used = new Set<string>();
    const slots = new Set<Slot>();
    const proven: string[] = [];
    for (const proof of holder.lines) {
        const { slot, point, participant } = proof.line;
        if (!inRange(slot, period)) {
            throw problem('CERTIFICATE_PERIOD', { reason: `the slot ${formatSlot(slot)} lies outside` });
        }
        const standing = standingOf(proof, input.settled, hash, input.proven.leafOf(proof));
        if (participant !== holder.participant) {
            throw problem('CERTIFICATE_BENEFICIARY', {});
        }
        proven.push(standing.leaf);
        const qualified = qualify(standing, input);
        refused.push(...qualified.refused);
        if (qualified.trades.length === 0) {
            continue;
        }
        if (used.has(`${slot}|${point}`)) {
            throw problem('CERTIFICATE_CLAIMED', { slot: formatSlot(slot), point });
        }
        used.add(`${slot}|${point}`);
        book.claim(point, slot, { series, number: order.number });
        slots.add(slot);
        let matched = 0;
        for (const { plant, source, wh: amount, accreditation } of qualified.trades) {
            matched += amount;
            const share = shares.get(plant);
            shares.set(plant, { source, wh: (share?.wh ?? 0) + amount, accreditation });
            allocations.add(plant, slot, order.number, amount);
        }
        if (matched > (standing.line.imported ?? 0)) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: 'no more is matched than was used' });
        }
    }
    const plants = [...shares]
        .map(([plant, share]): CertificateShare => ({ plant, ...share, wh: wh(share.wh) }))
        .sort((a, b) => compareText(a.plant, b.plant));
    mustBeAsStated(order, plants, refused);
    const claimed = act(act('Reserved', request.approval === 'automatic' ? 'recurring_cancel' : 'cancel'), 'claim');
    return {
        v: 2,
        number: order.number,
        status: 'valid',
        state: claimed,
        scheme: request.scheme,
        beneficiary: order.beneficiary,
        period,
        slots: slots.size,
        wh: sumWh(plants.map((share) => share.wh)),
        plants,
        sources: bySource(plants),
        instrument: { system: 'GEC', state: 'pending', months: monthsOf(period) },
        evidenceDigest: digestOfEvidence(holder, proven, input.settled.corrections, hash),
        digest: order.digest,
        criteriaDigest: order.criteriaDigest,
        statusEntry: order.statusEntry,
        approval: request.approval,
        issuedAt: request.issuedAt,
        expiry: input.expiry,
        series,
        supersedes: order.supersedes,
        supersededBy: null,
        suspension: null,
        revocation: null,
    };
}

/** Energy by source, the most first. */
export function bySource(
    plants: readonly Pick<CertificateShare, 'source' | 'wh'>[],
): readonly { readonly source: Source; readonly wh: Wh }[] {
    const sums = new Map<Source, number>();
    for (const share of plants) {
        sums.set(share.source, (sums.get(share.source) ?? 0) + share.wh);
    }
    return [...sums]
        .map(([source, sum]) => ({ source, wh: wh(sum) }))
        .sort((a, b) => b.wh - a.wh || compareText(a.source, b.source));
}

function formerOf(
    { supersedes }: CertificateOrder,
    { participant, formerNonce }: CertificateEvidence,
    { former, request, hash }: IssueInput,
): CertificateRecord | null {
    if (supersedes === null) {
        return null;
    }
    const refuse = (reason: string) => problem('CERTIFICATE_SUPERSEDES', { number: supersedes, reason });
    const found = former.get(supersedes);
    if (found === undefined) {
        throw refuse('it does not exist');
    }
    if (formerNonce === null || beneficiaryCommitment(participant, formerNonce, hash) !== found.beneficiary) {
        throw refuse('it belongs to another beneficiary');
    }
    if (found.period.from !== request.period.from || found.period.to !== request.period.to) {
        throw refuse('it is for another period');
    }
    return found;
}

function mustBeAsStated(
    { number, plants: stated }: CertificateOrder,
    plants: readonly CertificateShare[],
    refused: readonly Qualified['refused'][number][],
): void {
    const found = new Map(plants.map((share) => [share.plant, share.wh]));
    const more = stated.find((share) => share.wh > (found.get(share.plant) ?? 0));
    const reason = refused.find(({ plant }) => plant === more?.plant)?.reason;
    if (reason !== undefined) {
        throw reason;
    }
    if (plants.length === 0) {
        throw problem('CERTIFICATE_EMPTY', {});
    }
    const same =
        stated.length === plants.length &&
        stated.every(({ plant, wh: amount }, index) => plants[index]?.plant === plant && plants[index]?.wh === amount);
    if (!same) {
        throw problem('CERTIFICATE_MISMATCH', { number, what: 'energy by plant' });
    }
}

/** Claims as they stand while certificates of one transaction are made one after another. */
class Claims {
    readonly #found: ReadonlyMap<string, ClaimRecord>;
    readonly #changed = new Map<string, ClaimRecord>();

    constructor(found: ReadonlyMap<string, ClaimRecord>) {
        this.#found = found;
    }

    claim(point: string, slot: Slot, by: Pick<Claim, 'series' | 'number'>): void {
        const name = claimName({ point, day: ledgerDay(slot) });
        this.#changed.set(name, claimSlot(this.#changed.get(name) ?? this.#found.get(name), point, slot, by));
    }

    changed(): readonly ClaimRecord[] {
        return [...this.#changed.values()].sort(byClaim);
    }
}

class Allocations {
    readonly #items = new Map<string, { plant: string; day: number; number: string; wh: number; map: SlotMap }>();

    add(plant: string, slot: Slot, number: string, amount: Wh): void {
        const day = ledgerDay(slot);
        const name = `${day}|${plant}|${number}`;
        const item = this.#items.get(name) ?? { plant, day, number, wh: 0, map: NO_SLOTS };
        this.#items.set(name, { ...item, wh: item.wh + amount, map: withSlot(item.map, slot) });
    }

    all(): readonly PlantAllocation[] {
        const grouped = Map.groupBy(this.#items.values(), ({ plant, day }) => `${day}|${plant}`);
        return [...grouped.values()]
            .flatMap((items) => {
                const [first] = items;
                const written = items.map(({ number, wh: amount, map }) => ({ number, wh: wh(amount), map }));
                return first === undefined
                    ? []
                    : [{ v: 1 as const, plant: first.plant, day: first.day, items: written }];
            })
            .sort((a, b) => a.day - b.day || compareText(a.plant, b.plant));
    }
}

/** What a certificate's record says of its evidence: SHA-256 (hex) over holder, nonce, the leaves of her lines and the corrections of their slots. */
export function evidenceDigest(evidence: CertificateEvidence, corrections: Settled['corrections'], hash: Hash): string {
    const leaves = evidence.lines.map(({ line, salt }) => hex(lineLeaf(line, salt, hash)));
    return digestOfEvidence(evidence, leaves, corrections, hash);
}

function digestOfEvidence(
    { nonce, participant, lines }: CertificateEvidence,
    leaves: readonly string[],
    corrections: Settled['corrections'],
    hash: Hash,
): string {
    const since = slotsOfLines(lines).flatMap((slot) => corrections.get(slot) ?? []);
    const digests = since.map(({ record }) => correctionDigest(record, hash));
    return hex(hash(utf8(canonical({ corrections: digests, lines: leaves, nonce, participant }))));
}

function byClaim(a: ClaimKey, b: ClaimKey): number {
    return a.day - b.day || compareText(a.point, b.point);
}
