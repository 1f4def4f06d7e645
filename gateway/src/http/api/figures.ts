/** Figures people look for, of one participant or of the whole community. */
import { z } from 'zod';
import { CarbonFactor } from './everybody.js';
import { AsOf, Identifier, MoneyUnits, PriceUnits, SlotNumber, WattHours } from './vocabulary.js';

/** Hundredths of a percent; null where there is nothing to take a share of. */
const Share = z.int().nullable();

/**
 * GET /v1/figures?from&to (whole community) and /v1/participants/{id}/figures?from&to; with `.csv` the same as a table.
 * Each figure's formula is in docs/reference/choices.md.
 */
export const FiguresReport = z.object({
    /** Null: the whole community. */
    participant: Identifier.nullable(),
    from: SlotNumber,
    to: SlotNumber,
    /** Settled slots in the period, and lines whose energy is not known. */
    slots: z.int(),
    unknownLines: z.int(),
    /** Lines that a correction after finality changed; all figures are of what stands after it. */
    correctedLines: z.int(),
    importedWh: WattHours,
    exportedWh: WattHours,
    /** What the same energy costs with the grid alone, what it cost, and the difference. */
    gridOnly: MoneyUnits,
    paid: MoneyUnits,
    savings: MoneyUnits,
    selfSufficiency: Share,
    selfConsumption: Share,
    localShare: Share,
    cleanShare: Share,
    /** To sellers; null where nothing was sold. */
    averagePrice: PriceUnits.nullable(),
    /** What buyers paid, grid fee included. */
    averageAllIn: PriceUnits.nullable(),
    atLowBound: Share,
    atHighBound: Share,
    /** Herfindahl–Hirschman index, 10000 is one seller. Null for one participant. */
    concentration: z.int().nullable(),
    sellers: z.int().nullable(),
    /** Milligrams of CO₂ for the energy imported, with the factors in force; null while the rules name none. */
    carbon: z
        .object({
            locationBasedMg: z.int(),
            marketBasedMg: z.int(),
            location: CarbonFactor,
            residual: CarbonFactor,
        })
        .nullable(),
    asOf: AsOf,
});
export type FiguresReport = z.infer<typeof FiguresReport>;
