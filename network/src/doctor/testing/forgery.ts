import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
    BasicConstraintsExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
    X509Certificate,
    X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** How a certificate differs from an ordinary one. */
export type Forged = Readonly<{
    /** Days from now. */
    from?: number;
    to?: number;
    unit?: string;
    hosts?: readonly string[];
    isAuthority?: boolean;
}>;

/** Issues a certificate with chosen dates and names by an authority in a folder, and writes it with its key. */
export async function forge(
    authority: string,
    files: Readonly<{ certificate: string; key: string }>,
    { from = -1, to = 365, unit, hosts, isAuthority = false }: Forged,
): Promise<void> {
    const issuer = new X509Certificate(await readFile(join(authority, 'ca-cert.pem'), 'utf8'));
    const der = createPrivateKey(await readFile(join(authority, 'ca-key.pem'), 'utf8')).export({
        type: 'pkcs8',
        format: 'der',
    });
    const signingKey = await crypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const own = isAuthority ? { publicKey: await issuer.publicKey.export(), privateKey: signingKey } : keys;
    const certificate = await X509CertificateGenerator.create({
        serialNumber: '4d5e',
        subject: isAuthority
            ? issuer.subjectName.toJSON()
            : [{ O: ['somebody'] }, ...(unit === undefined ? [] : [{ OU: [unit] }]), { CN: ['somebody'] }],
        issuer: issuer.subjectName.toJSON(),
        notBefore: new Date(Date.now() + from * DAY_MS),
        notAfter: new Date(Date.now() + to * DAY_MS),
        publicKey: own.publicKey,
        signingKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
            new BasicConstraintsExtension(isAuthority, undefined, true),
            new KeyUsagesExtension(isAuthority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
            ...(hosts === undefined
                ? []
                : [new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns' as const, value })))]),
        ],
    });
    await mkdir(join(files.certificate, '..'), { recursive: true });
    await writeFile(files.certificate, `${certificate.toString('pem')}\n`);
    if (!isAuthority) {
        const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', own.privateKey));
        const pem = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({
            type: 'pkcs8',
            format: 'pem',
        });
        await writeFile(files.key, pem, { mode: 0o600 });
    }
}
