import { X509Certificate } from 'node:crypto';
import type { msp } from '@hyperledger/fabric-protos';
import { readMspFolder } from '../embedded/identity/mspfolder.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

/** Whether the channel knows every organisation by what lies in its MSP folder, and nodes trust the same authorities. */
export async function examineMembership(scene: Scene, notes: Notes): Promise<void> {
    const { topology, layout } = scene;
    const channel = await scene.channel();
    for (const { name, mspId, clients } of topology.organisations) {
        const folder = layout.organisationMsp(name);
        const own = read(folder, mspId);
        if (own === undefined) {
            notes.fault('MSP_DIFFERS', folder, 'missing or unreadable', 'an MSP folder', { folder });
            continue;
        }
        const known = channel?.configuration.mspConfigs.find((config) => config.getName() === mspId);
        if (channel !== undefined && known === undefined) {
            const members = channel.configuration.mspConfigs.map((config) => config.getName()).join(', ');
            notes.fault('ORGANISATION_ABSENT', mspId, `${channel.source} knows ${members}`, mspId);
        }
        for (const [what, ours, theirs] of known === undefined ? [] : differences(own, known)) {
            notes.fault('MSP_DIFFERS', folder, `${what} ${ours}`, `${theirs}, as in ${channel?.source}`, { folder });
        }
        const local = [
            ...scene.nodes.filter((node) => node.organisation === name).map((node) => layout.nodeMsp(name, node.name)),
            ...['admin', ...clients].map((user) => layout.userMsp(name, user)),
        ];
        for (const msp of local) {
            // A folder that is not there is named among the certificates.
            const [first] = differences(read(msp, mspId) ?? own, own);
            if (first !== undefined) {
                const [what, ours, theirs] = first;
                notes.fault('MSP_LOCAL_DIFFERS', msp, `${what} ${ours}`, `${theirs}, as in ${folder}`, { folder: msp });
            }
        }
    }
    if (notes.findings.length === 0) {
        const where = channel === undefined ? 'the folders agree' : `as in ${channel.source}`;
        notes.pass(`${topology.organisations.length} organisations with their authorities and node units, ${where}`);
    }
}

function read(folder: string, mspId: string): msp.FabricMSPConfig | undefined {
    try {
        const config = readMspFolder(folder, mspId);
        return config.getRootCertsList().length === 0 ? undefined : config;
    } catch {
        return undefined;
    }
}

/** What differs of two MSPs, with both sides in words. */
function differences(one: msp.FabricMSPConfig, other: msp.FabricMSPConfig): [string, string, string][] {
    const parts: [string, (config: msp.FabricMSPConfig) => string][] = [
        ['root authorities', (config) => certificates(config.getRootCertsList_asU8())],
        ['intermediate authorities', (config) => certificates(config.getIntermediateCertsList_asU8())],
        ['TLS root authorities', (config) => certificates(config.getTlsRootCertsList_asU8())],
        ['TLS intermediate authorities', (config) => certificates(config.getTlsIntermediateCertsList_asU8())],
        ['node units', (config) => units(config.getFabricNodeOus())],
    ];
    return parts.flatMap(([what, say]): [string, string, string][] => {
        const [a, b] = [say(one), say(other)];
        return a === b ? [] : [[what, a, b]];
    });
}

/** Fingerprints, short but enough to tell one from another. */
function certificates(pems: readonly Uint8Array[]): string {
    return pems.length === 0 ? 'none' : pems.map(fingerprint).sort().join(' ');
}

function fingerprint(pem: Uint8Array): string {
    try {
        return new X509Certificate(pem).fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase();
    } catch {
        return 'unreadable';
    }
}

function units(nodeUnits: msp.FabricNodeOUs | undefined): string {
    if (nodeUnits === undefined || !nodeUnits.getEnable()) {
        return 'off';
    }
    return [
        nodeUnits.getClientOuIdentifier(),
        nodeUnits.getPeerOuIdentifier(),
        nodeUnits.getAdminOuIdentifier(),
        nodeUnits.getOrdererOuIdentifier(),
    ]
        .map((unit) => {
            const certificate = unit?.getCertificate_asU8() ?? new Uint8Array();
            const name = unit?.getOrganizationalUnitIdentifier() ?? '-';
            return certificate.length === 0 ? name : `${name}@${fingerprint(certificate)}`;
        })
        .join(' ');
}
