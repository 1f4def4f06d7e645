import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { NetworkError } from './problems.js';
import { LEAST_BFT_ORDERERS } from './topology/consensus.js';
import { chaincodeProcessesOf, orderersOf, peersOf } from './topology/nodes.js';
import { portsPerOrganisation } from './topology/ports.js';
import { type Topology, type TopologyInput, topologySchema } from './topology/schema.js';

export * from './topology/nodes.js';
export * from './topology/packages.js';
export type { Chaincode, Collection, Organisation, Topology, TopologyInput } from './topology/schema.js';
export { topologySchema } from './topology/schema.js';

/**
 * Checks a topology and fills in its defaults.
 * @throws NetworkError TOPOLOGY_INVALID naming every field that is wrong.
 */
export function parseTopology(input: unknown): Topology {
    const parsed = topologySchema.safeParse(input);
    if (!parsed.success) {
        throw new NetworkError('TOPOLOGY_INVALID', z.prettifyError(parsed.error));
    }
    const wrong = contradictions(parsed.data);
    if (wrong.length > 0) {
        throw new NetworkError('TOPOLOGY_INVALID', wrong.join('; '));
    }
    return parsed.data;
}

/** The same as {@link parseTopology} for a topology written in code: the compiler checks its shape. */
export function defineTopology(input: TopologyInput): Topology {
    return parseTopology(input);
}

/**
 * Reads a topology file (JSON). Working directories of chaincodes come back absolute: relative ones start at the file's
 * folder, and that folder is where chaincodes run by default.
 * @throws NetworkError TOPOLOGY_UNREADABLE, TOPOLOGY_INVALID
 */
export async function readTopology(file: string): Promise<Topology> {
    let parsed: unknown;
    try {
        parsed = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
        throw new NetworkError(
            'TOPOLOGY_UNREADABLE',
            `${file}: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
    const topology = parseTopology(parsed);
    const folder = dirname(resolve(file));
    return {
        ...topology,
        chaincodes: topology.chaincodes.map((chaincode) => ({
            ...chaincode,
            cwd: resolve(folder, chaincode.cwd ?? '.'),
        })),
    };
}

function contradictions(topology: Topology): string[] {
    const names = topology.organisations.map(({ name }) => name);
    const wrong = [
        ...repeated(names.map((name) => name.toLowerCase())).map((name) => `organisation ${name} is there twice`),
        ...repeated(topology.organisations.map(({ mspId }) => mspId)).map((id) => `MSP id ${id} is there twice`),
        ...repeated(topology.chaincodes.map(({ name }) => name)).map((name) => `chaincode ${name} is there twice`),
    ];
    if (!topology.organisations.some(({ peers }) => peers > 0)) {
        wrong.push('no organisation has a peer');
    }
    if (!topology.organisations.some(({ orderers }) => orderers > 0)) {
        wrong.push('no organisation has an orderer');
    }
    const { length } = orderersOf(topology);
    if (topology.consensus.type === 'bft' && length < LEAST_BFT_ORDERERS) {
        wrong.push(
            `consensus "bft" needs at least ${LEAST_BFT_ORDERERS} orderers to bear a faulty one, and there are ${length}`,
        );
    }
    for (const organisation of topology.organisations) {
        const taken = repeated(['admin', ...organisation.clients].map((client) => client.toLowerCase()));
        wrong.push(
            ...taken.map((client) => `client ${client} of ${organisation.name} is there twice (admin always exists)`),
        );
    }
    for (const chaincode of topology.chaincodes) {
        const unknown = (chaincode.organisations ?? []).filter((name) => !names.includes(name));
        wrong.push(...unknown.map((name) => `chaincode ${chaincode.name} names the unknown organisation ${name}`));
        const twice = repeated(chaincode.collections.map(({ name }) => name));
        wrong.push(...twice.map((name) => `collection ${name} of chaincode ${chaincode.name} is there twice`));
        if (chaincode.process === 'external' && chaincode.addresses === undefined) {
            wrong.push(`chaincode ${chaincode.name} is external and needs "addresses"`);
        }
        if (chaincode.process !== 'external' && chaincode.command === undefined) {
            wrong.push(`chaincode ${chaincode.name} needs "command", or "process": "external" with "addresses"`);
        }
    }
    const nodes = [...peersOf(topology), ...orderersOf(topology)];
    for (const { name, addresses = {} } of topology.organisations) {
        const own = nodes.filter(({ organisation }) => organisation === name).map((node) => node.name);
        const strangers = Object.keys(addresses).filter((node) => !own.includes(node));
        wrong.push(
            ...strangers.map((node) => `organisation ${name} gives an address for ${node}, and has ${own.join(', ')}`),
        );
    }
    const ports = [
        ...nodes.map(({ ports: { listen } }) => listen),
        ...chaincodeProcessesOf(topology).map(({ port }) => port),
    ];
    wrong.push(
        ...repeated(ports.map(String)).map((port) => `port ${port} is taken twice; see "addresses" and "portBase"`),
    );
    const last = topology.portBase + portsPerOrganisation(topology) * topology.organisations.length - 1;
    if (last > 65535) {
        wrong.push(`the ports ${topology.portBase}-${last} end above 65535: choose a lower portBase`);
    }
    return wrong;
}

function repeated(values: readonly string[]): string[] {
    return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
