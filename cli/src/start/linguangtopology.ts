import { fileURLToPath } from 'node:url';
import { defineTopology, type Engine, type Topology } from '@linguang/network';

/** The folder of this repository: what the chaincodes' commands are relative to. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** How the orderers of Linguang's network agree. */
export const PROFILES = ['raft', 'bft'] as const;
export type Profile = (typeof PROFILES)[number];

const MEMBERS = "OR('GridMSP.member','CommunityMSP.member','CertifierMSP.member')";

/**
 * How long a lone transaction waits for company, milliseconds. A block costs real nodes more: every orderer and every peer
 * writes it to its disk.
 */
const BATCH_TIMEOUT_MS: Readonly<Record<Engine, number>> = { embedded: 30, fabric: 100 };

/** Who bills: the certifier needs no bills and holds none. */
const BILLING = "OR('GridMSP.member','CommunityMSP.member')";

/** A chaincode's program. A batch of readings is some hundred kilobytes of short-lived objects, for which Node's young generation is too small. */
const program = (name: string) => ['node', '--max-semi-space-size=64', 'chaincode/dist/main.js', name];

/** Private data of the consortium: every member organisation holds it, nobody outside can read it. */
const collection = (name: string, policy: string = MEMBERS) => ({
    name,
    policy,
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
});

/**
 * The network of Linguang: grid and community endorse energy, the certifier and one of them endorse certificates, and
 * all three decide on definitions and configuration.
 * @param options.portBase - first port of the network; 9080 by default
 * @param options.engine - what it is meant for; embedded by default
 * @param options.profile - `bft`: SmartBFT with a fourth orderer, the certifier's second; raft by default
 */
export function linguangTopology(
    options: Readonly<{ portBase?: number; engine?: Engine; profile?: Profile }>,
): Topology {
    const { engine = 'embedded', profile = 'raft' } = options;
    // As on real nodes anywhere, where peer and chaincode need not share a machine.
    const tls = engine === 'fabric';
    return defineTopology({
        channel: 'linguang',
        organisations: [
            { name: 'grid', mspId: 'GridMSP', peers: 2, orderers: 1, clients: ['gateway', 'operator'] },
            { name: 'community', mspId: 'CommunityMSP', peers: 2, orderers: 1, clients: ['gateway', 'operator'] },
            {
                name: 'certifier',
                mspId: 'CertifierMSP',
                peers: 1,
                // The fourth that SmartBFT needs stands with the party that neither buys nor sells.
                orderers: profile === 'bft' ? 2 : 1,
                clients: ['gateway', 'operator'],
            },
        ],
        chaincodes: [
            {
                name: 'energy',
                version: '1.0',
                policy: "AND('GridMSP.peer','CommunityMSP.peer')",
                collections: [collection('readings'), collection('lines'), collection('bills', BILLING)],
                process: 'per-organisation',
                command: program('energy'),
                cwd: ROOT,
                tls,
            },
            {
                name: 'certificate',
                version: '1.0',
                policy: "AND('CertifierMSP.peer',OR('GridMSP.peer','CommunityMSP.peer'))",
                process: 'per-organisation',
                command: program('certificate'),
                cwd: ROOT,
                tls,
            },
        ],
        consensus: { type: profile },
        batch: { maxMessages: 500, timeoutMs: BATCH_TIMEOUT_MS[engine] },
        portBase: options.portBase ?? 9080,
    });
}
