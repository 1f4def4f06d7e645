import { fileURLToPath } from 'node:url';
import type { TopologyInput } from '@linguang/network';

/** The command of a chaincode process; `testing/lyingmain.js` is a dishonest one. */
export function chaincodeCommand(script: 'main.js' | 'testing/lyingmain.js', name: string): string[] {
    return [process.execPath, fileURLToPath(new URL(`../../../../chaincode/dist/${script}`, import.meta.url)), name];
}

const collection = (name: string) => ({
    name,
    policy: "OR('GridMSP.member','CommunityMSP.member','CertifierMSP.member')",
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
});

const clients = ['gateway', 'operator'];

/** Linguang's topology: its organisations, policies and collections, with processes of this build. */
export const energyTopology = {
    channel: 'linguang',
    organisations: [
        { name: 'grid', mspId: 'GridMSP', peers: 2, orderers: 1, clients },
        { name: 'community', mspId: 'CommunityMSP', peers: 2, orderers: 1, clients },
        { name: 'certifier', mspId: 'CertifierMSP', peers: 1, orderers: 1, clients },
    ],
    chaincodes: [
        {
            name: 'energy',
            version: '1.0',
            policy: "AND('GridMSP.peer','CommunityMSP.peer')",
            collections: [collection('readings'), collection('lines')],
            process: 'per-organisation',
            command: chaincodeCommand('main.js', 'energy'),
            organisations: ['grid', 'community', 'certifier'],
        },
        {
            name: 'certificate',
            version: '1.0',
            policy: "AND('CertifierMSP.peer',OR('GridMSP.peer','CommunityMSP.peer'))",
            process: 'per-organisation',
            command: chaincodeCommand('main.js', 'certificate'),
            organisations: ['grid', 'community', 'certifier'],
        },
    ],
    batch: { maxMessages: 500, timeoutMs: 10 },
    portBase: 20_000,
} satisfies TopologyInput;

/** The same with a fourth organisation, a member of the channel but of no contract: for what an outsider may not do. */
export const topologyWithStranger = {
    ...energyTopology,
    organisations: [
        ...energyTopology.organisations,
        { name: 'stranger', mspId: 'StrangerMSP', peers: 1, orderers: 0, clients },
    ],
} satisfies TopologyInput;
