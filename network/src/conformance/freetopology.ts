import { freePortRange } from '../supervisor/freeports.js';
import { portsPerOrganisation } from '../topology/ports.js';
import type { Topology } from '../topology.js';

/** The topology at ports that are free now. */
export async function freeTopology(topology: Topology): Promise<Topology> {
    const portBase = await freePortRange(portsPerOrganisation(topology) * topology.organisations.length);
    return { ...topology, portBase };
}
