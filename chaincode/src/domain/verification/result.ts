import type { DocumentKey } from '../credential/did.js';
import type { Gunzip } from '../credential/statuslist.js';
import type { Hash, VerifyEs256 } from '../crypto.js';
import { PDF_CHECKS } from './pdf/result.js';

/**
 * What is checked of a document, in order; those of a PDF and of a code only where there is one.
 * - `document.form`: it is one of the forms, read without two readings of it being possible
 * - `pdf.…`: see {@link PDF_CHECKS}
 * - `credential.form`, `.contexts`, `.figures`: exact members, pinned meaning, figures that agree
 * - `credential.key`: the key that the signature names is one of the issuer's, in force when it signed
 * - `credential.signature`: the signature is made by that key over all of the document
 * - `key.chain`: the key's X.509 certificate leads to a trusted authority
 * - `key.anchor`: the key was not revoked later, else anybody who has it can date a signature back
 * - `pdf.issuer`: who signed the PDF is the issuer of the credential in it
 * - `pdf.title`: the title of the PDF names the certificate's number
 * - `document.code`: the code that was read from paper names this number and this very content
 * - `validity`: the moment of the check lies between the certificate's dates
 * - `status.revocation`, `status.suspension`: what the issuer's status list says
 */
export const DOCUMENT_CHECKS = [
    'document.form',
    ...PDF_CHECKS,
    'credential.form',
    'credential.contexts',
    'credential.figures',
    'credential.key',
    'credential.signature',
    'key.chain',
    'key.anchor',
    'pdf.issuer',
    'pdf.title',
    'document.code',
    'validity',
    'status.revocation',
    'status.suspension',
] as const;
export type DocumentCheckId = (typeof DOCUMENT_CHECKS)[number];

export type DocumentCheck = Readonly<{
    id: DocumentCheckId;
    result: 'pass' | 'fail' | 'unknown';
    /** A code of `verificationWords` or of the catalogue of problems; null exactly where the check passed. */
    reason: string | null;
    params: Readonly<Record<string, string | number>>;
}>;

/**
 * - `valid`: everything passed, the status too
 * - `status-unknown`: a true document; whether it was withdrawn since was not to be found out
 * - `unknown`: nobody who is trusted vouches for the key, or against it
 * - `untrusted`: signed, but not by a key of the issuer that is trusted
 * - `tampered`: changed, damaged or put together; never what a certifier signed
 * - `unreadable`: none of the forms
 */
export type DocumentOutcome =
    | 'valid'
    | 'revoked'
    | 'suspended'
    | 'expired'
    | 'not-yet-valid'
    | 'status-unknown'
    | 'unknown'
    | 'untrusted'
    | 'tampered'
    | 'unreadable';

export type DocumentKind = 'credential' | 'jwt' | 'pdf' | 'none';

/** Whom to trust, and how to compute. */
export type DocumentTrust = Readonly<{
    /** Certificates of authorities, DER. */
    authorities: readonly Uint8Array[];
    /** Keys of issuers by DID, of key documents that are trusted as they are. */
    keys: ReadonlyMap<string, readonly DocumentKey[]>;
    /** Status lists as they were fetched, parsed and not checked. */
    statusLists: readonly unknown[];
    /** What a camera read from the code on the paper. */
    code?: string;
    hash: Hash;
    verify: VerifyEs256;
    gunzip: Gunzip;
}>;

/** What a document says. Only given where its signature holds. */
export type DocumentSummary = Readonly<{
    number: string;
    /** What the ledger and the log hold of it. */
    digest: string;
    issuer: string;
    issuerName: string;
    periodStart: string;
    periodEnd: string;
    consumedWh: number;
    matchedWh: number;
    matchedShareBp: number;
    validUntil: string;
    /** Of a simulated district: no energy was consumed. */
    simulation: boolean;
    supersedes: string | null;
}>;

export type DocumentVerification = Readonly<{
    kind: DocumentKind;
    outcome: DocumentOutcome;
    checks: readonly DocumentCheck[];
    summary: DocumentSummary | undefined;
}>;
