import type { Accreditation, CertificateRecord, SchemeVersion } from '../certificates/record.js';
import type { Hash, Hmac } from '../crypto.js';
import type { Carbon } from '../registry/rules/carbon.js';
import type { SlotRecord } from '../settlement/record.js';
import type { CredentialIssuer } from './credential.js';
import type { CertifiedLine } from './intervals.js';

/** What of a certificate's ledger record enters its document: all of it is known before the certificate is issued, and never changes. */
export type CertificateBasis = Pick<
    CertificateRecord,
    | 'number'
    | 'scheme'
    | 'beneficiary'
    | 'period'
    | 'plants'
    | 'instrument'
    | 'evidenceDigest'
    | 'criteriaDigest'
    | 'statusEntry'
    | 'approval'
    | 'issuedAt'
    | 'supersedes'
>;

/** Everything a certificate's document is made of. The same facts give the same bytes. */
export type CertificateFacts = Readonly<{
    issuer: CredentialIssuer;
    countryCode: string;
    channel: string;
    simulation: boolean;
    basis: CertificateBasis;
    scheme: Pick<SchemeVersion, 'document'>;
    /** Those that the basis names. */
    accreditations: readonly Accreditation[];
    /** All lines of the beneficiary in the period, in any order. */
    lines: readonly CertifiedLine[];
    /** The final records of the period's slots, in any order. */
    slots: readonly SlotRecord[];
    rules: Readonly<{ version: number; utcOffsetMinutes: number; carbon: Carbon | null }>;
    /** 32 secret bytes that all salts derive from: certifier and holder know them. */
    key: Uint8Array;
}>;

export type BuildCrypto = Readonly<{ hash: Hash; hmac: Hmac }>;
