import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../pki/folders.js';
import { type Consenter, consensusOf } from './consenters.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

/** Whether the addresses and orderers that the channel's configuration names are those of the topology. */
export async function examineChannel(scene: Scene, notes: Notes): Promise<void> {
    const { genesisBlock } = scene.fabric;
    const channel = await scene.channel();
    if (channel === undefined) {
        if (scene.engine === 'fabric' && (await exists(genesisBlock))) {
            notes.fault(
                'CHANNEL_UNREADABLE',
                genesisBlock,
                'no configuration block',
                'the first block of the channel',
                {
                    file: genesisBlock,
                },
            );
        }
        return;
    }
    const { configuration, source } = channel;
    const { portBase } = scene.topology;
    const compare = (
        code: 'ANCHOR_STALE' | 'ENDPOINT_STALE' | 'CONSENTER_STALE',
        named: readonly string[],
        known: readonly string[],
    ): void => {
        for (const address of named.filter((one) => !known.includes(one))) {
            notes.fault(code, address, `named by ${source}`, `one of ${known.join(', ')}`, { portBase });
        }
    };
    const orderers = scene.orderers.map(({ externalAddress }) => externalAddress);
    compare(
        'ANCHOR_STALE',
        configuration.organisations.flatMap(({ anchorPeers }) =>
            anchorPeers.map(({ host, port }) => `${host}:${port}`),
        ),
        scene.peers.map(({ externalAddress }) => externalAddress),
    );
    compare('ENDPOINT_STALE', configuration.ordererAddresses, orderers);
    const { type, consenters } = consensusOf(configuration.config);
    if (scene.engine === 'fabric') {
        compare(
            'CONSENTER_STALE',
            consenters.map(({ host, port }) => `${host}:${port}`),
            orderers,
        );
        await examineConsenters(scene, consenters, notes);
    }
    if (notes.findings.length === 0) {
        notes.pass(`anchors, orderer endpoints and ${type} consenters of ${source} are those of the topology`);
    }
}

/**
 * Orderers know each other by the public key of the TLS certificate, so that a renewed one of the same key will do; with
 * BFT also by that of the enrolment certificate.
 */
async function examineConsenters(scene: Scene, consenters: readonly Consenter[], notes: Notes): Promise<void> {
    await Promise.all(
        scene.orderers.map(async ({ name, organisation, externalAddress }) => {
            const known = consenters.find(({ host, port }) => `${host}:${port}` === externalAddress);
            const tls = scene.layout.nodeTls(organisation, name);
            const msp = scene.layout.nodeMsp(organisation, name);
            for (const [folder, file, pem] of [
                [tls, join(tls, 'server.crt'), known?.tlsCertificate],
                [msp, join(msp, 'signcerts', 'cert.pem'), known?.identity],
            ] as const) {
                const own = await readFile(file, 'utf8').catch(() => undefined);
                const [ours, theirs] = [keyOf(own), keyOf(pem)];
                // A file that is no certificate is named among the certificates.
                if (ours !== undefined && theirs !== undefined && ours !== theirs) {
                    const expected = `key ${theirs}, as in the channel`;
                    notes.fault('CONSENTER_CERTIFICATE', name, `key ${ours}`, expected, { folder });
                }
            }
        }),
    );
}

/** The end of the public key, hex: enough to tell one from another. */
function keyOf(pem: string | undefined): string | undefined {
    try {
        const key = pem === undefined ? undefined : new X509Certificate(pem).publicKey;
        return key?.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
    } catch {
        return undefined;
    }
}
