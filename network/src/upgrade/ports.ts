import { NetworkError } from '../problems.js';
import { portIsFree } from '../supervisor/ports.js';
import { chaincodePort, portsPerOrganisation } from '../topology/ports.js';
import type { Topology } from '../topology.js';

/**
 * Ports for chaincode processes that run beside those of the topology: free ones of their organisation's own block, from
 * its end.
 * @param organisations - the organisation of each process
 * @param taken - ports that are spoken for though nothing may listen on them now
 * @throws NetworkError PORT_IN_USE
 */
export async function portsBeside(
    topology: Topology,
    organisations: readonly string[],
    taken: Iterable<number>,
): Promise<number[]> {
    const used = new Set(taken);
    const ports: number[] = [];
    for (const name of organisations) {
        const index = topology.organisations.findIndex((organisation) => organisation.name === name);
        const first = chaincodePort(topology, index, 0);
        let port = topology.portBase + (index + 1) * portsPerOrganisation(topology) - 1;
        while (port >= first && (used.has(port) || !(await portIsFree(port)))) {
            port--;
        }
        if (port < first) {
            throw new NetworkError(
                'PORT_IN_USE',
                `no port from ${first} on is left for another process of ${name}; end what listens there, or take the network ` +
                    'down and up again, which needs no second process',
            );
        }
        used.add(port);
        ports.push(port);
    }
    return ports;
}
