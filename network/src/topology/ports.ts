import type { Organisation, Topology } from './schema.js';

/*
 * Every organisation has a block of ports from portBase upward, in the order of the file; peers, orderers and chaincode
 * processes have their own part of the block. So a peer or an organisation that joins later moves nobody's port.
 */

const PORTS_PER_PEER = 3;
const PORTS_PER_ORDERER = 3;

/** Ports of a peer: its gRPC endpoint, the chaincode listener of real Fabric and the operations endpoint. */
export type PeerPorts = Readonly<{ listen: number; chaincode: number; operations: number }>;
/** Ports of an orderer: its gRPC endpoint, the admin (channel participation) and the operations endpoint. */
export type OrdererPorts = Readonly<{ listen: number; admin: number; operations: number }>;

export function peerPorts(topology: Topology, organisation: number, peer: number): PeerPorts {
    const listen = blockStart(topology, organisation) + peer * PORTS_PER_PEER;
    return { listen, chaincode: listen + 1, operations: listen + 2 };
}

export function ordererPorts(topology: Topology, organisation: number, orderer: number): OrdererPorts {
    const { peers } = places(topology);
    const listen = blockStart(topology, organisation) + peers * PORTS_PER_PEER + orderer * PORTS_PER_ORDERER;
    return { listen, admin: listen + 1, operations: listen + 2 };
}

/** Port of an organisation's chaincode process; `index` counts the organisation's processes. */
export function chaincodePort(topology: Topology, organisation: number, index: number): number {
    const { peers, orderers } = places(topology);
    return blockStart(topology, organisation) + peers * PORTS_PER_PEER + orderers * PORTS_PER_ORDERER + index;
}

/** Size of the block of ports each organisation has; 30 in ordinary networks. */
export function portsPerOrganisation(topology: Topology): number {
    const { peers, orderers, processes } = places(topology);
    return peers * PORTS_PER_PEER + orderers * PORTS_PER_ORDERER + processes;
}

/** How many chaincode processes an organisation runs if it ran every chaincode: an upper bound, so that ports stay put. */
function processesOf(topology: Topology, organisation: Organisation): number {
    return topology.chaincodes
        .map(({ process }) => (process === 'per-peer' ? organisation.peers : process === 'external' ? 0 : 1))
        .reduce((sum, count) => sum + count, 0);
}

function places(topology: Topology): { peers: number; orderers: number; processes: number } {
    return {
        peers: Math.max(4, ...topology.organisations.map(({ peers }) => peers)),
        orderers: Math.max(2, ...topology.organisations.map(({ orderers }) => orderers)),
        processes: Math.max(12, ...topology.organisations.map((organisation) => processesOf(topology, organisation))),
    };
}

function blockStart(topology: Topology, organisation: number): number {
    return topology.portBase + organisation * portsPerOrganisation(topology);
}
