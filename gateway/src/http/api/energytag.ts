/**
 * The certifier's gateway under `/v1/energytag`: what this registry holds in the words of EnergyTag's API specification v2 (2024). Names
 * are the specification's, so they are written with underscores; energy is integer Wh, one certificate of a bundle stands for 1 Wh.
 */
import { z } from 'zod';
import { AsOf, Identifier, page, SlotStart, WattHours } from './vocabulary.js';

export const GranularStatus = z.enum(['Active', 'Reserved', 'Locked', 'Cancelled', 'Claimed', 'Expired', 'Withdrawn']);
/** An interval's begin or end, on a quarter-hour; seconds and an offset of zero may be written. */
const Instant = z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:(00|15|30|45)(:00(\.0+)?)?(Z|\+00:00)$/, 'a quarter-hour in UTC')
    .transform((text) => `${text.slice(0, 16)}Z`);

/** Energy of one device and quarter-hour that belongs to one account. */
export const GranularCertificateBundle = z.object({
    id: z.string(),
    /** Device and start of the interval: the same for all bundles of one issuance. */
    issuance_id: z.string(),
    certificate_status: GranularStatus,
    account_id: Identifier,
    /** Both included; numbered within the issuance in the order of the settlement's lines, from 1. */
    bundle_id_range_start: z.int(),
    bundle_id_range_end: z.int(),
    bundle_quantity: WattHours,
    face_value: z.literal(1),
    energy_carrier: z.literal('Electricity'),
    energy_source: z.string(),
    issuance_post_energy_carrier_conversion: z.literal(false),
    registry_configuration: z.literal(3),
    device_id: Identifier,
    device_name: z.string(),
    device_capacity: z.int(),
    production_starting_interval: SlotStart,
    production_ending_interval: SlotStart,
    /** Until when it can be cancelled; null where no scheme version holds. */
    expiry_datestamp: SlotStart.nullable(),
    issue_market_zone: Identifier,
    issuance_purpose: z.literal('Disclosure'),
    is_storage: z.literal(false),
    /** The consumption certificate that claimed it; of a revoked one while nothing took its place. */
    certificate_number: z.string().nullable(),
    /** SHA-256 over what never changes of the bundle and the root of the slot's settlement lines. */
    hash: z.string(),
});
export type GranularCertificateBundle = z.infer<typeof GranularCertificateBundle>;

/** POST /v1/energytag/certificate/query: at most one day of quarter-hours. */
export const GranularCertificateQuery = z.strictObject({
    source_id: Identifier.optional(),
    device_id: Identifier.optional(),
    energy_source: z.string().max(40).optional(),
    certificate_status: GranularStatus.optional(),
    certificate_period_start: Instant,
    certificate_period_end: Instant,
    limit: z.int().min(1).max(500).default(50),
    after: z.string().max(60).optional(),
});
export type GranularCertificateQuery = z.infer<typeof GranularCertificateQuery>;
export const GranularCertificateQueryRead = z.object({
    granular_certificate_bundles: z.array(GranularCertificateBundle),
    next: z.string().nullable(),
    asOf: AsOf,
});

/** POST …/certificate/cancel: cancels and claims an account's reserved energy of one local day for itself. */
export const GranularCertificateCancel = z.strictObject({
    source_id: Identifier,
    /** Begin of a local day; its end may be said too. */
    certificate_period_start: Instant,
    certificate_period_end: Instant.optional(),
    /** The account itself: energy is claimed for whom settlement gave it. */
    beneficiary: Identifier.optional(),
});
/** POST …/certificate/reserve and …/lock: a device's energy of the UTC day in which the period starts. */
export const GranularCertificateReserve = z.strictObject({ device_id: Identifier, certificate_period_start: Instant });
/** POST …/certificate/withdraw: what a consumption certificate claimed. */
export const GranularCertificateWithdraw = z.strictObject({
    certificate_number: z.string().min(1).max(64),
    reason: z.string().min(1).max(200),
});
/** What an action answers: it is on the ledger. `action_id` is the operation's. */
export const GranularCertificateAction = z.object({
    operation: z.string(),
    transactionId: z.string(),
    block: z.int(),
    action_type: z.string(),
    action_response_status: z.literal('Accepted'),
    certificate_status: GranularStatus.optional(),
    certificate_number: z.string().optional(),
    quantity: WattHours.optional(),
});

/** GET …/device: accredited plants. */
export const EnergyTagDevice = z.object({
    id: Identifier,
    device_name: z.string(),
    local_device_identifier: z.string(),
    account_id: Identifier,
    grid: Identifier,
    energy_source: z.string(),
    technology_type: z.string().nullable(),
    /** Not known here; the accreditation's begin is another thing. */
    operational_date: z.null(),
    accredited_from: SlotStart,
    accredited_until: SlotStart.nullable(),
    capacity: z.int(),
    /** Not published: it would find a person. */
    location: z.null(),
    is_storage: z.literal(false),
});
export type EnergyTagDevice = z.infer<typeof EnergyTagDevice>;
export const EnergyTagDevicePage = page(EnergyTagDevice);

/** GET …/account: members by pseudonym, with what is claimed for them in force. */
export const EnergyTagAccount = z.object({
    id: Identifier,
    account_name: z.string(),
    /** Energy moves by trades only, so nobody is on a list. */
    account_whitelist: z.array(Identifier).max(0),
    device_ids: z.array(Identifier),
    claimed_certificates: z.int(),
    claimed_wh: WattHours,
});
export type EnergyTagAccount = z.infer<typeof EnergyTagAccount>;
export const EnergyTagAccountPage = page(EnergyTagAccount);

/** POST …/storage/charge_record (SCR). */
export const StorageChargeRecord = z.strictObject({
    device_id: Identifier,
    charging_start_datetime: Instant,
    charging_energy: z.int().min(1),
    /** Whose claimed energy was charged. */
    certificate_number: z.string().min(1).max(64),
});
/** POST …/storage/discharge_record (SDR). */
export const StorageDischargeRecord = z.strictObject({
    device_id: Identifier,
    discharging_start_datetime: Instant,
    discharging_energy: z.int().min(1),
});
/** GET …/storage/charge_record and …/storage/discharge_record. */
export const EnergyTagStorageRecord = z.object({
    device_id: Identifier,
    start_datetime: SlotStart,
    end_datetime: SlotStart,
    energy: WattHours,
    certificate_number: z.string().nullable(),
    /** What of earlier charges a discharge took, the oldest first, and what was lost. */
    allocations: z.array(
        z.object({ charging_start_datetime: SlotStart, certificate_number: z.string(), energy: WattHours }),
    ),
    efficiency_loss: WattHours,
});
export type EnergyTagStorageRecord = z.infer<typeof EnergyTagStorageRecord>;
export const EnergyTagStorageRecordPage = page(EnergyTagStorageRecord);
