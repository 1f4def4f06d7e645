/** Corrections of final slots. */
import { z } from 'zod';
import {
    AsOf,
    Committed,
    Digest,
    Identifier,
    MoneyUnits,
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

/**
 * What a correction changed for a participant, with its proof: leaf = SHA-256(0x00 ‖ canonical JSON of `{entry, salt}`), path to the
 * correction's `merkleRoot` by RFC 9162.
 */
export const OwnCorrection = CorrectionSummary.extend({
    /** Positive is owed by the participant, 10⁻⁷ CNY. */
    balance: MoneyUnits,
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
