/** Energy, money and proven lines of a participant. */
import { z } from 'zod';
import { AsOf, Digest, Identifier, MoneyUnits, SlotNumber, SlotStart, WattHours } from './vocabulary.js';

/** `from` inclusive, `to` exclusive; slots (number or start), or days of the community's own time zone. */
export const PeriodQuery = z.object({ from: z.string().max(20), to: z.string().max(20) });
export const EnergyQuery = PeriodQuery.extend({ resolution: z.enum(['slot', 'hour', 'day', 'month']).default('slot') });
/** Sources of energy; `other` also stands for a plant that nobody registered. */
export const energySources = ['solar', 'wind', 'hydro', 'biomass', 'other'] as const;
export type EnergySource = (typeof energySources)[number];
/** `exportedWh` = `ownWh` + `soldWh` + `toGridWh`; `importedWh` = `ownWh` + `boughtWh` + `fromGridWh`. */
export const EnergyFigures = z.object({
    importedWh: WattHours,
    exportedWh: WattHours,
    /** What plants behind her points made, where their registers are known. */
    generatedWh: WattHours,
    /** From her own points to her own points. */
    ownWh: WattHours,
    /** Bought of others: `neighboursWh` and all of `plantsWh` together. */
    boughtWh: WattHours,
    /** From neighbours' own plants, such as rooftops. */
    neighboursWh: WattHours,
    /** From power stations, by source; sources without any are left out. */
    plantsWh: z.partialRecord(z.enum(energySources), WattHours),
    soldWh: WattHours,
    fromGridWh: WattHours,
    toGridWh: WattHours,
});
export type EnergyFigures = z.infer<typeof EnergyFigures>;
/** One period; figures are null when no slot of it has a usable reading (missing is not zero). */
export const EnergyPeriod = z.object({
    from: SlotNumber,
    start: SlotStart,
    slots: z.int(),
    figures: EnergyFigures.nullable(),
    /** `unsettled` when no slot of it is settled yet, else the least certain reading state of its lines; `corrected`: known by a correction. */
    state: z.enum([
        'signed',
        'corrected',
        'registerJump',
        'estimated',
        'substituted',
        'registerBackwards',
        'contradictory',
        'missing',
        'unsettled',
    ]),
    missingSlots: z.int(),
    /** Slots in which a correction after finality changed something for her; figures show what stands after it. */
    correctedSlots: z.int(),
    final: z.boolean(),
});
export type EnergyPeriod = z.infer<typeof EnergyPeriod>;
/** GET /v1/participants/{id}/energy: at most 3,000 periods. */
export const Energy = z.object({
    participant: Identifier,
    from: SlotNumber,
    to: SlotNumber,
    resolution: z.enum(['slot', 'hour', 'day', 'month']),
    periods: z.array(EnergyPeriod),
    totals: EnergyFigures,
    asOf: AsOf,
});
export type Energy = z.infer<typeof Energy>;

/**
 * One bill line. Signed: positive is owed by the participant, negative is owed to her. `own`: the grid fee of energy from her own
 * other points, which costs nothing else. `neighbours` and `plants`: what their sellers get; `fees`: the grid fee on top;
 * `imbalance`: compensation for forward contracts not kept, where there was any.
 */
export const MoneyItem = z.object({
    item: z.enum(['own', 'neighbours', 'plants', 'fees', 'fromGrid', 'sold', 'toGrid', 'imbalance']),
    /** Of `plants`: one line for each source. */
    source: z.enum(energySources).nullable(),
    /** Wh behind the amount; for `fees` the Wh bought. */
    wh: WattHours,
    money: MoneyUnits,
    /** Rounded by largest remainder, so that lines sum to the total. */
    fen: z.int(),
});
export type MoneyItem = z.infer<typeof MoneyItem>;
/**
 * GET /v1/participants/{id}/money: what slots come to after corrections. `withoutSharing`: the same energy bought and sold at retail and
 * feed-in only.
 */
export const Money = z.object({
    participant: Identifier,
    from: SlotNumber,
    to: SlotNumber,
    items: z.array(MoneyItem),
    total: MoneyUnits,
    totalFen: z.int(),
    withoutSharing: MoneyUnits,
    saved: MoneyUnits,
    /** In fen, such that `totalFen` = `withoutSharingFen` − `savedFen`. */
    withoutSharingFen: z.int(),
    savedFen: z.int(),
    /** Slots that corrections changed for her, and by how much; contained in the items. A bill takes it in with the month of the decision. */
    correctedSlots: z.int(),
    corrected: MoneyUnits,
    final: z.boolean(),
    asOf: AsOf,
});
export type Money = z.infer<typeof Money>;

/**
 * GET /v1/participants/{id}/lines/{slot}: her settlement lines with what is needed to check them without trusting anyone:
 * leaf = SHA-256(0x00 ‖ canonical JSON of `{line, salt}`), path to `merkleRoot` by RFC 9162.
 */
export const LineProof = z.object({
    /** The line exactly as it was hashed (the domain's `Line`). */
    line: z.looseObject({ point: Identifier }),
    salt: z.string(),
    index: z.int(),
    size: z.int(),
    /** Sibling hashes from the leaf up, hex. */
    path: z.array(Digest),
});
export type LineProof = z.infer<typeof LineProof>;
/** A line as it stands after corrections: what sums, figures and pages show. */
export const StandingLine = z.object({
    point: Identifier,
    /** Null: unknown. */
    importedWh: WattHours.nullable(),
    exportedWh: WattHours.nullable(),
    ownWh: WattHours,
    boughtWh: WattHours,
    soldWh: WattHours,
    fromGridWh: WattHours,
    toGridWh: WattHours,
    /** Positive is owed by the participant. */
    balance: MoneyUnits,
});
export type StandingLine = z.infer<typeof StandingLine>;
export const Lines = z.object({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
    merkleRoot: Digest,
    treeSize: z.int(),
    lines: z.array(LineProof),
    /** Those that corrections after finality changed; what was settled, and is proved, is in `lines`. */
    standing: z.array(StandingLine),
    asOf: AsOf,
});
export type Lines = z.infer<typeof Lines>;
