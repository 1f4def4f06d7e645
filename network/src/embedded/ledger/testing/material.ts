import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetworkLayout } from '../../../layout.js';
import { createKeyMaterial } from '../../../pki/keymaterial.js';
import { parseTopology, type TopologyInput } from '../../../topology.js';
import type { OrganisationMaterial } from '../../ledger.js';

/** Three organisations whose names mean nothing, for tests. */
export const TEST_TOPOLOGY: TopologyInput = {
    channel: 'trial',
    organisations: ['alpha', 'beta', 'gamma'].map((name) => ({
        name,
        mspId: `${name.charAt(0).toUpperCase()}${name.slice(1)}MSP`,
        peers: 2,
        orderers: 1,
        clients: ['app', 'other'],
    })),
    chaincodes: [],
    batch: { maxMessages: 10, absoluteMaxBytes: 1_000_000, preferredMaxBytes: 100_000, timeoutMs: 20 },
    portBase: 20000,
};

let shared: Promise<string> | undefined;

/** A directory with the key material of the test topology, made once per process. */
export function testMaterial(): Promise<string> {
    shared ??= makeMaterial();
    return shared;
}

async function makeMaterial(): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), 'ledger-material-'));
    await createKeyMaterial(parseTopology(TEST_TOPOLOGY), directory);
    process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
    return directory;
}

/** What the genesis block is made from. */
export function organisationMaterial(directory: string): OrganisationMaterial[] {
    const layout = new NetworkLayout(directory);
    return TEST_TOPOLOGY.organisations.map(({ name, mspId }, at) => {
        const node = `orderer0.${name}`;
        const msp = layout.nodeMsp(name, node);
        const [certificate = ''] = readdirSync(join(msp, 'signcerts'));
        return {
            name,
            mspId,
            mspDirectory: layout.organisationMsp(name),
            anchorPeers: [{ host: 'localhost', port: 20000 + at }],
            orderers: [
                {
                    host: 'localhost',
                    port: 21000 + at,
                    tlsCertificate: readFileSync(join(layout.nodeTls(name, node), 'server.crt'), 'utf8'),
                    certificate: readFileSync(join(msp, 'signcerts', certificate), 'utf8'),
                },
            ],
        };
    });
}
