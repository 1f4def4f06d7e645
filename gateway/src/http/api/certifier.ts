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

/** POST /v1/plants (certifier.officer): accreditation. */
export const PlantRequest = z.strictObject({
    plant: Identifier,
    source: Identifier,
    capacityW: z.int().min(1),
    point: Identifier,
    register: z.enum(['export', 'generation']),
    filingNumber: z.string().min(1).max(64),
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
    filingNumber: z.string(),
    from: SlotNumber,
    until: SlotNumber.nullable(),
    status: z.enum(['accredited', 'suspended']),
    suspension: z.object({ from: SlotNumber, reason: z.string() }).nullable(),
});
export type Plant = z.infer<typeof Plant>;
export const PlantPage = page(Plant);
export const PlantCreated = Committed.extend({ plant: Identifier });
export type PlantCreated = z.infer<typeof PlantCreated>;
/** POST /v1/plants/{id}/suspension. */
export const SuspensionRequest = z.strictObject({ from: SlotName, reason: z.string().min(1).max(200) });
export type SuspensionRequest = z.infer<typeof SuspensionRequest>;

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
/** POST /v1/certificates/{number}/revocation. */
export const RevocationRequest = z.strictObject({ reason: z.string().min(1).max(200) });
export type RevocationRequest = z.infer<typeof RevocationRequest>;
export const CertificateCreated = Committed.extend({ number: z.string(), wh: WattHours });
export type CertificateCreated = z.infer<typeof CertificateCreated>;
/** `LG-2026-7K3M-9QX4`: 7 random Crockford base-32 characters and one check character. */
export const CertificateNumber = z.string().regex(/^LG-\d{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
/** GET /v1/certificates/{number} without login: nothing in it names or locates a person. */
export const Certificate = z.object({
    number: CertificateNumber,
    status: z.enum(['valid', 'revoked']),
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
