/** The grid company's gateway: tariffs, metering points, readings, clock. */
import { z } from 'zod';
import { PointSummary } from './community.js';
import { FeeItems, Schedule, Steps } from './everybody.js';
import {
    AsOf,
    Committed,
    Identifier,
    PriceUnits,
    PublicJwk,
    page,
    SlotName,
    SlotNumber,
    SlotStart,
} from './vocabulary.js';

/** POST /v1/zones (grid.operator). */
export const ZoneRequest = z.strictObject({
    zone: Identifier,
    from: SlotName,
    feeder: z.string().min(1).max(80),
    /** Such as `0.4kV`. */
    voltageLevel: z.string().min(1).max(20),
});
export type ZoneRequest = z.infer<typeof ZoneRequest>;
/** POST /v1/tariffs. */
export const TariffRequest = z.strictObject({
    from: SlotName,
    /** One price, or prices by time of use. */
    retail: z.union([PriceUnits.min(0), Schedule]),
    feedIn: PriceUnits.min(0),
    feedInProvisional: z.boolean().optional(),
    /** [seller's zone, buyer's zone, fee]: one price, or its items. */
    fees: z
        .array(z.tuple([z.string(), z.string(), z.union([PriceUnits.min(0), FeeItems])]))
        .max(10_000)
        .default([]),
    /** Hundredths of a percent, contained in all prices. */
    vat: z.int().min(0).max(10_000).optional(),
    steps: Steps.optional(),
});
export type TariffRequest = z.input<typeof TariffRequest>;
/** POST /v1/metering-points. Limits in W; `register`: W; a plant's `register`: `generation` where a register of its own counts what it makes, `export` where the point exports all. */
export const PointRequest = z.strictObject({
    point: Identifier,
    participant: Identifier,
    zone: Identifier,
    direction: z.enum(['import', 'export', 'both']),
    limits: z.strictObject({ importW: z.int().min(0), exportW: z.int().min(0) }),
    meter: z.strictObject({ jwk: PublicJwk, serial: Identifier, from: SlotName, to: SlotName.optional() }),
    plant: z
        .strictObject({
            id: Identifier,
            source: Identifier,
            capacityW: z.int().min(0),
            register: z.string().max(40).optional(),
        })
        .optional(),
    /** Further units behind the meter, each with a register of its own in a channel of the signed record; storage has no source. */
    units: z
        .array(
            z.strictObject({
                id: Identifier,
                kind: z.enum(['plant', 'storage']),
                source: Identifier.optional(),
                capacityW: z.int().min(0),
                channel: z.int().min(1).max(99),
            }),
        )
        .max(8)
        .optional(),
    from: SlotName,
});
export type PointRequest = z.infer<typeof PointRequest>;
export const PointCreated = Committed.extend({ point: Identifier });
export type PointCreated = z.infer<typeof PointCreated>;
/** GET /v1/metering-points (grid.operator). */
export const MeteringPoint = PointSummary.extend({
    limits: z.object({ importW: z.int(), exportW: z.int() }),
    meter: z.object({ serial: z.string(), from: SlotNumber, to: SlotNumber.nullable() }),
    /** The newest settled slot and the state of this point's reading in it. */
    newest: z.object({ slot: SlotNumber, state: z.string() }).nullable(),
});
export type MeteringPoint = z.infer<typeof MeteringPoint>;
export const MeteringPointPage = page(MeteringPoint);

/** POST /v1/readings: one slot, up to 1,000 readings, one transaction. Answers per reading; 201 even when some are refused. */
export const ReadingsRequest = z.strictObject({
    slot: SlotName,
    readings: z
        .array(z.strictObject({ point: Identifier, ocmf: z.string().min(20).max(4096) }))
        .min(1)
        .max(1000),
});
export type ReadingsRequest = z.infer<typeof ReadingsRequest>;
export const ReadingsAnswer = Committed.extend({
    slot: SlotNumber,
    start: SlotStart,
    batch: z.string(),
    /** The slot was closed already: it will be settled again unless it is final. */
    late: z.boolean(),
    count: z.int(),
    accepted: z.int(),
    /** `i` counts the readings of the request from 0; `code` says why (`READING_…`). What is not listed was accepted. */
    refused: z.array(z.object({ i: z.int(), point: Identifier, code: z.string() })),
});
export type ReadingsAnswer = z.infer<typeof ReadingsAnswer>;

/** GET /v1/readings/refused?slot= or ?from=&to= (grid.operator): what the contract did not accept, newest first; no values. */
export const RefusedQuery = z.object({
    slot: z.string().max(20).optional(),
    from: z.string().max(20).optional(),
    to: z.string().max(20).optional(),
});
export const RefusedReading = z.object({
    slot: SlotNumber,
    start: SlotStart,
    point: Identifier,
    /** Why, as in {@link ReadingsAnswer}; its words are at /problems/{code}. */
    code: z.string(),
    block: z.int(),
    /** When the batch was sent, by the clock of the gateway that sent it. */
    at: z.string(),
});
export type RefusedReading = z.infer<typeof RefusedReading>;
export const RefusedReadingPage = page(RefusedReading);

/** POST /v1/clock/gate and /v1/clock/close: everything up to and including `through`, in order. */
export const ThroughRequest = z.strictObject({ through: SlotName });
export type ThroughRequest = z.infer<typeof ThroughRequest>;
export const ThroughAnswer = Committed.extend({ through: SlotNumber, start: SlotStart });
export type ThroughAnswer = z.infer<typeof ThroughAnswer>;
/** POST /v1/days/{day}/roll: a UTC day `2026-03-01`, or its number (floor(slot / 96)). */
export const RollAnswer = Committed.extend({ day: z.int() });
export type RollAnswer = z.infer<typeof RollAnswer>;
/** POST /v1/slots/{slot}/settle. */
export const SettleAnswer = Committed.extend({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
});
export type SettleAnswer = z.infer<typeof SettleAnswer>;
/** GET /v1/meters/missing?slot= : points without a usable reading; `since` = first slot of the unbroken gap. */
export const Missing = z.object({
    slot: SlotNumber,
    start: SlotStart,
    settled: z.boolean(),
    items: z.array(
        z.object({ point: Identifier, participant: Identifier, state: z.string(), since: SlotNumber.nullable() }),
    ),
    asOf: AsOf,
});
export type Missing = z.infer<typeof Missing>;
