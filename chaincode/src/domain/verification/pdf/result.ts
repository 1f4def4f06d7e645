import type { Hash, VerifyEs256 } from '../../crypto.js';
import type { PublicJwk } from '../../jwk.js';

/**
 * What is checked of a certificate as PDF, in order. Only if all pass is the file what the certifier signed, all of it and nothing else.
 * - `pdf.structure`: one revision, read from the first byte to the last
 * - `pdf.credential`: one attachment, the credential the document is made from, as canonical JSON
 * - `pdf.coverage`: one signature, and it covers every byte but its own place
 * - `pdf.digest`: the bytes are those that were signed
 * - `pdf.signature`: the signature is made by the key of the certificate beside it, in the profile PAdES B-B with P-256
 * - `pdf.signer`: the signature names that very certificate and those above it (signing-certificate-v2)
 * - `pdf.chain`: the certificate leads to a trusted authority and is valid, or was when the document says it was signed
 */
export const PDF_CHECKS = [
    'pdf.structure',
    'pdf.credential',
    'pdf.coverage',
    'pdf.digest',
    'pdf.signature',
    'pdf.signer',
    'pdf.chain',
] as const;
export type PdfCheckId = (typeof PDF_CHECKS)[number];

/** Why a check did not pass. */
export type PdfReason =
    | 'PDF_NOT_PDF'
    | 'PDF_TOO_LARGE'
    | 'PDF_APPENDED'
    | 'PDF_REVISED'
    | 'PDF_DAMAGED'
    | 'PDF_NO_CREDENTIAL'
    | 'PDF_OTHER_ATTACHMENT'
    | 'PDF_CREDENTIAL_NOT_CANONICAL'
    | 'PDF_NOT_SIGNED'
    | 'PDF_SEVERAL_SIGNATURES'
    | 'PDF_NOT_COVERED'
    | 'PDF_CHANGED'
    | 'PDF_SIGNATURE_FORM'
    | 'PDF_SIGNATURE_WRONG'
    | 'PDF_SIGNER_NOT_NAMED'
    | 'PDF_SIGNER_UNTRUSTED'
    | 'PDF_SIGNER_EXPIRED'
    /** No authority to trust was given. */
    | 'PDF_NO_AUTHORITY'
    /** An earlier check failed, so there was nothing to check. */
    | 'PDF_NOT_CHECKED';

export type PdfCheck = Readonly<{
    id: PdfCheckId;
    result: 'pass' | 'fail' | 'unknown';
    /** null exactly where the check passed. */
    reason: PdfReason | null;
}>;

/** Whom to trust, and how to compute. */
export type PdfTrust = Readonly<{
    /** Certificates of authorities, DER. Empty: the chain stays unknown. */
    authorities: readonly Uint8Array[];
    /**
     * The moment of the check, ms since 1970. Certificates count where they are valid now, or were when the document says it was signed:
     * so a document outlives its certificate, and one of simulated time does not precede it.
     */
    now: number;
    hash: Hash;
    verify: VerifyEs256;
}>;

export type PdfSigner = Readonly<{
    /** DER of the certificate that signed and those above it as far as the file holds them. */
    chain: readonly Uint8Array[];
    commonName: string;
    organisation: string;
    /** Must be a key of the credential's issuer; whoever checks the credential looks for it in the issuer's key document. */
    key: PublicJwk;
}>;

export type PdfVerification = Readonly<{
    /** The embedded credential, parsed and not yet checked itself; undefined where there is none to read. Believe it only if all checks pass. */
    credential: unknown;
    /** The embedded credential as it stands in the file: canonical JSON (RFC 8785), UTF-8. */
    credentialBytes: Uint8Array | undefined;
    signer: PdfSigner | undefined;
    /** When the document says it was signed, ms since 1970. Nobody but the signer vouches for it. */
    signedAt: number | undefined;
    /** One for each of {@link PDF_CHECKS}, in that order. */
    checks: readonly PdfCheck[];
}>;
