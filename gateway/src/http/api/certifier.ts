/** The certifier's gateway: plants and certificates. */
import { z } from 'zod';
import {
    AsOf,
    Committed,
    Identifier,
    LocalDay,
    page,
    SlotName,
    SlotNumber,
    SlotStart,
    WattHours,
} from './vocabulary.js';

/** A SHA-256 in hex. */
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** POST /v1/schemes (certifier.officer): the next version of a scheme. */
export const SchemeRequest = z.strictObject({
    scheme: Identifier,
    name: z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
    /** By default the scheme's document that this gateway publishes. */
    document: z.strictObject({ digest: Digest, uri: z.string().min(1).max(500) }).optional(),
    from: SlotName,
    /** How long reserved energy may be certified; by default 60 days. */
    validitySlots: z.int().min(1).max(175_680).default(5760),
    sameYear: z.boolean().default(false),
    /** Pairs of zones (of the plant, of the user) between which energy can be delivered. */
    transfers: z
        .array(z.tuple([Identifier, Identifier]))
        .max(10_000)
        .default([]),
    reservation: z.enum(['required', 'reported']).default('reported'),
    plausibilityPercent: z.int().min(100).max(200).default(105),
    /** Local quarter-hours of the day from and to which the sun does not shine. */
    night: z.strictObject({ from: z.int().min(0).max(95), to: z.int().min(0).max(95) }).default({ from: 80, to: 20 }),
    samplingPermille: z.int().min(0).max(1000).default(10),
    /** Who supersedes certificates after a correction where everything else passes: the gateway by itself, or a person. */
    supersession: z.enum(['automatic', 'officer']).default('officer'),
});
export type SchemeRequest = z.infer<typeof SchemeRequest>;
export const SchemeCreated = Committed.extend({ scheme: Identifier, version: z.int() });
export type SchemeCreated = z.infer<typeof SchemeCreated>;
/** GET /v1/schemes: the record of each version as it stands on the ledger. */
export const Scheme = z.looseObject({ scheme: Identifier, version: z.int(), from: SlotNumber, automatic: z.boolean() });
export type Scheme = z.infer<typeof Scheme>;
export const SchemePage = page(Scheme);
/** POST /v1/schemes/{scheme}/{version}/automatic (certifier.officer): whether certificates that pass every criterion are issued without a person. */
export const AutomaticRequest = z.strictObject({ automatic: z.boolean() });

/** POST /v1/plants (certifier.officer): accreditation. */
export const PlantRequest = z.strictObject({
    plant: Identifier,
    source: Identifier,
    capacityW: z.int().min(1),
    point: Identifier,
    register: z.enum(['export', 'generation']),
    zone: Identifier,
    filingNumber: z.string().min(1).max(64),
    /** By default `A-` and the plant. */
    id: Identifier.optional(),
    scheme: Identifier,
    /** Who signed it, the SHA-256 of the document, and the signed statement that names it (compact JWS). */
    undertaking: z.strictObject({
        by: Identifier,
        digest: Digest,
        system: z.enum(['GEC']).default('GEC'),
        jws: z.string().min(1).max(4096),
    }),
    from: SlotName,
    until: SlotName.optional(),
});
export type PlantRequest = z.infer<typeof PlantRequest>;
/** GET /v1/plants. */
export const Plant = z.object({
    plant: Identifier,
    source: z.string(),
    capacityW: z.int(),
    point: Identifier,
    register: z.string(),
    id: Identifier,
    zone: Identifier,
    filingNumber: z.string(),
    scheme: Identifier,
    from: SlotNumber,
    until: SlotNumber.nullable(),
    /** `ended`: what it was accredited for is over. */
    status: z.enum(['accredited', 'suspended', 'ended']),
    suspension: z.object({ from: SlotNumber, reason: z.string() }).nullable(),
    withdrawals: z.array(z.object({ from: SlotNumber, until: SlotNumber, reason: z.string() })),
    undertaking: z.object({ by: Identifier, digest: Digest, system: z.string() }),
    /** The newest last. */
    audits: z.array(z.object({ at: SlotNumber, passed: z.boolean(), digest: Digest })),
});
export type Plant = z.infer<typeof Plant>;
export const PlantPage = page(Plant);
export const PlantCreated = Committed.extend({ plant: Identifier });
export type PlantCreated = z.infer<typeof PlantCreated>;
/** POST /v1/plants/{id}/suspension. */
export const SuspensionRequest = z.strictObject({ from: SlotName, reason: z.string().min(1).max(200) });
export type SuspensionRequest = z.infer<typeof SuspensionRequest>;

/** POST /v1/plants/{id}/resumption. */
export const ResumptionRequest = z.strictObject({ from: SlotName });
/** POST /v1/plants/{id}/withdrawal: for slots `from` to before `until`; certificates of them are revoked. */
export const WithdrawalRequest = z.strictObject({
    from: SlotName,
    until: SlotName,
    reason: z.string().min(1).max(200),
});
/** POST /v1/plants/{id}/audits: an audit of the plant, by the digest of its report; `until` is the new end of the accreditation. */
export const PlantAuditRequest = z.strictObject({
    at: SlotName,
    passed: z.boolean(),
    digest: Digest,
    until: SlotName.optional(),
});

/** GET /v1/certificates/candidates?day= : consumers with clean Wh on that local day. */
export const Candidate = z.object({
    participant: Identifier,
    cleanWh: WattHours,
    importedWh: WattHours,
    slots: z.int(),
    /** Every slot of the day is settled and final: only then can it be issued. */
    ready: z.boolean(),
    certificate: z.string().nullable(),
});
export type Candidate = z.infer<typeof Candidate>;
export const Candidates = z.object({
    day: LocalDay,
    from: SlotNumber,
    to: SlotNumber,
    finalSlots: z.int(),
    items: z.array(Candidate),
    asOf: AsOf,
});
export type Candidates = z.infer<typeof Candidates>;
/** POST /v1/certificates. */
export const CertificateRequest = z.strictObject({ participant: Identifier, day: LocalDay });
export type CertificateRequest = z.infer<typeof CertificateRequest>;
/** POST /v1/certificates/batch: for these participants, or for everybody who is ready and has none for the day. */
export const BatchRequest = z.strictObject({
    day: LocalDay,
    participants: z.array(Identifier).min(1).max(500).optional(),
});
export const BatchCreated = Committed.extend({
    certificates: z.array(z.object({ number: z.string(), wh: WattHours })),
});
export type BatchCreated = z.infer<typeof BatchCreated>;
/** GET /v1/certificates/examination?day=&participant= : the rule check, criterion by criterion. */
export const Examination = z.object({
    day: LocalDay,
    participant: Identifier,
    results: z.array(
        z.object({
            criterion: z.string(),
            result: z.enum(['pass', 'attention', 'fail']),
            slots: z.array(SlotNumber),
        }),
    ),
    digest: z.string(),
    asOf: AsOf,
});
export type Examination = z.infer<typeof Examination>;
/** POST /v1/certificates/{number}/suspension and …/revocation. */
export const RevocationRequest = z.strictObject({
    reason: z.string().min(1).max(200),
    code: z.enum(['error', 'correction', 'accreditation', 'instrument', 'fraud']).optional(),
    reissue: z.boolean().optional(),
});
export const CertificateSuspensionRequest = z.strictObject({ reason: z.string().min(1).max(200) });
export type RevocationRequest = z.infer<typeof RevocationRequest>;
export const CertificateCreated = Committed.extend({ number: z.string(), wh: WattHours });
export type CertificateCreated = z.infer<typeof CertificateCreated>;
/** `LG-2026-` and seven groups of four: 27 random Crockford base-32 characters and one check character. */
export const CertificateNumber = z.string().regex(/^LG-\d{4}(-[0-9A-HJKMNP-TV-Z]{4}){7}$/);
/** GET /v1/certificates/{number} without login: nothing in it names or locates a person. */
export const Certificate = z.object({
    number: CertificateNumber,
    status: z.enum(['valid', 'suspended', 'revoked', 'superseded']),
    supersedes: z.string().nullable(),
    supersededBy: z.string().nullable(),
    suspended: z.object({ reason: z.string() }).nullable(),
    scheme: z.object({ scheme: Identifier, version: z.int() }),
    /** How its energy stands with the national green electricity certificate: reserved and pending, reconciled, or not agreed. */
    instrument: z.enum(['pending', 'reconciled', 'mismatch']),
    statusEntry: z.object({ list: z.int(), index: z.int() }),
    wh: WattHours,
    /** Slots, `to` exclusive; `day` in the community's own time zone. */
    period: z.object({ from: SlotNumber, to: SlotNumber, start: SlotStart, end: SlotStart, day: LocalDay }),
    slots: z.int(),
    bySource: z.array(z.object({ source: z.string(), wh: WattHours })),
    byPlant: z.array(z.object({ plant: Identifier, source: z.string(), wh: WattHours })),
    /** SHA-256 commitment to the beneficiary: the holder can open it, nobody can guess it. */
    beneficiary: z.string(),
    digest: z.string(),
    issued: z.object({ block: z.int(), transactionId: z.string(), at: z.string() }),
    revoked: z.object({ block: z.int(), transactionId: z.string(), at: z.string(), reason: z.string() }).nullable(),
    /** What the certificate is not (no national GEC/绿证, no GO, no I-REC), as codes for the page to word. */
    statements: z.array(z.string()),
    simulation: z.boolean(),
});
export type Certificate = z.infer<typeof Certificate>;
export const CertificateDetail = Certificate.extend({ asOf: AsOf });
export type CertificateDetail = z.infer<typeof CertificateDetail>;
/**
 * GET /v1/certificates (certifier.officer; with the participant, as the certifier knows whom it issued to) and
 * GET /v1/participants/{id}/certificates.
 */
export const CertificatePage = page(Certificate.extend({ participant: Identifier.nullable() }));
