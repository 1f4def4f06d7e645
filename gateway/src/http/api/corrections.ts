/** Corrections of final slots. */
import { z } from 'zod';
import {
    AsOf,
    Committed,
    Digest,
    Identifier,
    MoneyUnits,
    PriceUnits,
    SlotName,
    SlotNumber,
    SlotStart,
    WattHours,
} from './vocabulary.js';

const Basis = z.union([
    z.object({ kind: z.literal('reading') }),
    z.object({ kind: z.literal('decision'), reason: z.string(), reference: z.string() }),
]);

/**
 * POST /v1/corrections (grid.operator): a reading that came late, or what the meter should have shown, by decision of the grid company.
 * `reference` names a file of the company, never a person. Where the slot had no usable reading, the slot in which registers were
 * known again is found by the gateway.
 */
export const CorrectionRequest = z.strictObject({
    slot: SlotName,
    point: Identifier,
    reading: z.strictObject({ ocmf: z.string().max(8192) }).optional(),
    decision: z
        .strictObject({
            imported: WattHours,
            exported: WattHours,
            generated: WattHours.optional(),
            reason: z.enum(['meterFaulty', 'meterWronglyInstalled', 'readingUnavailable', 'other']),
            reference: Identifier,
        })
        .optional(),
});
export type CorrectionRequest = z.input<typeof CorrectionRequest>;
export const CorrectionCreated = Committed.extend({ slot: SlotNumber, point: Identifier, number: z.int() });
export type CorrectionCreated = z.infer<typeof CorrectionCreated>;

/** The public side of a correction: whose, when decided and why; no energy and no money. */
export const CorrectionSummary = z.object({
    slot: SlotNumber,
    start: SlotStart,
    point: Identifier,
    number: z.int(),
    /** Bills of the month of this slot take it in. */
    decided: SlotNumber,
    basis: Basis,
    by: z.string(),
    merkleRoot: Digest,
    treeSize: z.int(),
    transactionId: z.string(),
});
export type CorrectionSummary = z.infer<typeof CorrectionSummary>;
/** GET /v1/corrections (no login), newest slot first. */
export const CorrectionPage = z.object({
    items: z.array(CorrectionSummary),
    next: z.string().nullable().optional(),
    asOf: AsOf,
});
export type CorrectionPage = z.infer<typeof CorrectionPage>;

/** Energy of a point in a slot; null: unknown. */
const StandingEnergy = z.object({
    imported: WattHours.nullable(),
    exported: WattHours.nullable(),
    generated: WattHours.nullable(),
    fromGrid: WattHours,
    toGrid: WattHours,
});

/** What a correction changes for one point: the corrected one, or the other side of one of its trades. */
export const CorrectionChange = z.object({
    point: Identifier,
    participant: Identifier,
    /** The corrected point itself. */
    own: z.boolean(),
    before: StandingEnergy,
    after: StandingEnergy,
    /** Trades that became shorter. */
    trades: z.array(
        z.object({
            side: z.enum(['bought', 'sold', 'ownReceived', 'ownGiven']),
            beforeWh: WattHours,
            afterWh: WattHours,
            price: PriceUnits,
            fee: PriceUnits,
        }),
    ),
    /** Positive is owed by the participant, 10⁻⁷ CNY. */
    balance: MoneyUnits,
});
export type CorrectionChange = z.infer<typeof CorrectionChange>;

/**
 * What a correction changed for a participant, with its proof: leaf = SHA-256(0x00 ‖ canonical JSON of `{entry, salt}`), path to the
 * correction's `merkleRoot` by RFC 9162.
 */
export const OwnCorrection = CorrectionSummary.extend({
    /** Positive is owed by the participant, 10⁻⁷ CNY. */
    balance: MoneyUnits,
    change: CorrectionChange,
    /** The month whose bill takes it in. */
    month: z.string(),
    /** The entry exactly as it was hashed (the domain's `CorrectionEntry`). */
    entry: z.looseObject({ point: Identifier }),
    salt: z.string(),
    index: z.int(),
    path: z.array(Digest),
});
export type OwnCorrection = z.infer<typeof OwnCorrection>;
/** GET /v1/participants/{id}/corrections: at most the 500 newest. */
export const OwnCorrections = z.object({ items: z.array(OwnCorrection), asOf: AsOf });
export type OwnCorrections = z.infer<typeof OwnCorrections>;

/** POST /v1/corrections/preview (grid.operator): takes a {@link CorrectionRequest}, writes nothing, and answers what it would change. */
export const CorrectionPreview = z.object({
    slot: SlotNumber,
    start: SlotStart,
    point: Identifier,
    /** The number it would have in its slot. */
    number: z.int(),
    /** The month whose bills would take it in. */
    month: z.string(),
    /** The slot in which registers were known again, where the corrected one had no usable reading. */
    closing: SlotNumber.nullable(),
    /** The corrected point and the other sides of its trades that change. */
    entries: z.array(CorrectionChange),
    asOf: AsOf,
});
export type CorrectionPreview = z.infer<typeof CorrectionPreview>;

/** GET /v1/corrections/standing?slot&point (grid.operator): what a correction of a point would start from. */
export const StandingQuery = z.object({ slot: z.string().max(20), point: Identifier });
export const CorrectionStanding = z.object({
    slot: SlotNumber,
    start: SlotStart,
    point: Identifier,
    participant: Identifier,
    final: z.boolean(),
    /** Of its reading when the slot was settled. */
    state: z.string(),
    energy: StandingEnergy,
    /** Corrections so far that touch the point. */
    corrections: z.int(),
    asOf: AsOf,
});
export type CorrectionStanding = z.infer<typeof CorrectionStanding>;

/**
 * GET /v1/corrections/due (grid.operator): points with final slots in which no usable reading came and nothing was corrected, those with
 * the newest first; at most 200.
 */
export const CorrectionsDue = z.object({
    items: z.array(z.object({ point: Identifier, slots: z.int(), first: SlotNumber, last: SlotNumber })),
    asOf: AsOf,
});
export type CorrectionsDue = z.infer<typeof CorrectionsDue>;
