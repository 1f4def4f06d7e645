import 'reflect-metadata';
import { KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import * as x509 from '@peculiar/x509';
import type { SigningIdentity } from '../identity.js';
import { signingIdentity } from '../signing.js';

type Curve = 'P-256' | 'P-384' | 'Ed25519';

/** A certificate of any kind with its key, for tests of the membership service. */
export interface Issued {
    readonly certificate: x509.X509Certificate;
    readonly keys: webcrypto.CryptoKeyPair;
    readonly pem: string;
    /** As an identity of this MSP. */
    signer(mspId: string): SigningIdentity;
}

export interface Wish {
    readonly name: string;
    readonly units?: readonly string[];
    readonly issuer?: Issued;
    readonly isCa?: boolean;
    readonly curve?: Curve;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
}

const DAY = 86_400_000;

export async function issue(wish: Wish): Promise<Issued> {
    const { name, units = [], issuer, isCa = false, curve = 'P-256' } = wish;
    const algorithm = curve === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' };
    const keys = await newKeys(curve);
    const subject: x509.JsonName = [{ CN: [name] }, ...units.map((unit) => ({ OU: [unit] }))];
    const signingKey = issuer?.keys.privateKey ?? keys.privateKey;
    const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: `0${randomBytes(8).toString('hex').slice(1)}`,
        subject,
        issuer: issuer?.certificate.subjectName.toJSON() ?? subject,
        notBefore: wish.notBefore ?? new Date(Date.now() - DAY),
        notAfter: wish.notAfter ?? new Date(Date.now() + DAY),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: issuer === undefined ? algorithm : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
        extensions: [
            new x509.BasicConstraintsExtension(isCa, undefined, true),
            new x509.KeyUsagesExtension(
                isCa
                    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
                    : x509.KeyUsageFlags.digitalSignature,
                true,
            ),
            await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
    });
    const pem = `${certificate.toString('pem')}\n`;
    const key = KeyObject.from(keys.privateKey);
    return { certificate, keys, pem, signer: (mspId) => signingIdentity(mspId, pem, key) };
}

/** A revocation list in PEM. */
export async function revocationList(issuer: Issued, ...revoked: readonly Issued[]): Promise<string> {
    const list = await x509.X509CrlGenerator.create({
        issuer: issuer.certificate.subject,
        thisUpdate: new Date(),
        nextUpdate: new Date(Date.now() + DAY),
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        entries: revoked.map(({ certificate }) => ({
            serialNumber: certificate.serialNumber,
            revocationDate: new Date(),
        })),
    });
    return list.toString('pem');
}

export interface MspWish {
    readonly roots: readonly Issued[];
    readonly intermediates?: readonly Issued[];
    readonly admins?: readonly Issued[];
    readonly revocationLists?: readonly string[];
    /** Node units; none when false. */
    readonly units?: boolean;
    /** The authority whose identities may carry node units. */
    readonly certifier?: Issued;
}

export function mspConfig(mspId: string, wish: MspWish): msp.FabricMSPConfig {
    const config = new msp.FabricMSPConfig();
    config.setName(mspId);
    config.setRootCertsList(wish.roots.map(({ pem }) => Buffer.from(pem)));
    config.setIntermediateCertsList((wish.intermediates ?? []).map(({ pem }) => Buffer.from(pem)));
    config.setAdminsList((wish.admins ?? []).map(({ pem }) => Buffer.from(pem)));
    config.setRevocationListList((wish.revocationLists ?? []).map((list) => Buffer.from(list)));
    if (wish.units ?? true) {
        const unit = (name: string): msp.FabricOUIdentifier => {
            const identifier = new msp.FabricOUIdentifier();
            identifier.setOrganizationalUnitIdentifier(name);
            if (wish.certifier !== undefined) {
                identifier.setCertificate(Buffer.from(wish.certifier.pem));
            }
            return identifier;
        };
        const units = new msp.FabricNodeOUs();
        units.setEnable(true);
        units.setClientOuIdentifier(unit('client'));
        units.setPeerOuIdentifier(unit('peer'));
        units.setAdminOuIdentifier(unit('admin'));
        units.setOrdererOuIdentifier(unit('orderer'));
        config.setFabricNodeOus(units);
    }
    return config;
}

async function newKeys(curve: Curve): Promise<webcrypto.CryptoKeyPair> {
    if (curve === 'Ed25519') {
        const pair: unknown = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']);
        return pair as webcrypto.CryptoKeyPair;
    }
    return await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: curve }, true, ['sign', 'verify']);
}
