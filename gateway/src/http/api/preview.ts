/** What another choice would have come to. */
import { z } from 'zod';
import { ChoiceTerms } from './community.js';
import { CarbonFactor } from './everybody.js';
import { AsOf, Identifier, MoneyUnits, SlotNumber, WattHours } from './vocabulary.js';

/** POST /v1/participants/{id}/choices/preview: reads only, nothing is written. Without `point` the terms stand at all her points that import. */
export const PreviewRequest = z.strictObject({
    point: Identifier.optional(),
    terms: ChoiceTerms,
    /** Days back from the newest settled slot, 1 to 7. */
    days: z.int().min(1).max(7).default(7),
});
export type PreviewRequest = z.infer<typeof PreviewRequest>;

/**
 * Costs are of what she used: energy bought, grid fees, and the rest at the retail tariff; what her plants earn is left out.
 * They are of the slots compared. `sampledEvery` above 1: every so many slots were shared again, and the difference scaled up.
 */
export const Preview = z.object({
    participant: Identifier,
    days: z.int(),
    from: SlotNumber,
    to: SlotNumber,
    /** Settled slots of the period. */
    slots: z.int(),
    /** Slots left out: shared again unchanged they did not come to what was settled (forward contracts, substitutes, corrections). */
    leftOut: z.int(),
    sampledEvery: z.int(),
    /** More slots will be looked at when it is asked again: an answer comes within about a second whatever the size of the community. */
    refining: z.boolean(),
    importedWh: WattHours,
    /** With the terms asked about, as it was, and with the grid alone, 10⁻⁷ CNY. */
    cost: MoneyUnits,
    costNow: MoneyUnits,
    costGridOnly: MoneyUnits,
    /** Hundredths of a percent of the import; null where nothing was imported. */
    cleanShare: z.int().nullable(),
    cleanShareNow: z.int().nullable(),
    localShare: z.int().nullable(),
    localShareNow: z.int().nullable(),
    /** Market-based, milligrams; null while the rules name no factor. */
    co2: z.object({ mg: z.int(), mgNow: z.int(), residual: CarbonFactor }).nullable(),
    asOf: AsOf,
});
export type Preview = z.infer<typeof Preview>;
