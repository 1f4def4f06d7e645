import 'reflect-metadata';
import { createPrivateKey, KeyObject, type webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import * as x509 from '@peculiar/x509';
import { signMessage } from '../../embedded/identity/signature.js';
import type { NetworkLayout } from '../../layout.js';
import { hasLowS } from '../../pki/lows.js';

/** Somebody who signs requests, honestly or not. */
export type Caller = Readonly<{
    mspId: string;
    /** What the certificate's bytes are taken from. */
    certificate: Uint8Array;
    /** `SerializedIdentity`: MSP id and certificate. */
    serialized: Uint8Array;
    sign: (message: Uint8Array) => Uint8Array;
}>;

/** A client identity of an organisation, or with `folder` a node's. */
export function callerOf(layout: NetworkLayout, organisation: string, mspId: string, user: string): Caller {
    return fromFolder(layout.userMsp(organisation, user), mspId);
}

/** A peer, which endorses what its organisation wants it to. */
export function peerCaller(layout: NetworkLayout, organisation: string, mspId: string, peer: string): Caller {
    return fromFolder(layout.nodeMsp(organisation, peer), mspId);
}

/** The same key and certificate under another MSP id, or with other bytes for a certificate. */
export function disguised(caller: Caller, as: Readonly<{ mspId?: string; certificate?: Uint8Array }>): Caller {
    const mspId = as.mspId ?? caller.mspId;
    const certificate = as.certificate ?? caller.certificate;
    return { mspId, certificate, serialized: serialize(mspId, certificate), sign: caller.sign };
}

/** One who presents an identity and signs with another's key. */
export function signedBy(caller: Caller, other: Pick<Caller, 'sign'>): Caller {
    return { ...caller, sign: other.sign };
}

export type Wish = Readonly<{
    /** Organisational units; `client` by default. */
    units?: readonly string[];
    notBefore?: Date;
    notAfter?: Date;
    /** Signed by an authority that nobody knows. */
    isForeign?: boolean;
}>;

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Has the organisation's authority, or a stranger's of the same name, issue a certificate of a special kind. */
export async function issueCaller(
    layout: NetworkLayout,
    organisation: string,
    mspId: string,
    wish: Wish,
): Promise<Caller> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const authority = new x509.X509Certificate(readFileSync(join(layout.ca(organisation), 'ca-cert.pem'), 'utf8'));
    const signingKey = wish.isForeign
        ? (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])).privateKey
        : await authorityKey(layout, organisation);
    // As everywhere: Fabric rewrites certificates whose signature has a high S, and then compares.
    const make = async () =>
        await x509.X509CertificateGenerator.create({
            serialNumber: '0123456789',
            subject: [
                { O: [organisation] },
                ...(wish.units ?? ['client']).map((unit) => ({ OU: [unit] })),
                { CN: ['special'] },
            ],
            issuer: authority.subjectName.toJSON(),
            notBefore: wish.notBefore ?? new Date(Date.now() - DAY_MS / 1440),
            notAfter: wish.notAfter ?? new Date(Date.now() + DAY_MS),
            publicKey: keys.publicKey,
            signingKey,
            signingAlgorithm: ALGORITHM,
            extensions: [
                new x509.BasicConstraintsExtension(false, undefined, true),
                new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
                await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
                await x509.AuthorityKeyIdentifierExtension.create(await authority.publicKey.export()),
            ],
        });
    let certificate = await make();
    while (!hasLowS(new Uint8Array(certificate.signature))) {
        certificate = await make();
    }
    const bytes = Buffer.from(`${certificate.toString('pem')}\n`);
    const key = KeyObject.from(keys.privateKey);
    return { mspId, certificate: bytes, serialized: serialize(mspId, bytes), sign: (data) => signMessage(key, data) };
}

async function authorityKey(layout: NetworkLayout, organisation: string): Promise<webcrypto.CryptoKey> {
    const key = createPrivateKey(readFileSync(join(layout.ca(organisation), 'ca-key.pem'), 'utf8'));
    const der = key.export({ type: 'pkcs8', format: 'der' });
    return await crypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

function fromFolder(folder: string, mspId: string): Caller {
    const certificate = readFileSync(join(folder, 'signcerts', 'cert.pem'));
    const key = createPrivateKey(readFileSync(join(folder, 'keystore', 'key.pem')));
    return { mspId, certificate, serialized: serialize(mspId, certificate), sign: (data) => signMessage(key, data) };
}

function serialize(mspId: string, certificate: Uint8Array): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(certificate);
    return identity.serializeBinary();
}
