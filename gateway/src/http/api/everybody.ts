/** What every organisation's gateway answers. */
import { z } from 'zod';
import {
    AsOf,
    Committed,
    Digest,
    Identifier,
    PriceUnits,
    Problem,
    PublicJwk,
    page,
    Role,
    SlotName,
    SlotNumber,
    SlotStart,
    WattHours,
} from './vocabulary.js';

/** 10⁻⁴ kgCO₂/kWh, the year it is of and who published it. */
export const CarbonFactor = z.strictObject({ perKwh: z.int(), year: z.int(), source: z.string() });

/** Last slot (number) that is gated, closed, settled, final; null before the first. */
export const Clock = z.object({
    gatedThrough: SlotNumber.nullable(),
    closedThrough: SlotNumber.nullable(),
    settledThrough: SlotNumber.nullable(),
    finalThrough: SlotNumber.nullable(),
});
export type Clock = z.infer<typeof Clock>;

export const Rules = z.object({
    version: z.int(),
    /** How trades as metered are priced: `shared`, `midpoint`, `buyer` or `seller`. */
    priceRule: z.string(),
    utcOffsetMinutes: z.int(),
    finalAfterSlots: z.int(),
    clock: z.enum(['wall', 'simulated']),
    firstSlot: SlotNumber,
    /** Slots ahead that the next change of rules must be accepted; a day if left out. */
    notice: z.int().optional(),
    /** A slot with readings missing is settled only once the slot so many after its end is gated. Null: off. */
    provisional: z.strictObject({ deadlineSlots: z.int() }).nullable().optional(),
    /** What stands for a missing reading. Null: off, its energy stays unknown. */
    substitution: z
        .strictObject({ days: z.int(), standard: z.array(WattHours).readonly().nullable().optional() })
        .nullable()
        .optional(),
    /** The forward market; what is left out has its usual value. Null: off. */
    forward: z
        .strictObject({
            priceRule: z.enum(['shared', 'midpoint', 'buyer', 'seller']).optional(),
            horizonSlots: z.int().optional(),
            contractOrder: z.enum(['fifo', 'pro rata']).optional(),
            toleranceBasisPoints: z.int().optional(),
            openingSlots: z.int().optional(),
            ordersPerPoint: z.int().optional(),
            unopened: z.enum(['undelivered', 'void']).optional(),
        })
        .nullable()
        .optional(),
    /** Matches that others propose for forward orders. Null: off. */
    matcher: z.strictObject({ mostTrades: z.int().optional() }).nullable().optional(),
    /**
     * Emission factors for figures: of the grid the community lies in, and of energy without attributes; for certificates also the
     * grid's carbon-free share in hundredths of a percent, if somebody publishes it. Null: no CO₂ is shown.
     */
    carbon: z
        .strictObject({
            location: CarbonFactor,
            residual: CarbonFactor,
            carbonFree: z.strictObject({ shareBp: z.int(), year: z.int(), source: z.string() }).exactOptional(),
        })
        .nullable()
        .optional(),
    /** How the solidarity pool is spent; what is left out has its usual value. Null: there is none. */
    pool: z
        .strictObject({
            floorWh: WattHours.optional(),
            floorPrice: PriceUnits.optional(),
            keepBasisPoints: z.int().optional(),
            publishFrom: z.int().optional(),
            openWithinSlots: z.int().optional(),
        })
        .nullable()
        .optional(),
});
export type Rules = z.infer<typeof Rules>;

/** GET /v1/info (no login). `height` = blocks on the ledger as this gateway's peer reports them. */
export const Info = z.object({
    organisation: z.string(),
    mspId: z.string(),
    channel: z.string(),
    simulation: z.boolean(),
    development: z.boolean(),
    height: z.int(),
    clock: Clock,
    rules: Rules.nullable(),
    /** Who certifies, and where her keys and status lists are; null where no scheme on the ledger tells it yet. */
    certifier: z.object({ did: z.string(), origin: z.string() }).nullable(),
    asOf: AsOf,
});
export type Info = z.infer<typeof Info>;

/** A settled slot without its Merkle data. Counts in `readings` are metering points by reading state. */
export const SlotSummary = z.object({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
    rulesVersion: z.int(),
    importedWh: WattHours,
    exportedWh: WattHours,
    /** Own allocation: an owner's points netted first. */
    ownWh: WattHours,
    /** Traded between different owners. */
    matchedWh: WattHours,
    residualFromGridWh: WattHours,
    residualToGridWh: WattHours,
    /** Volume-weighted over trades; null when nothing traded. */
    price: z.object({ lowest: PriceUnits, mean: PriceUnits, highest: PriceUnits }).nullable(),
    readings: z.record(z.string(), z.int()),
    block: z.int(),
    transactionId: z.string(),
});
export type SlotSummary = z.infer<typeof SlotSummary>;
/** GET /v1/slots (no login): newest first. */
export const SlotPage = page(SlotSummary);
/** GET /v1/slots/{slot} (no login). */
export const SlotDetail = SlotSummary.extend({
    digest: Digest,
    previousDigest: Digest.nullable(),
    inputsDigest: z.string(),
    merkleRoot: Digest,
    treeSize: z.int(),
    /** The record exactly as on the ledger. */
    record: z.unknown(),
    asOf: AsOf,
});
export type SlotDetail = z.infer<typeof SlotDetail>;
/**
 * GET /v1/slots/stream (no login): server-sent events `slot` (data: {@link SlotSummary}), `clock` (data: {@link Clock}),
 * `resync` (data `{}`: too far behind, read the lists again); id `block.transaction`; comment heartbeat every 15 s.
 */
export const streamEvents = ['slot', 'clock', 'resync'] as const;

export const FeeItems = z.strictObject({ network: PriceUnits, losses: PriceUnits, levies: PriceUnits });
/** Seller's zone, buyer's zone, and what the fee of a trade between them consists of. */
export const Fee = z.tuple([z.string(), z.string(), FeeItems]);
/** Another price than the base in some hours of local time; months 1–12, weekdays 1 (Monday) – 7, all where missing. */
export const TariffPeriod = z.strictObject({
    name: z.string(),
    months: z.array(z.int()).readonly().optional(),
    weekdays: z.array(z.int()).readonly().optional(),
    from: z.string(),
    to: z.string(),
    price: PriceUnits,
});
export const Schedule = z.strictObject({ base: PriceUnits, periods: z.array(TariffPeriod).readonly() });
/** Surcharges on a month's cumulative import. */
export const Steps = z.strictObject({
    levels: z.array(z.strictObject({ aboveWh: WattHours, add: PriceUnits })).readonly(),
    matchedCounts: z.boolean(),
});
/** One version of the tariff, in force from `from` until the next. `vat`: hundredths of a percent, contained in all prices. */
export const Tariff = z.object({
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
    retail: Schedule,
    /** Lowest and highest retail price of any hour. */
    retailRange: z.strictObject({ low: PriceUnits, high: PriceUnits }),
    feedIn: PriceUnits,
    feedInProvisional: z.boolean(),
    fees: z.array(Fee),
    vat: z.int(),
    steps: Steps.nullable(),
});
export type Tariff = z.infer<typeof Tariff>;
/** GET /v1/tariffs (no login): newest first; `current` applies to the newest gated slot. */
export const TariffList = z.object({ items: z.array(Tariff), current: Tariff.nullable(), asOf: AsOf });
export type TariffList = z.infer<typeof TariffList>;

/** GET /v1/zones (no login): every zone as registered last, by name. */
export const Zones = z.object({
    items: z.array(
        z.object({
            zone: Identifier,
            feeder: z.string(),
            voltageLevel: z.string(),
            from: SlotNumber,
            start: SlotStart,
        }),
    ),
    asOf: AsOf,
});
export type Zones = z.infer<typeof Zones>;

/** POST /v1/rules (grid.operator or community.office): a proposal, in force once the other organisation accepts it. */
export const RulesRequest = z.strictObject({
    from: SlotName,
    rules: Rules.omit({ version: true }).extend({ firstSlot: SlotName }).strict(),
});
export type RulesRequest = z.input<typeof RulesRequest>;
/** POST /v1/rules and POST /v1/rules/{version}/acceptance (empty object as body). */
export const RulesAnswer = Committed.extend({ version: z.int() });
export type RulesAnswer = z.infer<typeof RulesAnswer>;
/** GET /v1/rules (no login): every version, newest first. */
export const RulesList = z.object({
    items: z.array(Rules.extend({ from: SlotNumber, proposedBy: z.string(), acceptedBy: z.string().nullable() })),
    asOf: AsOf,
});
export type RulesList = z.infer<typeof RulesList>;

/** GET /v1/operations/{id}: `id` came as `operation` or in `Location`. `result` is the body the 201 would have had. */
export const Operation = z.object({
    operation: z.string(),
    state: z.enum(['pending', 'committed', 'failed']),
    transactionId: z.string().nullable(),
    block: z.int().nullable(),
    result: z.unknown().optional(),
    problem: Problem.optional(),
});
export type Operation = z.infer<typeof Operation>;

/** POST /v1/dev/tokens, only with --development. */
export const DevTokenRequest = z.strictObject({ role: Role, participant: Identifier.optional() });
export type DevTokenRequest = z.infer<typeof DevTokenRequest>;
export const DevToken = z.object({ token: z.string(), expiresIn: z.int() });
export type DevToken = z.infer<typeof DevToken>;
/** GET /v1/dev/residents: people of the simulated district, with private keys so that a visitor can sign as one of them. */
export const DevResident = z.object({
    participant: Identifier,
    name: z.string(),
    points: z.array(Identifier),
    jwk: PublicJwk.extend({ d: z.string() }),
});
export type DevResident = z.infer<typeof DevResident>;
export const DevResidents = z.object({ items: z.array(DevResident) });
export type DevResidents = z.infer<typeof DevResidents>;
