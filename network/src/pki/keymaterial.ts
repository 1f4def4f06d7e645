import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { X509Certificate } from '@peculiar/x509';
import { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import {
    chaincodeProcessesOf,
    externalServicesOf,
    hostAndPort,
    LISTEN_HOST,
    orderersOf,
    peersOf,
    type Topology,
} from '../topology.js';
import { type Authority, type Credential, enrol, issueTls, newAuthority } from './certificate.js';
import {
    exists,
    type FolderContents,
    localMspContents,
    mspContents,
    pem,
    privateKeyPem,
    tlsContents,
    withBase64,
    writeFolderOnce,
} from './folders.js';

const CERTIFICATE_FILE = 'ca-cert.pem';
const KEY_FILE = 'ca-key.pem';

/**
 * Makes the key material of every organisation that is not there yet: an enrolment CA and a TLS CA, an MSP folder and a
 * TLS certificate for each node, an MSP folder for each client. What exists is kept, so a larger topology adds to it.
 * For development: a production organisation runs its own authorities and hands in the same folders.
 * @returns the folders that were made, in order
 * @throws NetworkError PKI_INCOMPLETE where an authority lost its certificate or key
 */
export async function createKeyMaterial(topology: Topology, dataDirectory: string): Promise<string[]> {
    const layout = new NetworkLayout(dataDirectory);
    const made: string[] = [];
    const write = async (folder: string, contents: () => Promise<FolderContents>): Promise<void> => {
        await mkdir(dirname(folder), { recursive: true });
        if (await writeFolderOnce(folder, contents)) {
            made.push(folder);
        }
    };
    for (const { name: organisation, clients } of topology.organisations) {
        await write(layout.ca(organisation), () => authorityContents(`ca.${organisation}`, organisation));
        await write(layout.tlsCa(organisation), () => authorityContents(`tlsca.${organisation}`, organisation));
        const ca = await loadAuthority(layout.ca(organisation));
        const tlsCa = await loadAuthority(layout.tlsCa(organisation));
        const msp = async (identity: Promise<Credential>): Promise<FolderContents> =>
            await localMspContents(organisation, ca.certificate, tlsCa.certificate, await identity);
        const tls = async (name: string, ...hosts: string[]): Promise<FolderContents> =>
            await tlsContents(
                tlsCa.certificate,
                await issueTls(tlsCa, name, organisation, alternativeNames(name, ...hosts)),
            );

        await write(layout.organisationMsp(organisation), async () =>
            mspContents(organisation, ca.certificate, tlsCa.certificate),
        );
        for (const [role, nodes] of [
            ['peer', peersOf(topology)],
            ['orderer', orderersOf(topology)],
        ] as const) {
            for (const { name, externalAddress } of nodes.filter((node) => node.organisation === organisation)) {
                const { host } = hostAndPort(externalAddress);
                await write(layout.nodeMsp(organisation, name), () => msp(enrol(ca, name, organisation, role)));
                await write(layout.nodeTls(organisation, name), () => tls(name, host));
            }
        }
        for (const user of ['admin', ...clients]) {
            const role = user === 'admin' ? 'admin' : 'client';
            await write(layout.userMsp(organisation, user), () =>
                msp(enrol(ca, `${user}@${organisation}`, organisation, role)),
            );
        }
        for (const process of chaincodeProcessesOf(topology)) {
            if (process.organisation === organisation && process.chaincode.tls) {
                await write(layout.chaincodeTls(organisation, process.name), async () =>
                    withBase64(await tls(process.name)),
                );
            }
        }
        for (const service of externalServicesOf(topology)) {
            if (service.organisation === organisation && service.chaincode.tls) {
                const hosts = Object.values(service.addresses).map((address) => hostAndPort(address).host);
                await write(layout.chaincodeTls(organisation, service.name), async () =>
                    withBase64(await tls(service.name, ...hosts)),
                );
            }
        }
    }
    return made;
}

async function authorityContents(commonName: string, organisation: string): Promise<FolderContents> {
    const { certificate, keys } = await newAuthority(commonName, organisation);
    return { [CERTIFICATE_FILE]: pem(certificate), [KEY_FILE]: await privateKeyPem(keys) };
}

/** Reads an authority's folder. @throws NetworkError PKI_INCOMPLETE where its certificate or key is missing */
export async function loadAuthority(folder: string): Promise<Authority> {
    for (const file of [CERTIFICATE_FILE, KEY_FILE]) {
        if (!(await exists(join(folder, file)))) {
            throw new NetworkError(
                'PKI_INCOMPLETE',
                `${join(folder, file)} is missing; restore it, or erase everything with "linguang network purge"`,
            );
        }
    }
    const certificate = new X509Certificate(await readFile(join(folder, CERTIFICATE_FILE), 'utf8'));
    const der = createPrivateKey(await readFile(join(folder, KEY_FILE), 'utf8')).export({
        type: 'pkcs8',
        format: 'der',
    });
    const signingKey = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
        'sign',
    ]);
    return { certificate, signingKey };
}

function alternativeNames(...names: string[]): { type: 'dns' | 'ip'; value: string }[] {
    const all = new Set([...names, 'localhost', LISTEN_HOST]);
    return [...all].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}
