import { chaincodePort, type OrdererPorts, ordererPorts, type PeerPorts, peerPorts } from './ports.js';
import type { Chaincode, Organisation, Topology } from './schema.js';

/** The host in every address of a local network; servers listen on {@link LISTEN_HOST} only. */
export const HOST = 'localhost';
export const LISTEN_HOST = '127.0.0.1';

type Node = Readonly<{
    /** `peer0.grid`: unique in the network, and a SAN of its TLS certificate besides localhost and 127.0.0.1. */
    name: string;
    organisation: string;
    mspId: string;
    index: number;
    /** `host:port` of its gRPC endpoint. */
    address: string;
}>;
export type PeerNode = Node & Readonly<{ ports: PeerPorts }>;
export type OrdererNode = Node & Readonly<{ ports: OrdererPorts }>;

/** All peers, organisation by organisation in the order of the topology. */
export function peersOf(topology: Topology): PeerNode[] {
    return topology.organisations.flatMap((organisation, o) =>
        indices(organisation.peers).map((index) => {
            const ports = peerPorts(topology, o, index);
            return { ...node('peer', organisation, index, ports.listen), ports };
        }),
    );
}

/** All orderers, organisation by organisation in the order of the topology. */
export function orderersOf(topology: Topology): OrdererNode[] {
    return topology.organisations.flatMap((organisation, o) =>
        indices(organisation.orderers).map((index) => {
            const ports = ordererPorts(topology, o, index);
            return { ...node('orderer', organisation, index, ports.listen), ports };
        }),
    );
}

/** One chaincode process that we start, with the peers it serves. */
export type ChaincodeProcess = Readonly<{
    /** `energy.grid`, or `energy.peer0.grid` for a process per peer: also the name of its log file. */
    name: string;
    chaincode: Chaincode;
    organisation: string;
    mspId: string;
    /** Names of the peers that dial it. */
    peers: readonly string[];
    port: number;
    /** `host:port` where it listens. */
    address: string;
}>;

/** The chaincode processes of the network that are ours to start; none for `external` chaincodes. */
export function chaincodeProcessesOf(topology: Topology): ChaincodeProcess[] {
    return topology.organisations.flatMap((organisation, o) => {
        const peers = indices(organisation.peers).map((index) => nodeName('peer', organisation, index));
        let next = 0;
        return topology.chaincodes.flatMap((chaincode) => {
            if (chaincode.process === 'external') {
                return [];
            }
            const served = chaincode.process === 'per-peer' ? peers.map((peer) => [peer]) : [peers];
            return served.flatMap((group) => {
                const port = chaincodePort(topology, o, next++);
                const first = group[0];
                if (first === undefined || !runs(chaincode, organisation)) {
                    return [];
                }
                const place = chaincode.process === 'per-peer' ? first : organisation.name;
                const { name, mspId } = organisation;
                return [
                    {
                        name: `${chaincode.name}.${place}`,
                        chaincode,
                        organisation: name,
                        mspId,
                        peers: group,
                        port,
                        address: `${HOST}:${port}`,
                    },
                ];
            });
        });
    });
}

/**
 * Where a peer finds a chaincode's process, `host:port`; undefined where the peer's organisation does not run it (the
 * peer then cannot endorse for it).
 */
export function chaincodeAddress(topology: Topology, chaincode: string, peer: string): string | undefined {
    const definition = topology.chaincodes.find(({ name }) => name === chaincode);
    if (definition?.process === 'external') {
        const owner = peersOf(topology).find(({ name }) => name === peer)?.organisation;
        const allowed = definition.organisations === undefined || definition.organisations.includes(owner ?? '');
        return allowed ? (definition.addresses?.[peer] ?? definition.addresses?.['*']) : undefined;
    }
    return chaincodeProcessesOf(topology).find(
        (process) => process.chaincode.name === chaincode && process.peers.includes(peer),
    )?.address;
}

function runs(chaincode: Chaincode, organisation: Organisation): boolean {
    return chaincode.organisations === undefined || chaincode.organisations.includes(organisation.name);
}

function node(kind: 'peer' | 'orderer', organisation: Organisation, index: number, port: number): Node {
    return {
        name: nodeName(kind, organisation, index),
        organisation: organisation.name,
        mspId: organisation.mspId,
        index,
        address: `${HOST}:${port}`,
    };
}

function nodeName(kind: 'peer' | 'orderer', organisation: Organisation, index: number): string {
    return `${kind}${index}.${organisation.name}`;
}

function indices(count: number): number[] {
    return Array.from({ length: count }, (_, index) => index);
}
