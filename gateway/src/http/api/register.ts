/** The certifier's gateway: register and statistics of certificates, the auditor's sample, the evidence of a certificate. */
import { z } from 'zod';
import { Certificate, CertificateNumber } from './certifier.js';
import { AsOf, Identifier, LocalDay, page, SlotNumber, SlotStart, WattHours } from './vocabulary.js';

/** Days of a query, both included; by default all. */
const days = { from: LocalDay.optional(), to: LocalDay.optional() };

/** GET /v1/certificates (certifier.officer): each condition narrows the list; days are those of use. */
export const RegisterQuery = z.object({
    ...days,
    status: z.enum(['valid', 'suspended', 'revoked', 'superseded']).optional(),
    participant: Identifier.optional(),
    plant: Identifier.optional(),
    scheme: Identifier.optional(),
    version: z.coerce.number().int().min(1).optional(),
    approval: z.enum(['officer', 'automatic']).optional(),
});
export type RegisterQuery = z.infer<typeof RegisterQuery>;

/** What statistics are kept by. */
export const REGISTER_GROUPS = ['day', 'month', 'scheme', 'plant', 'source', 'approval'] as const;
/** GET /v1/certificates/statistics?by=&from=&to= */
export const StatisticsQuery = z.object({ ...days, by: z.enum(REGISTER_GROUPS).default('month') });
const Tally = z.object({ certificates: z.int(), wh: WattHours });
/** Certificates and their Wh, together and by status. By plant or source a certificate counts in each of its own, with that part of its Wh. */
export const RegisterStatistics = z.object({
    key: z.string(),
    total: Tally,
    valid: Tally,
    suspended: Tally,
    revoked: Tally,
    superseded: Tally,
});
export type RegisterStatistics = z.infer<typeof RegisterStatistics>;
export const RegisterStatisticsPage = page(RegisterStatistics);

/** GET /v1/certificates/sample?from=&to= : certificates a person must look at, as anybody can recompute. */
export const SampleQuery = z.object(days);
export const SampledCertificate = z.object({
    number: CertificateNumber,
    participant: Identifier.nullable(),
    status: Certificate.shape.status,
    wh: WattHours,
    day: LocalDay,
    scheme: z.object({ scheme: Identifier, version: z.int(), samplingPermille: z.int() }),
    digest: z.string(),
    /** The block after the certificate's own, whose hash decided. */
    decidedBy: z.object({ block: z.int(), hash: z.string() }),
});
export type SampledCertificate = z.infer<typeof SampledCertificate>;
/** A page holds what of `examined` certificates is in the sample; `undecided` are too new: no block follows theirs yet. */
export const SamplePage = page(SampledCertificate).extend({ examined: z.int(), undecided: z.int() });
export type SamplePage = z.infer<typeof SamplePage>;

/** GET /v1/certificates/checks?day= : of everybody with clean energy on the day the worst result of the rule check, by participant. */
export const Check = z.object({
    participant: Identifier,
    result: z.enum(['pass', 'attention', 'fail']),
    /** Criteria that did not pass. */
    criteria: z.array(z.string()),
});
export const CheckPage = page(Check);
export type CheckPage = z.infer<typeof CheckPage>;

/** GET /v1/certificates/evidence?day=&participant= : the quarter-hours of a consumer's day that carry clean energy. */
export const EvidenceSlot = z.object({
    slot: SlotNumber,
    start: SlotStart,
    point: Identifier,
    state: z.string(),
    importedWh: WattHours.nullable(),
    cleanWh: WattHours,
    plants: z.array(z.object({ plant: Identifier, source: z.string(), wh: WattHours })),
    corrected: z.boolean(),
    /** Criteria of the rule check that name this slot. */
    criteria: z.array(z.string()),
});
export type EvidenceSlot = z.infer<typeof EvidenceSlot>;
export const EvidenceDay = z.object({
    day: LocalDay,
    participant: Identifier,
    items: z.array(EvidenceSlot),
    asOf: AsOf,
});
export type EvidenceDay = z.infer<typeof EvidenceDay>;

/** One reading as the meter signed it, judged again by this gateway against the meter's registration. */
export const EvidenceReading = z.object({
    point: Identifier,
    /** `OK`, or the code of what is wrong. */
    code: z.string(),
    serial: z.string().nullable(),
    importedWh: WattHours.nullable(),
    exportedWh: WattHours.nullable(),
    /** The signed record itself, and the transaction that brought it. */
    ocmf: z.string(),
    transactionId: z.string(),
});
/** GET /v1/certificates/evidence/{slot}?participant= : down to the signed readings of her points and of the plants behind them. */
export const EvidenceOfSlot = z.object({
    slot: SlotNumber,
    start: SlotStart,
    participant: Identifier,
    revision: z.int(),
    final: z.boolean(),
    merkleRoot: z.string(),
    transactionId: z.string(),
    block: z.int(),
    lines: z.array(
        z.object({
            point: Identifier,
            /** Whether its proof leads to the slot's root. */
            proven: z.boolean(),
            leaf: z.string(),
            proof: z.looseObject({ salt: z.string(), index: z.int(), size: z.int(), path: z.array(z.string()) }),
        }),
    ),
    readings: z.array(EvidenceReading),
    asOf: AsOf,
});
export type EvidenceOfSlot = z.infer<typeof EvidenceOfSlot>;

/** GET /v1/audit-package?from=&to= : days, both included, at most 31; JSON Lines. */
export const AuditPackageQuery = z.object({ from: LocalDay, to: LocalDay });
