import { portIsFree } from '../supervisor/ports.js';
import { portsPerOrganisation } from '../topology/ports.js';
import type { Topology } from '../topology.js';

const FIRST_PORT = 20_000;
const LAST_PORT = 30_000;

/** The topology at ports that are free now, below those that systems lend to outgoing connections. */
export async function freeTopology(topology: Topology): Promise<Topology> {
    const size = portsPerOrganisation(topology) * topology.organisations.length;
    for (let attempt = 0; attempt < 50; attempt++) {
        const portBase = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
        const ports = Array.from({ length: size }, (_, index) => portBase + index);
        if ((await Promise.all(ports.map(portIsFree))).every((one) => one)) {
            return { ...topology, portBase };
        }
    }
    throw new Error('found no free range of ports');
}
