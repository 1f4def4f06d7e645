import type { DocumentKey } from '../credential/did.js';
import type { DisclosureCommitment, DisclosureLeaf } from '../credential/disclosure.js';
import type { Gunzip } from '../credential/statuslist.js';
import type { Hash, VerifyEs256 } from '../crypto.js';
import type { SignedTreeHead } from '../log/head.js';
import type { Network } from './bundle.js';
import { PDF_CHECKS } from './pdf/result.js';

/**
 * What else than the certifier's signature speaks for a certificate. Where it is not given, the check stays unknown and the outcome is what
 * it would be without; where it is false, so is the document.
 * - `network.trust`: the anchors (authorities of organisations, keys of the log) are those that the reader trusts
 * - `log.head`: signed by the certifier and another organisation, and no known head contradicts it
 * - `log.inclusion`: the certificate is in the log under that head
 * - `ledger.record`: peers of the certifier and of another organisation hold the record with this digest for committed
 * - `ledger.block`: orderers signed the block in which it was written
 * - `ledger.transaction`: the transaction itself, where it is shown, was endorsed and wrote the record
 * - `meter.form`: the holder's proofs have exactly their members and are of this certificate
 * - `meter.holder`: the beneficiary and the metering points of the certificate are those of the proofs
 * - `meter.roots`: the records of the slots are those that the certifier signed the digest of
 * - `meter.lines`: every settlement line is under the root of its slot, and the certified ones are those on the ledger
 * - `meter.figures`: the lines add up to the figures of the certificate
 * - `meter.keys`: peers of two organisations signed whose keys the meters have
 * - `meter.readings`: a meter signed the registers of every line that rests on a signed reading
 */
export const EVIDENCE_CHECKS = [
    'network.trust',
    'log.head',
    'log.inclusion',
    'ledger.record',
    'ledger.block',
    'ledger.transaction',
    'meter.form',
    'meter.holder',
    'meter.roots',
    'meter.lines',
    'meter.figures',
    'meter.keys',
    'meter.readings',
] as const;

/**
 * What is checked of a document, in order; those of a PDF and of a code only where there is one.
 * - `document.form`: it is one of the forms, read without two readings of it being possible
 * - `bundle.form`: a bundle has exactly its members, in canonical form
 * - `bundle.document`: the bundle that was given beside a document is that document's
 * - `bundle.chains`: its X.509 chains are those of the keys that signed what is in it
 * - `pdf.…`: see {@link PDF_CHECKS}
 * - `credential.form`, `.contexts`, `.figures`: exact members, pinned meaning, figures that agree
 * - `credential.key`: the key that the signature names is one of the issuer's, in force when it signed
 * - `credential.signature`: the signature is made by that key over all of the document
 * - `disclosure.form`, `.key`, `.signature`, `.leaves`: of what a holder shows in part: exact members, a key of the issuer, the certifier's
 *   signature over the commitment, every leaf under its root
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
    'bundle.form',
    'bundle.document',
    'bundle.chains',
    ...PDF_CHECKS,
    'credential.form',
    'credential.contexts',
    'credential.figures',
    'credential.key',
    'credential.signature',
    'disclosure.form',
    'disclosure.key',
    'disclosure.signature',
    'disclosure.leaves',
    'key.chain',
    'key.anchor',
    'pdf.issuer',
    'pdf.title',
    'document.code',
    'validity',
    'status.revocation',
    'status.suspension',
    ...EVIDENCE_CHECKS,
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

export type DocumentKind = 'credential' | 'jwt' | 'pdf' | 'bundle' | 'presentation' | 'none';

/** Whom to trust, and how to compute. */
export type DocumentTrust = Readonly<{
    /** Certificates of authorities, DER. */
    authorities: readonly Uint8Array[];
    /** Keys of issuers by DID, of key documents that are trusted as they are. */
    keys: ReadonlyMap<string, readonly DocumentKey[]>;
    /** Status lists as they were fetched, parsed and not checked. */
    statusLists: readonly unknown[];
    /** Anchors of networks that are trusted. */
    networks?: readonly Network[];
    /** The same by their digests: SHA-256 (hex) of the canonical JSON. */
    networkDigests?: readonly string[];
    /** File of the bundle of a document that is none itself. */
    bundle?: Uint8Array | string;
    /** The holder's proofs, parsed and not checked. */
    proofs?: unknown;
    /** Other heads of the log that the reader knows. */
    heads?: readonly SignedTreeHead[];
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
    /** What a presentation shows; only where it is proven. */
    disclosed?: Readonly<{ commitment: DisclosureCommitment; leaves: readonly DisclosureLeaf[] }>;
}>;
