import type { Language, SignedCertificate } from '@linguang/chaincode/domain';
import {
    addProof,
    type DocumentKey,
    didDocument,
    type Instant,
    methodsOf,
    readX509,
    type StatusPurpose,
    signToken,
    statusListCredential,
    thumbprint,
    type UnsignedCertificate,
} from '@linguang/chaincode/domain';
import { gzip } from '@linguang/chaincode/testing';
import { sha256 } from '../crypto/sha256.js';
import { certificatePdf } from '../documents/pdf/certificatepdf.js';
import { documentAuthority } from './documentkeys.js';

export { certificatePdf, unsignedCertificatePdf } from '../documents/pdf/certificatepdf.js';
export { type DocumentSigner, signedData } from '../documents/pdf/cms.js';
export { SIGNATURE_ROOM, signPdf, type UnsignedPdf } from '../documents/pdf/sign.js';

/** A certifier whose key for documents an authority of its own certified: what tests of verifying need of one. */
export type TestCertifier = Readonly<{
    /** The authority's certificate, PEM. */
    authority: string;
    key: DocumentKey;
    /** The key document, JSON. */
    keyDocument: string;
    sign(core: UnsignedCertificate): SignedCertificate;
    token(core: UnsignedCertificate): string;
    pdf(certificate: SignedCertificate, language: Language): Promise<Uint8Array>;
    /** A signed status list, JSON. */
    statusList(purpose: StatusPurpose, set: readonly number[], times: Times): string;
}>;

type Times = Readonly<{ validFrom: Instant; validUntil: Instant }>;

/** @param did - of the certifier, as in the certificates that it signs */
export async function testCertifier(did: string): Promise<TestCertifier> {
    const { pem, signer } = await documentAuthority('Certifier (test) 1');
    const jwk = readX509(signer.chain[0] ?? new Uint8Array()).key;
    const key: DocumentKey = {
        kid: thumbprint(sha256, jwk),
        jwk,
        created: '2026-01-01T00:00:00Z',
        expires: null,
        revoked: null,
        x5c: signer.chain.map((der) => Buffer.from(der).toString('base64')),
    };
    const methods = methodsOf(did, key.kid);
    const cryptography = {
        hash: sha256,
        sign: (message: Uint8Array) => new Uint8Array(signer.sign(message)),
    };
    return {
        authority: pem,
        key,
        keyDocument: JSON.stringify(didDocument(did, [key])),
        sign: (core) =>
            addProof(core, { created: '2026-03-05T08:00:00Z', verificationMethod: methods.proof }, cryptography),
        token: (core) => signToken(core, 'vc+jwt', methods.token, cryptography.sign),
        pdf: (certificate, language) => certificatePdf(certificate, signer, { language }),
        statusList: (purpose, set, times) => {
            const list = statusListCredential({ did, purpose, list: 0, set }, { ...times, ttl: 300_000 }, gzip);
            const options = { created: times.validFrom, verificationMethod: methods.proof };
            return JSON.stringify(addProof(list, options, cryptography));
        },
    };
}
