import type { LineMoney } from '../settlement/line.js';
import type { Slot } from '../slot.js';
import type { MoneyJson, Price, Wh } from '../units.js';

/** Why the grid company decides what a meter should have shown. */
export const CORRECTION_REASONS = ['meterFaulty', 'meterWronglyInstalled', 'readingUnavailable', 'other'] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/** What a correction rests on: a reading signed by the meter that came late, or a decision of the grid company. */
export type CorrectionBasis =
    | { readonly kind: 'reading' }
    | { readonly kind: 'decision'; readonly reason: CorrectionReason; readonly reference: string };

/** Energy of a point in a slot; null: unknown. */
export type CorrectedEnergy = {
    readonly imported: Wh | null;
    readonly exported: Wh | null;
    readonly generated: Wh | null;
    readonly fromGrid: Wh;
    readonly toGrid: Wh;
};

/** How a trade of the line was shortened, or lost part of what a certificate may name. */
export type TradeChange = {
    readonly trade: number;
    readonly side: 'bought' | 'sold' | 'ownReceived' | 'ownGiven';
    readonly before: { readonly wh: Wh; readonly certifiable: Wh };
    readonly after: { readonly wh: Wh; readonly certifiable: Wh };
    readonly price: Price;
    readonly fee: Price;
};

/**
 * Energy that a later slot settled as a gap and that now belongs to the corrected one: Wh taken off there (negative: added), at the
 * prices of that slot.
 */
export type GapShift = {
    readonly slot: Slot;
    readonly imported: number;
    readonly exported: number;
    /** What changes in that slot for the participant, 10⁻⁷ CNY. */
    readonly money: MoneyJson;
};

/** What a correction changes on one line: plain JSON, a leaf of the correction's tree. */
export type CorrectionEntry = {
    readonly v: 1;
    readonly slot: Slot;
    readonly number: number;
    readonly point: string;
    readonly participant: string;
    /** true: the point whose meter is corrected; false: the other side of one of its trades. */
    readonly own: boolean;
    readonly before: CorrectedEnergy;
    readonly after: CorrectedEnergy;
    /** Only trades that change. */
    readonly trades: readonly TradeChange[];
    readonly shift: GapShift | null;
    /** Changes of the line's money, 10⁻⁷ CNY. */
    readonly money: LineMoney;
    /** money.balance and the shift's: positive is owed by the participant. What a bill of the month of the decision takes in. */
    readonly balance: MoneyJson;
};

/** The public record of a correction; the slot's own record stays as it is. */
export type CorrectionRecord = {
    readonly v: 1;
    readonly slot: Slot;
    /** Whose meter is corrected. */
    readonly point: string;
    /** Counts the corrections of the slot from 1. */
    readonly number: number;
    /** The first slot not gated when it was decided: bills of its month take it in. */
    readonly decided: Slot;
    readonly basis: CorrectionBasis;
    /** MSP id of the organisation that entered it. */
    readonly by: string;
    /** SHA-256 (hex) of the final record of the slot. */
    readonly slotDigest: string;
    /** SHA-256 (hex) of the correction of the slot before this one; null for the first. */
    readonly previousDigest: string | null;
    /** HMAC-SHA-256(seed, what it was computed from), hex. */
    readonly inputsDigest: string;
    /** Merkle root (hex) and size of the tree of salted entries. */
    readonly root: string;
    readonly size: number;
};

/** A correction with its private entries, in order of point id. */
export type Correction = { readonly record: CorrectionRecord; readonly entries: readonly CorrectionEntry[] };
