import type { Hash } from './crypto.js';
import type { LineProof } from './lines/proof.js';
import type { Source } from './registry/point.js';
import type { SlotRecord } from './settlement/record.js';
import type { Slot, SlotRange } from './slot.js';
import type { Watt, Wh } from './units.js';

/** A plant the certifier accredited. */
export type Accreditation = {
    readonly v: 1;
    readonly plant: string;
    readonly source: Source;
    readonly capacityW: Watt;
    readonly point: string;
    readonly register: 'export' | 'generation';
    readonly filingNumber: string;
    readonly from: Slot;
    readonly until: Slot | null;
    readonly suspensions: readonly { readonly from: Slot; readonly reason: string }[];
};

export type CertificateStatus = 'retired' | 'revoked';
export type CertificateShare = { readonly plant: string; readonly source: Source; readonly wh: Wh };

/** A certificate on the ledger: no name, no load curve; the beneficiary only as a commitment. */
export type CertificateRecord = {
    readonly v: 1;
    readonly number: string;
    readonly status: CertificateStatus;
    /** SHA-256 (hex) of canonical JSON `{nonce, participant}`. */
    readonly beneficiary: string;
    /** First slot and the slot after the last one. */
    readonly period: SlotRange;
    /** Slots that hold certified energy. */
    readonly slots: number;
    readonly wh: Wh;
    readonly plants: readonly CertificateShare[];
    /** SHA-256 (hex) of the canonical evidence. */
    readonly evidenceDigest: string;
    /** Digest of the document, as given. */
    readonly digest: string;
    readonly revocation: { readonly reason: string } | null;
};

export type CertificateRequest = {
    readonly number: string;
    readonly beneficiary: string;
    readonly period: SlotRange;
    readonly digest: string;
};

/** Transient: what the certifier bases the certificate on. */
export type CertificateEvidence = {
    readonly participant: string;
    readonly nonce: string;
    readonly lines: readonly LineProof[];
};

/** Which slots of a point and ledger day are certified: 96 bits as 24 hex digits, slot 0 of the day is the highest bit. */
export type ClaimMap = string;
export type ClaimKey = { readonly point: string; readonly day: number };

export const CERTIFICATE_MAX_SLOTS = 100;
export declare const NO_CLAIMS: ClaimMap;
/** Reads the request (slots as integers). @throws REQUEST_INVALID, CERTIFICATE_PERIOD */
export declare function parseCertificateRequest(request: unknown): CertificateRequest;
/** @throws REQUEST_INVALID */
export declare function parseEvidence(value: unknown): CertificateEvidence;
export declare function beneficiaryCommitment(participant: string, nonce: string, hash: Hash): string;
/** Points and days whose claim maps, and plants whose accreditations, the issue needs. */
export declare function claimsNeeded(evidence: CertificateEvidence): readonly ClaimKey[];
export declare function plantsNeeded(evidence: CertificateEvidence): readonly string[];
/**
 * Checks everything and answers what to write.
 * @throws CERTIFICATE_BENEFICIARY, CERTIFICATE_PERIOD, PROOF_INVALID, CERTIFICATE_NOT_FINAL, CERTIFICATE_CLAIMED,
 *   PLANT_NOT_ACCREDITED, CERTIFICATE_EMPTY
 */
export declare function issueCertificate(
    input: Readonly<{
        request: CertificateRequest;
        evidence: CertificateEvidence;
        records: ReadonlyMap<Slot, SlotRecord>;
        accreditations: ReadonlyMap<string, Accreditation>;
        /** By `claimName`. */
        claims: ReadonlyMap<string, ClaimMap>;
        hash: Hash;
    }>,
): { readonly certificate: CertificateRecord; readonly claims: readonly (ClaimKey & { readonly map: ClaimMap })[] };
export declare function claimName(key: ClaimKey): string;
/** @throws CERTIFICATE_STATUS unless it is retired. */
export declare function revokeCertificate(certificate: CertificateRecord, reason: string): CertificateRecord;
/** Reads `{plant, source, capacityW, point, register, filingNumber, from, until?}` (slots as integers). @throws REQUEST_INVALID */
export declare function parseAccreditation(request: unknown): Accreditation;
export declare function suspendPlant(of: Accreditation, from: Slot, reason: string): Accreditation;
export declare function accreditedAt(of: Accreditation | undefined, at: Slot): boolean;
/** What of a consumer's lines could be certified: the candidates a certifier sees. */
export declare function certifiableWh(
    proofs: readonly LineProof[],
    accreditations: ReadonlyMap<string, Accreditation>,
): Wh;
