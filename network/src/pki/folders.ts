import { randomBytes, type webcrypto } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { X509Certificate } from '@peculiar/x509';
import type { Credential } from './certificate.js';

/** Contents of a folder by relative path. Names of private keys (`key.pem`, `.key`, `.key.base64`) are written for the owner only. */
export type FolderContents = Readonly<Record<string, string>>;

/**
 * Writes a folder in one step, so that a crash leaves no half of it; one that is there already is kept as it is.
 * @returns whether it was written
 */
export async function writeFolderOnce(folder: string, contents: () => Promise<FolderContents>): Promise<boolean> {
    if (await exists(folder)) {
        return false;
    }
    const temporary = `${folder}.${randomBytes(4).toString('hex')}.tmp`;
    try {
        for (const [path, content] of Object.entries(await contents())) {
            const file = join(temporary, path);
            await mkdir(dirname(file), { recursive: true });
            await writeFile(file, content, { mode: isPrivate(path) ? 0o600 : 0o644 });
        }
        await rename(temporary, folder);
    } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw error;
    }
    return true;
}

export async function exists(path: string): Promise<boolean> {
    return await access(path).then(
        () => true,
        () => false,
    );
}

/** The public half of an MSP folder: which authorities are trusted and which unit means which role. */
export function mspContents(organisation: string, ca: X509Certificate, tlsCa: X509Certificate): FolderContents {
    return {
        [`cacerts/${caFile(organisation)}`]: pem(ca),
        [`tlscacerts/tlsca.${organisation}-cert.pem`]: pem(tlsCa),
        'config.yaml': nodeUnits(organisation),
    };
}

/** A local MSP: the public half with an identity's own certificate and key. */
export async function localMspContents(
    organisation: string,
    ca: X509Certificate,
    tlsCa: X509Certificate,
    identity: Credential,
): Promise<FolderContents> {
    return {
        ...mspContents(organisation, ca, tlsCa),
        'signcerts/cert.pem': pem(identity.certificate),
        'keystore/key.pem': await privateKeyPem(identity.keys),
    };
}

export async function tlsContents(tlsCa: X509Certificate, identity: Credential): Promise<FolderContents> {
    return {
        'ca.crt': pem(tlsCa),
        'server.crt': pem(identity.certificate),
        'server.key': await privateKeyPem(identity.keys),
    };
}

/** A TLS folder with its key and certificate in base64 beside it, as the Java chaincode library wants to have them named. */
export function withBase64(contents: FolderContents): FolderContents {
    const encoded = ['server.crt', 'server.key'].map((name): [string, string] => [
        `${name}.base64`,
        Buffer.from(contents[name] ?? '').toString('base64'),
    ]);
    return { ...contents, ...Object.fromEntries(encoded) };
}

export function pem(certificate: X509Certificate): string {
    return `${certificate.toString('pem')}\n`;
}

export async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
    return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}

/** Fabric reads the NodeOUs from config.yaml; naming the CA file binds the units to that authority. */
function nodeUnits(organisation: string): string {
    const units = ['Client', 'Peer', 'Admin', 'Orderer'].flatMap((role) => [
        `  ${role}OUIdentifier:`,
        `    Certificate: cacerts/${caFile(organisation)}`,
        `    OrganizationalUnitIdentifier: ${role.toLowerCase()}`,
    ]);
    return ['NodeOUs:', '  Enable: true', ...units, ''].join('\n');
}

function caFile(organisation: string): string {
    return `ca.${organisation}-cert.pem`;
}

function isPrivate(path: string): boolean {
    return /(key\.pem|\.key|\.key\.base64)$/.test(path);
}
