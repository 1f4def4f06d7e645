import { fileURLToPath } from 'node:url';
import type { TopologyInput } from '../topology.js';

const MAIN = fileURLToPath(new URL('chaincode/main.js', import.meta.url));

type ChaincodeInput = NonNullable<TopologyInput['chaincodes']>[number];

const chaincode = (name: string, rest: Omit<ChaincodeInput, 'name'>): ChaincodeInput => ({
    name,
    command: ['node', MAIN],
    env: { CORE_CHAINCODE_LOGGING_LEVEL: 'CRITICAL' },
    ...rest,
});

/** Any one organisation endorses. */
export const LONE = 'lone';
/** Two of three organisations endorse; collections of every kind. */
export const TWO = 'two';
/** Redefined by the scenarios; two organisations run it. */
export const MOVING = 'moving';

/**
 * The network of the conformance scenarios: three organisations that have nothing to do with energy, two peers in the
 * first, one orderer, and one chaincode program under three definitions.
 */
export const conformanceTopology: TopologyInput = {
    channel: 'conformance',
    organisations: [
        { name: 'alpha', mspId: 'AlphaMSP', peers: 2, orderers: 1, clients: ['user'] },
        { name: 'beta', mspId: 'BetaMSP', peers: 1, orderers: 0, clients: ['user'] },
        { name: 'gamma', mspId: 'GammaMSP', peers: 1, orderers: 0, clients: ['user'] },
    ],
    chaincodes: [
        chaincode(LONE, { policy: "OR('AlphaMSP.peer','BetaMSP.peer','GammaMSP.peer')" }),
        chaincode(TWO, {
            policy: "OutOf(2,'AlphaMSP.peer','BetaMSP.peer','GammaMSP.peer')",
            collections: [
                { name: 'pair', policy: "OR('AlphaMSP.member','BetaMSP.member')" },
                {
                    name: 'open',
                    policy: "OR('AlphaMSP.member','BetaMSP.member')",
                    memberOnlyRead: false,
                    memberOnlyWrite: false,
                },
                {
                    name: 'sealed',
                    policy: "OR('AlphaMSP.member','BetaMSP.member','GammaMSP.member')",
                    endorsementPolicy: "OR('GammaMSP.peer')",
                },
                { name: 'brief', policy: "OR('AlphaMSP.member','BetaMSP.member')", blockToLive: 3 },
            ],
        }),
        chaincode(MOVING, { policy: "OR('AlphaMSP.peer','BetaMSP.peer')", organisations: ['alpha', 'beta'] }),
    ],
    batch: { timeoutMs: 30 },
    limits: { endorsementTimeoutMs: 4000, executeTimeoutMs: 3000 },
};
