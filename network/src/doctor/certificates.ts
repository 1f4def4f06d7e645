import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type FindingCode, RESTORE } from './catalogue.js';
import { type AuthorityFiles, authoritiesOf, type Leaf, leavesOf } from './certificatefiles.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';
import { servedCertificate } from './served.js';

/** Renewing certificates takes people some days. */
const EXPIRY_NOTICE_MS = 30 * 86_400_000;

/** Chain, dates, names, roles and keys of every certificate in the folder, and whether running nodes serve them. */
export async function examineCertificates(scene: Scene, notes: Notes): Promise<void> {
    const authorities = authoritiesOf(scene);
    const leaves = leavesOf(scene);
    await Promise.all([
        ...authorities.map((authority) => examineAuthority(authority, scene, notes)),
        ...leaves.map((leaf) => examineLeaf(leaf, scene, notes)),
        ...(scene.running ? [examineServed(scene, notes)] : []),
    ]);
    if (notes.findings.length === 0) {
        notes.pass(
            `${leaves.length} certificates of ${authorities.length} authorities: chains complete, keys their own, none expires within 30 days`,
        );
    }
}

async function examineAuthority({ certificate, key }: AuthorityFiles, scene: Scene, notes: Notes): Promise<void> {
    const [own, ownKey] = await Promise.all([read(certificate, parseCertificate), read(key, parseKey)]);
    for (const [file, found] of [
        [certificate, own],
        [key, ownKey],
    ] as const) {
        if (typeof found === 'string') {
            notes.fault('AUTHORITY_MISSING', file, found, 'a PEM file', { file });
        }
    }
    if (typeof own === 'string') {
        return;
    }
    if (typeof ownKey !== 'string' && !own.checkPrivateKey(ownKey)) {
        notes.fault('AUTHORITY_MISSING', key, 'the key of another certificate', `the key of ${certificate}`, {
            file: key,
        });
    }
    const now = scene.probes.now();
    const [from, to] = [own.validFromDate, own.validToDate];
    if (now < from.getTime() || now > to.getTime()) {
        notes.fault(
            'AUTHORITY_EXPIRED',
            certificate,
            `valid from ${from.toISOString()} to ${to.toISOString()}`,
            `valid at ${new Date(now).toISOString()}`,
            { file: certificate },
        );
    } else if (to.getTime() - now < EXPIRY_NOTICE_MS) {
        notes.fault('AUTHORITY_EXPIRES', certificate, `expires on ${to.toISOString()}`, 'more than 30 days left', {
            file: certificate,
        });
    }
}

async function examineLeaf(leaf: Leaf, scene: Scene, notes: Notes): Promise<void> {
    const [own, key, authority] = await Promise.all([
        read(leaf.certificate, parseCertificate),
        read(leaf.key, parseKey),
        read(leaf.authority, parseCertificate),
    ]);
    const fault = (code: FindingCode, about: string, seen: string, expected: string) =>
        notes.fault(code, about, seen, expected, { folder: leaf.folder }, leaf.pinned ? RESTORE : undefined);
    for (const [file, found] of [
        [leaf.certificate, own],
        [leaf.key, key],
    ] as const) {
        if (typeof found === 'string') {
            const isMissing = found.startsWith('missing');
            fault(isMissing ? 'CERTIFICATE_MISSING' : 'CERTIFICATE_UNREADABLE', file, found, 'a PEM file');
        }
    }
    if (typeof own === 'string') {
        return;
    }
    examineDates(own, leaf, scene.probes.now(), fault);
    if (typeof authority !== 'string' && !(own.checkIssued(authority) && own.verify(authority.publicKey))) {
        fault(
            'CERTIFICATE_FOREIGN',
            leaf.certificate,
            `issued by ${oneLine(own.issuer)}`,
            `issued by ${leaf.authority}`,
        );
    }
    if (typeof key !== 'string' && !own.checkPrivateKey(key)) {
        fault('KEY_MISMATCH', leaf.key, 'the key of another certificate', `the key of ${leaf.certificate}`);
    }
    for (const host of leaf.hosts ?? []) {
        if ((isIP(host) === 0 ? own.checkHost(host) : own.checkIP(host)) === undefined) {
            fault('CERTIFICATE_NAME', leaf.certificate, own.subjectAltName ?? 'no alternative name', host);
        }
    }
    const units = own.subject.split('\n').filter((part) => part.startsWith('OU='));
    if (leaf.role !== undefined && !units.includes(`OU=${leaf.role}`)) {
        fault('CERTIFICATE_ROLE', leaf.certificate, oneLine(own.subject), `OU=${leaf.role}`);
    }
}

function examineDates(
    own: X509Certificate,
    { certificate }: Leaf,
    now: number,
    fault: (code: FindingCode, about: string, seen: string, expected: string) => void,
): void {
    const today = new Date(now).toISOString();
    const left = own.validToDate.getTime() - now;
    if (left < 0) {
        fault('CERTIFICATE_EXPIRED', certificate, `expired on ${own.validToDate.toISOString()}`, `valid at ${today}`);
    } else if (left < EXPIRY_NOTICE_MS) {
        fault(
            'CERTIFICATE_EXPIRES',
            certificate,
            `expires on ${own.validToDate.toISOString()}`,
            'more than 30 days left',
        );
    }
    if (own.validFromDate.getTime() > now) {
        const from = own.validFromDate.toISOString();
        fault('CERTIFICATE_NOT_YET_VALID', certificate, `valid from ${from}`, `valid at ${today}`);
    }
}

/** A node that was not restarted after its certificate was renewed goes on with the old one. */
async function examineServed(scene: Scene, notes: Notes): Promise<void> {
    await Promise.all(
        scene.nodes.map(async ({ name, organisation, ports }) => {
            const file = leavesOf(scene).find(({ folder }) => folder === scene.layout.nodeTls(organisation, name));
            const [served, own] = await Promise.all([
                servedCertificate(ports.listen, Math.min(2000, scene.leftMs)),
                read(file?.certificate ?? '', parseCertificate),
            ]);
            if (served !== undefined && typeof own !== 'string' && !served.raw.equals(own.raw)) {
                notes.fault(
                    'CERTIFICATE_NOT_LOADED',
                    name,
                    `serves the certificate ${served.serialNumber}, valid until ${served.validToDate.toISOString()}`,
                    `${own.serialNumber} of ${file?.certificate}`,
                    { node: name },
                );
            }
        }),
    );
}

/** @returns what the file holds, or in words why it does not */
async function read<T>(file: string, parse: (bytes: Buffer) => T): Promise<T | string> {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
    if (bytes instanceof Error) {
        return bytes.code === 'ENOENT' || bytes.code === 'ENOTDIR' ? 'missing' : `unreadable: ${bytes.message}`;
    }
    try {
        return parse(bytes);
    } catch (error) {
        return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
    }
}

const parseCertificate = (bytes: Buffer) => new X509Certificate(bytes);
const parseKey = (bytes: Buffer) => createPrivateKey(bytes);

function oneLine(name: string): string {
    return name.split('\n').join(', ');
}
