import { standingLine } from '../corrections/correct.js';
import type { Correction } from '../corrections/correction.js';
import { type Hash, hex } from '../crypto.js';
import { type LineProof, provenLeaf } from '../lines/proof.js';
import { problem } from '../problems.js';
import type { Line, LineTrade } from '../settlement/line.js';
import type { SlotRecord } from '../settlement/record.js';
import { formatSlot, type Slot } from '../slot.js';

/** What the energy ledger says of some slots: their records, and the corrections since, oldest first. */
export type Settled = {
    readonly records: ReadonlyMap<Slot, SlotRecord>;
    readonly corrections: ReadonlyMap<Slot, readonly Correction[]>;
};

/** A line that belongs to a final slot, with the corrections of the slot: what can be certified now. */
export type StandingLine = {
    readonly line: Line;
    /** Hash (hex) of the proven leaf. */
    readonly leaf: string;
    /** Points of the slot whose energy was decided by the grid company, not read from a signed register. */
    readonly decided: ReadonlySet<string>;
};

const NONE: ReadonlySet<string> = new Set();

/**
 * A proven line as it stands today.
 * @param proven - hash of its leaf, if it is known that it belongs to the slot's record
 * @throws PROOF_INVALID where it does not belong to the slot's record, CERTIFICATE_NOT_FINAL
 */
export function standingOf(
    proof: LineProof,
    { records, corrections }: Settled,
    hash: Hash,
    proven?: Uint8Array,
): StandingLine {
    const { line } = proof;
    const record = records.get(line.slot);
    const leaf = record === undefined ? undefined : (proven ?? provenLeaf(proof, record, hash));
    if (record === undefined || leaf === undefined) {
        throw problem('PROOF_INVALID', { slot: formatSlot(line.slot) });
    }
    if (!record.final) {
        throw problem('CERTIFICATE_NOT_FINAL', { slot: formatSlot(line.slot) });
    }
    const since = corrections.get(line.slot) ?? [];
    return {
        line: since.length === 0 ? line : standingLine(line, since),
        leaf: hex(leaf),
        decided: since.length === 0 ? NONE : decidedPoints(since),
    };
}

/** Points whose energy the grid company decided in any of the corrections. */
export function decidedPoints(corrections: readonly Correction[]): ReadonlySet<string> {
    return new Set(corrections.flatMap(({ record }) => (record.basis.kind === 'decision' ? [record.point] : [])));
}

/** Bought and own energy that is backed by a plant. */
export function received({ ownReceived, bought }: Line): readonly LineTrade[] {
    return [...ownReceived, ...bought].filter(({ certifiable, plant }) => certifiable > 0 && plant !== '');
}

/** Sold and own energy of one plant. */
export function given({ ownGiven, sold }: Line, plant: string): readonly LineTrade[] {
    return [...ownGiven, ...sold].filter((trade) => trade.certifiable > 0 && trade.plant === plant);
}
