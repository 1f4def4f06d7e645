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
    /** `localhost:port` of its gRPC endpoint: where clients on this machine reach it. */
    address: string;
    /** `host:port` under which it is known to others (Fabric's external endpoint); the same as `address` by default. */
    externalAddress: string;
}>;
export type PeerNode = Node & Readonly<{ ports: PeerPorts }>;
export type OrdererNode = Node & Readonly<{ ports: OrdererPorts }>;

/** All peers, organisation by organisation in the order of the topology. */
export function peersOf(topology: Topology): PeerNode[] {
    return topology.organisations.flatMap((organisation, o) =>
        indices(organisation.peers).map((index) => {
            const ports = withAddress(
                peerPorts(topology, o, index),
                organisation,
                nodeName('peer', organisation, index),
            );
            return { ...node('peer', organisation, index, ports.listen), ports };
        }),
    );
}

/** All orderers, organisation by organisation in the order of the topology. */
export function orderersOf(topology: Topology): OrdererNode[] {
    return topology.organisations.flatMap((organisation, o) =>
        indices(organisation.orderers).map((index) => {
            const ports = withAddress(
                ordererPorts(topology, o, index),
                organisation,
                nodeName('orderer', organisation, index),
            );
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

/** A chaincode process of an organisation that somebody else starts. */
export type ExternalService = Readonly<{
    /** `energy.grid`. */
    name: string;
    chaincode: Chaincode;
    organisation: string;
    mspId: string;
    /** `host:port` at which the organisation's peers dial it, by the name of the peer. */
    addresses: Readonly<Record<string, string>>;
}>;

/** The `external` chaincodes of the network, once per organisation whose peers dial them. */
export function externalServicesOf(topology: Topology): ExternalService[] {
    return topology.chaincodes
        .filter(({ process }) => process === 'external')
        .flatMap((chaincode) =>
            topology.organisations.flatMap((organisation) => {
                const addresses = indices(organisation.peers).flatMap((index): [string, string][] => {
                    const peer = nodeName('peer', organisation, index);
                    const address = chaincodeAddress(topology, chaincode.name, peer);
                    return address === undefined ? [] : [[peer, address]];
                });
                const { name, mspId } = organisation;
                const service = { name: `${chaincode.name}.${name}`, chaincode, organisation: name, mspId };
                return addresses.length === 0 ? [] : [{ ...service, addresses: Object.fromEntries(addresses) }];
            }),
        );
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

/** Splits `host:port`; the host may be an IPv6 address. */
export function hostAndPort(address: string): { host: string; port: number } {
    const colon = address.lastIndexOf(':');
    return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

function node(kind: 'peer' | 'orderer', organisation: Organisation, index: number, port: number): Node {
    const name = nodeName(kind, organisation, index);
    const address = `${HOST}:${port}`;
    return {
        name,
        organisation: organisation.name,
        mspId: organisation.mspId,
        index,
        address,
        externalAddress: organisation.addresses?.[name] ?? address,
    };
}

/** A node's ports, with the gRPC port of its given address where it has one. */
function withAddress<T extends { listen: number }>(ports: T, organisation: Organisation, name: string): T {
    const address = organisation.addresses?.[name];
    return address === undefined ? ports : { ...ports, listen: hostAndPort(address).port };
}

function nodeName(kind: 'peer' | 'orderer', organisation: Organisation, index: number): string {
    return `${kind}${index}.${organisation.name}`;
}

function indices(count: number): number[] {
    return Array.from({ length: count }, (_, index) => index);
}
