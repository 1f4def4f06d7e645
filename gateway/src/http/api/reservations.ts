/** The certifier's gateway: what is reserved of plants, how it agrees with other instruments, where certifiable energy went. */
import { z } from 'zod';
import { AsOf, Committed, Digest, Identifier, page, SlotName, SlotNumber, WattHours } from './vocabulary.js';

/** A UTC month: other instruments are reconciled by it. */
export const UtcMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-03');

export const Reconciliation = z.object({
    plant: Identifier,
    month: UtcMonth,
    system: z.enum(['GEC']),
    state: z.enum(['pending', 'reconciled', 'mismatch']),
    /** Reserved here, as reported, and frozen there. */
    reservedWh: WattHours,
    frozenWh: WattHours,
    reference: z.string(),
    digest: Digest,
});
export type Reconciliation = z.infer<typeof Reconciliation>;

/** GET /v1/reservations?month= : what of each plant's month is to be frozen elsewhere, by plant. */
export const ReservedMonth = z.object({
    plant: Identifier,
    month: UtcMonth,
    /** Under which the registry of the other instrument knows the plant. */
    filingNumber: z.string(),
    reservedWh: WattHours,
    /** Made and sold to the grid: never certifiable. */
    residualWh: WattHours,
    expiredWh: WattHours,
    /** Days of the month, and how many of them are reserved in all their slots: only a whole month can be reconciled. */
    days: z.int(),
    wholeDays: z.int(),
    reconciliation: Reconciliation.nullable(),
});
export type ReservedMonth = z.infer<typeof ReservedMonth>;
export const ReservedMonthPage = page(ReservedMonth);

/** A plant's ledger day: its slots are `day` × 96 and the 95 after it. */
export const ReservedDay = z.object({
    day: z.int(),
    /** UTC. */
    date: z.string(),
    state: z.string(),
    /** Of 96. */
    slots: z.int(),
    reservedWh: WattHours,
    residualWh: WattHours,
    expiredWh: WattHours,
    /** Counts how often it was made, from 1. */
    revision: z.int(),
});
/** GET /v1/plants/{id}/reservations?month= */
export const PlantReservations = ReservedMonth.extend({ items: z.array(ReservedDay), asOf: AsOf });
export type PlantReservations = z.infer<typeof PlantReservations>;

/** POST /v1/plants/{id}/reservations/{day}/lock, …/opening, …/expiry: nothing to say beside the path. */
export const ReservationChanged = Committed.extend({ plant: Identifier, day: z.int(), state: z.string() });

/** POST /v1/plants/{id}/reconciliations/{month} (certifier.officer): what the other registry answered. */
export const ReconciliationRequest = z.strictObject({
    system: z.enum(['GEC']).default('GEC'),
    frozenWh: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    /** Reference of the other registry, and SHA-256 of its answer. */
    reference: Identifier,
    digest: Digest,
});
export type ReconciliationRequest = z.infer<typeof ReconciliationRequest>;
export const ReconciliationCreated = Committed.extend({
    plant: Identifier,
    month: UtcMonth,
    state: z.string(),
    reservedWh: WattHours,
    frozenWh: WattHours,
});
/** GET /v1/reconciliations. */
export const ReconciliationPage = page(Reconciliation);

/** Where a plant's certifiable energy went: matched = retired + reserved + expired − over. */
export const Balance = z.object({
    plant: Identifier,
    matchedWh: WattHours,
    retiredWh: WattHours,
    reservedWh: WattHours,
    expiredWh: WattHours,
    residualWh: WattHours,
    /** Certified beyond what is matched: since a correction, until the certificate is superseded. */
    overWh: WattHours,
    holds: z.boolean(),
});
export type Balance = z.infer<typeof Balance>;
/** GET /v1/conservation?month= : by plant, from reservations and certificates. */
export const BalancePage = page(Balance);
/** GET /v1/slots/{slot}/conservation: by plant, recomputed by a peer from all lines of the slot and the claims. */
export const SlotBalances = z.object({ slot: SlotNumber, plants: z.array(Balance), asOf: AsOf });

/** POST /v1/storage (certifier.officer): a storage device. */
export const StorageRequest = z.strictObject({
    device: Identifier,
    point: Identifier,
    /** Of 1,000 Wh charged so many come out again. */
    efficiencyPermille: z.int().min(1).max(1000),
    /** Charges older than so many slots no longer count; by default six months. */
    windowSlots: z
        .int()
        .min(1)
        .max(96 * 366)
        .default(96 * 183),
});
/** GET /v1/storage: devices with what is left in them of clean charges. */
export const StorageDevice = z.object({
    device: Identifier,
    point: Identifier,
    efficiencyPermille: z.int(),
    windowSlots: z.int(),
    leftWh: WattHours,
    lastCharge: SlotNumber.nullable(),
    lastDischarge: SlotNumber.nullable(),
});
export type StorageDevice = z.infer<typeof StorageDevice>;
export const StoragePage = page(StorageDevice);
export const StorageCreated = Committed.extend({ device: Identifier });
/** POST /v1/storage/{id}/charges: clean energy that the certificate has retired at the device's point. */
export const ChargeRequest = z.strictObject({
    slot: SlotName,
    certificate: z.string().min(1).max(64),
    wh: z.int().min(1),
});
/** POST /v1/storage/{id}/discharges. */
export const DischargeRequest = z.strictObject({ slot: SlotName, wh: z.int().min(1) });
/** EnergyTag's charge record (SCR) or discharge record (SDR). */
export const StorageRecord = z.object({
    kind: z.enum(['charge', 'discharge']),
    device: Identifier,
    slot: SlotNumber,
    wh: WattHours,
    /** Of a charge: whose retired energy it was. */
    certificate: z.string().optional(),
    /** Of a discharge: what of earlier charges it took, the oldest first, and what was lost. */
    from: z.array(z.object({ slot: SlotNumber, certificate: z.string(), wh: WattHours })).optional(),
    lossWh: WattHours.optional(),
});
export type StorageRecord = z.infer<typeof StorageRecord>;
export const StorageRecordCreated = Committed.extend({ record: StorageRecord });
/** GET /v1/storage/{id}/records, oldest first. */
export const StorageRecordPage = page(StorageRecord);
