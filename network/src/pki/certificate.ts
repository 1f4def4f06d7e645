import 'reflect-metadata';
import { type JsonWebKey, randomBytes, type webcrypto } from 'node:crypto';
import {
    AuthorityKeyIdentifierExtension,
    BasicConstraintsExtension,
    ExtendedKeyUsage,
    ExtendedKeyUsageExtension,
    type Extension,
    type JsonGeneralNames,
    type JsonName,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
    SubjectKeyIdentifierExtension,
    type X509Certificate,
    X509CertificateGenerator,
} from '@peculiar/x509';
import { hasLowS } from './lows.js';

/** ECDSA on P-256 with SHA-256: what Fabric's own tools issue. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const DAY_MS = 86_400_000;
const CA_VALIDITY_MS = 15 * 365 * DAY_MS;
const LEAF_VALIDITY_MS = 10 * 365 * DAY_MS;
/** Certificates start a little in the past, for machines whose clocks differ. */
const BACKDATE_MS = 5 * 60_000;

/** A certificate with its private key. */
export type Credential = Readonly<{ certificate: X509Certificate; keys: webcrypto.CryptoKeyPair }>;
/** A certificate authority: its certificate and the key that signs. */
export type Authority = Readonly<{ certificate: X509Certificate; signingKey: webcrypto.CryptoKey }>;

/** A new self-signed authority. `SKI`, `certSign` and `cRLSign` are there because Fabric's MSP insists on them. */
export async function newAuthority(commonName: string, organisation: string): Promise<Credential> {
    const keys = await generateKeys();
    const certificate = await sign(
        { subject: name(commonName, organisation), validityMs: CA_VALIDITY_MS, publicKey: keys.publicKey },
        { subject: name(commonName, organisation), publicKey: keys.publicKey, signingKey: keys.privateKey },
        [
            new BasicConstraintsExtension(true, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ],
    );
    return { certificate, keys };
}

/**
 * Enrols an identity: a certificate that signs, whose organisational unit is its role.
 * @param role - the NodeOU: `peer`, `orderer`, `client` or `admin`
 */
export async function enrol(
    authority: Authority,
    commonName: string,
    organisation: string,
    role: 'peer' | 'orderer' | 'client' | 'admin',
): Promise<Credential> {
    return await issue(authority, name(commonName, organisation, role), [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    ]);
}

/** Issues a certificate for both ends of TLS connections (nodes also connect to each other as clients). */
export async function issueTls(
    authority: Authority,
    commonName: string,
    organisation: string,
    alternativeNames: JsonGeneralNames,
): Promise<Credential> {
    return await issue(authority, name(commonName, organisation), [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(alternativeNames),
    ]);
}

/**
 * Certifies a key that somebody else holds, for signing documents. Without an extended key usage: readers of PDF insist on those for mail
 * where there is one.
 * @param publicKey - P-256, as JWK
 */
export async function certify(
    authority: Authority,
    publicKey: JsonWebKey,
    { commonName, organisation, unit }: Readonly<{ commonName: string; organisation: string; unit: string }>,
): Promise<X509Certificate> {
    const { kty, crv, x, y } = publicKey;
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, ALGORITHM, true, ['verify']);
    return await issueFor(authority, key, name(commonName, organisation, unit), [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    ]);
}

async function issue(authority: Authority, subject: JsonName, extensions: Extension[]): Promise<Credential> {
    const keys = await generateKeys();
    return { certificate: await issueFor(authority, keys.publicKey, subject, extensions), keys };
}

async function issueFor(
    authority: Authority,
    publicKey: webcrypto.CryptoKey,
    subject: JsonName,
    extensions: Extension[],
): Promise<X509Certificate> {
    return await sign(
        { subject, validityMs: LEAF_VALIDITY_MS, publicKey },
        {
            subject: authority.certificate.subjectName.toJSON(),
            publicKey: await authority.certificate.publicKey.export(),
            signingKey: authority.signingKey,
        },
        extensions,
    );
}

async function sign(
    holder: Readonly<{ subject: JsonName; validityMs: number; publicKey: webcrypto.CryptoKey }>,
    issuer: Readonly<{ subject: JsonName; publicKey: webcrypto.CryptoKey; signingKey: webcrypto.CryptoKey }>,
    extensions: readonly Extension[],
): Promise<X509Certificate> {
    const now = Date.now();
    // A signature with a high S is valid X.509, but Fabric rewrites such certificates and then compares: sign again instead.
    for (;;) {
        const certificate = await X509CertificateGenerator.create({
            serialNumber: positiveSerial(),
            subject: holder.subject,
            issuer: issuer.subject,
            notBefore: new Date(now - BACKDATE_MS),
            notAfter: new Date(now + holder.validityMs),
            publicKey: holder.publicKey,
            signingKey: issuer.signingKey,
            signingAlgorithm: ALGORITHM,
            extensions: [
                ...extensions,
                await SubjectKeyIdentifierExtension.create(holder.publicKey),
                await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
            ],
        });
        if (hasLowS(new Uint8Array(certificate.signature))) {
            return certificate;
        }
    }
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
    return await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** 16 random bytes, positive and never with a leading zero byte (RFC 5280, 4.1.2.2). */
function positiveSerial(): string {
    const bytes = randomBytes(16);
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
    return bytes.toString('hex');
}

/** Passed as data, not as text, so that no character of a name can be taken for syntax. */
function name(commonName: string, organisation: string, unit?: string): JsonName {
    return [{ O: [organisation] }, ...(unit === undefined ? [] : [{ OU: [unit] }]), { CN: [commonName] }];
}
