import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { MspError } from './identity.js';

/** What the membership service needs to know of an X.509 certificate. */
export interface Certificate {
    readonly x509: X509Certificate;
    readonly der: Buffer;
    readonly pem: string;
    /** SHA-256 of the signed part, hex: an altered encoding of the authority's signature is no second identity. */
    readonly digest: string;
    readonly publicKey: KeyObject;
    readonly units: readonly string[];
    readonly commonName: string;
    readonly isCa: boolean;
    /** Epoch milliseconds. */
    readonly notBefore: number;
    readonly notAfter: number;
}

/** @throws MspError with the texts of msp/mspimpl.go */
export function parseCertificate(pem: Uint8Array | string): Certificate {
    const text = typeof pem === 'string' ? pem : Buffer.from(pem).toString('latin1');
    const block = /-----BEGIN [^-]*-----\s[\s\S]*?-----END [^-]*-----/.exec(text);
    if (block === null) {
        throw new MspError('could not decode the PEM structure');
    }
    try {
        const x509 = new X509Certificate(block[0].replace(/(BEGIN|END) [^-]*-/g, '$1 CERTIFICATE-'));
        // First: of a certificate whose key cannot be read (a point off its curve) Node's legacy object ends the process.
        const { publicKey } = x509;
        const subject: unknown = x509.toLegacyObject().subject;
        return {
            x509,
            der: x509.raw,
            pem: text,
            digest: createHash('sha256').update(signedPart(x509.raw)).digest('hex'),
            publicKey,
            units: names(subject, 'OU'),
            commonName: names(subject, 'CN')[0] ?? '',
            isCa: x509.ca,
            notBefore: x509.validFromDate.getTime(),
            notAfter: x509.validToDate.getTime(),
        };
    } catch (error) {
        throw new MspError(`parseCertificate failed: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
        });
    }
}

/**
 * The chain from a certificate to a root, leaf first.
 * Validity is judged one second after the leaf's notBefore, as Fabric does: expiry is checked elsewhere.
 * @throws MspError when there is none
 */
export function chainOf(
    leaf: Certificate,
    roots: readonly Certificate[],
    intermediates: readonly Certificate[],
): readonly Certificate[] {
    const at = leaf.notBefore + 1000;
    const climb = (certificate: Certificate, path: readonly Certificate[]): readonly Certificate[] | undefined => {
        const root = roots.find(
            (candidate) => candidate.digest === certificate.digest || issued(candidate, certificate, at),
        );
        if (root !== undefined) {
            return root.digest === certificate.digest ? [...path, root] : [...path, certificate, root];
        }
        for (const candidate of intermediates) {
            if (!path.includes(candidate) && candidate !== certificate && issued(candidate, certificate, at)) {
                const found = climb(candidate, [...path, certificate]);
                if (found !== undefined) {
                    return found;
                }
            }
        }
        return undefined;
    };
    const chain = climb(leaf, []);
    if (chain === undefined) {
        throw new MspError('the supplied identity is not valid: x509: certificate signed by unknown authority');
    }
    return chain;
}

function issued(issuer: Certificate, certificate: Certificate, at: number): boolean {
    return (
        issuer.isCa &&
        issuer.notBefore <= at &&
        at <= issuer.notAfter &&
        certificate.x509.checkIssued(issuer.x509) &&
        certificate.x509.verify(issuer.publicKey)
    );
}

function names(subject: unknown, attribute: string): readonly string[] {
    if (typeof subject !== 'object' || subject === null) {
        return [];
    }
    const value: unknown = Reflect.get(subject, attribute);
    if (typeof value === 'string') {
        return [value];
    }
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** The part of a certificate or revocation list (parsed already) that its issuer signed. */
export function signedPart(der: Buffer): Buffer {
    const start = 2 + lengthBytes(der, 1);
    const size = 2 + lengthBytes(der, start + 1) + contentLength(der, start + 1);
    return der.subarray(start, start + size);
}

/** Bytes that follow the first length byte. */
function lengthBytes(der: Buffer, at: number): number {
    const first = der.readUInt8(at);
    return first < 0x80 ? 0 : first & 0x7f;
}

function contentLength(der: Buffer, at: number): number {
    const more = lengthBytes(der, at);
    return more === 0 ? der.readUInt8(at) : der.readUIntBE(at + 1, more);
}
