import { canonical, hex, type Language, originOf, type SignedCertificate, utf8 } from '@linguang/chaincode/domain';
import { sha256 } from '../../crypto/sha256.js';
import type { DocumentSigner } from './cms.js';
import { verificationAddress } from './qr.js';
import type { QuarterHour } from './rosette.js';
import { signPdf, type UnsignedPdf } from './sign.js';
import { writePdf } from './write.js';

export type CertificatePdfOptions = Readonly<{
    language: Language;
    /** Address of the public page that verifies, without the number; by default `/verify` at the issuer's did:web. */
    page?: string;
    /** The holder's quarter-hours, for the picture; only where she wants them shown. They must add up to the certificate. */
    profile?: readonly QuarterHour[];
}>;

/** The certificate as PDF/A-3b before it is signed: equal credentials and options give equal bytes. */
export async function unsignedCertificatePdf(
    credential: SignedCertificate,
    { language, page, profile }: CertificatePdfOptions,
): Promise<UnsignedPdf> {
    const digest = digestOf(credential);
    const where = page ?? `${originOf(credential.issuer.id)}/verify`;
    const address = verificationAddress(where, credential.credentialSubject.certificateNumber, digest);
    return await writePdf(credential, { language, digest, address, ...(profile === undefined ? {} : { profile }) });
}

/** The certificate as PDF/A-3b with its credential embedded, signed (PAdES B-B) by the certifier's key of documents. */
export async function certificatePdf(
    credential: SignedCertificate,
    signer: DocumentSigner,
    options: CertificatePdfOptions,
): Promise<Uint8Array> {
    return signPdf(await unsignedCertificatePdf(credential, options), signer);
}

/** SHA-256 of the credential's core, hexadecimal, as the ledger has it. */
function digestOf({ proof: _, ...core }: SignedCertificate): string {
    return hex(sha256(utf8(canonical(core))));
}
