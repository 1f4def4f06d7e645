import { canonical } from '../canonical.js';
import { standingLine } from '../corrections/correct.js';
import type { Correction } from '../corrections/correction.js';
import { type Hash, type Hmac, hex, utf8 } from '../crypto.js';
import { lineTree } from '../lines/proof.js';
import { mustAddUp } from '../settlement/invariants.js';
import type { Line } from '../settlement/line.js';
import { type SlotRecord, summarise } from '../settlement/record.js';
import { type Slot, type SlotRange, slotOfLocalDay, slotsOf } from '../slot.js';
import { sumWh } from '../units.js';
import { isMeasured, qualify, type Terms } from './qualify.js';
import { plausibleWh } from './reservation.js';
import { decidedPoints, given, received } from './settled.js';

/** What a certifier examines before a certificate; the first that fails forbids it, what needs attention is for a person. */
export const CRITERIA = [
    /** A settled, final slot for every slot of the period, and her lines in each. */
    'evidence',
    /** The certifier's own recomputation of each slot from its lines equals the ledger: root, totals, prices, energy and money. */
    'recomputation',
    /** Everything clean in her lines can be certified: plants accredited, deliverable, reserved, reconciled. */
    'eligibility',
    /** No plant gave more than its capacity allows. */
    'plausibility',
    /** No solar energy while the sun does not shine. */
    'night',
    /** Her metering points have a reading in every slot. */
    'gaps',
    /** No substitutes and estimates in her lines; they carry no certified energy either way. */
    'estimates',
    /** No slot of the period was corrected after it was final; where one was, the corrected figures count. */
    'corrections',
] as const;
export type CheckCriterion = (typeof CRITERIA)[number];

export type CheckResult = {
    readonly criterion: CheckCriterion;
    readonly result: 'pass' | 'attention' | 'fail';
    /** Slots that are the reason, in order; empty for a pass. */
    readonly slots: readonly Slot[];
};

/** A slot as the certifier has it: the record of the ledger, all lines with their seed, and the corrections since. */
export type ExaminedSlot = {
    readonly record: SlotRecord;
    readonly lines: readonly Line[];
    /** 32 bytes. */
    readonly seed: Uint8Array;
    readonly corrections: readonly Correction[];
};

/**
 * Recomputes a slot's record from its lines: the tree, the totals and prices, and everything that must add up. Once for a slot, however
 * many certificates name it.
 */
export function recomputes(
    { record, lines, seed }: ExaminedSlot,
    { hash, hmac }: Readonly<{ hash: Hash; hmac: Hmac }>,
): boolean {
    try {
        mustAddUp(record.slot, lines, record.tariff);
    } catch {
        return false;
    }
    const { totals, trades, prices, states } = summarise(lines);
    const { root, size } = lineTree(lines, seed, hash, hmac);
    const own = { totals, trades, prices, states, root: hex(root), size };
    const written = {
        totals: record.totals,
        trades: record.trades,
        prices: record.prices,
        states: record.states,
        root: record.root,
        size: record.size,
    };
    return canonical(own) === canonical(written);
}

/**
 * Examines what a certificate of a participant and period would rest on, criterion by criterion.
 * @param recomputed - slots whose recomputation agreed: see {@link recomputes}
 */
export function examine(
    input: Readonly<{
        participant: string;
        period: SlotRange;
        slots: ReadonlyMap<Slot, ExaminedSlot>;
        recomputed: ReadonlySet<Slot>;
        terms: Terms;
    }>,
): readonly CheckResult[] {
    const { participant, period, slots, recomputed, terms } = input;
    const { scheme, accreditations } = terms;
    const reasons = new Map<CheckCriterion, { result: 'attention' | 'fail'; slots: Slot[] }>();
    const note = (criterion: CheckCriterion, result: 'attention' | 'fail', slot: Slot) => {
        const found = reasons.get(criterion) ?? { result, slots: [] };
        found.result = result === 'fail' ? result : found.result;
        if (found.slots.at(-1) !== slot) {
            found.slots.push(slot);
        }
        reasons.set(criterion, found);
    };
    const points = new Set(
        [...slots.values()].flatMap(({ lines }) => lines.filter(isHers(participant)).map(({ point }) => point)),
    );
    for (const slot of slotsOf(period)) {
        const examined = slots.get(slot);
        const own = examined?.lines.filter(isHers(participant)) ?? [];
        if (examined === undefined || !examined.record.final || own.length === 0) {
            note('evidence', 'fail', slot);
            continue;
        }
        if (!recomputed.has(slot)) {
            note('recomputation', 'fail', slot);
        }
        if (examined.corrections.length > 0) {
            note('corrections', 'attention', slot);
        }
        if (own.length < points.size || own.some(({ imported }) => imported === null)) {
            note('gaps', 'attention', slot);
        }
        if (own.some(({ state }) => state === 'substituted' || state === 'estimated')) {
            note('estimates', 'attention', slot);
        }
        const decided = decidedPoints(examined.corrections);
        const standing = (line: Line) => standingLine(line, examined.corrections);
        for (const line of own.map(standing)) {
            const { refused } = qualify({ line, leaf: '', decided }, terms);
            if (refused.length > 0) {
                note('eligibility', 'attention', slot);
            }
            if (received(line).length > 0 && !isMeasured(line)) {
                note('estimates', 'fail', slot);
            }
        }
        const named = new Set(own.flatMap((line) => received(line).map(({ plant }) => plant)));
        for (const plant of named) {
            const accreditation = accreditations.get(plant);
            const gave = sumWh(
                examined.lines.flatMap((line) => given(line, plant)).map(({ certifiable }) => certifiable),
            );
            if (accreditation !== undefined && gave > plausibleWh(accreditation, scheme)) {
                note('plausibility', 'fail', slot);
            }
            if (accreditation?.source === 'solar' && gave > 0 && isNight(slot, terms)) {
                note('night', 'attention', slot);
            }
        }
    }
    return CRITERIA.map((criterion) => ({ criterion, result: 'pass', slots: [], ...reasons.get(criterion) }));
}

/** Whether nobody needs to look: every criterion passed. */
export function passes(results: readonly CheckResult[]): boolean {
    return results.every(({ result }) => result === 'pass');
}

/**
 * Whether it may take the place of a certificate whose slots were corrected, without a person: nothing failed, and what needs attention
 * concerns corrected slots alone.
 */
export function passesCorrected(results: readonly CheckResult[]): boolean {
    const corrected = new Set(results.find(({ criterion }) => criterion === 'corrections')?.slots);
    return results.every(
        ({ result, slots }) =>
            result === 'pass' || (result === 'attention' && slots.every((one) => corrected.has(one))),
    );
}

/** Whether it may be issued by a person: nothing failed. */
export function mayIssue(results: readonly CheckResult[]): boolean {
    return results.every(({ result }) => result !== 'fail');
}

/** SHA-256 (hex) of the canonical JSON of the results: what the certificate's record holds. */
export function criteriaDigest(results: readonly CheckResult[], hash: Hash): string {
    return hex(hash(utf8(canonical(results))));
}

function isHers(participant: string): (line: Line) => boolean {
    return (line) => line.participant === participant && !line.handover;
}

function isNight(slot: Slot, { scheme: { night, validity } }: Terms): boolean {
    const quarter = slotOfLocalDay(slot, validity.utcOffsetMinutes);
    return night.from <= night.to
        ? quarter >= night.from && quarter < night.to
        : quarter >= night.from || quarter < night.to;
}
