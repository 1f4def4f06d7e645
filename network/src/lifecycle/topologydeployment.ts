import { NetworkLayout } from '../layout.js';
import { readConnectionProfile } from '../profile/profile.js';
import { chaincodeAddress, packageId, peersOf, type Topology } from '../topology.js';
import { type ConnectedClient, connectClient } from './client.js';
import { definitionOf } from './definition.js';
import { type Deployer, type Deployment, deploy } from './deploy.js';
import { Lifecycle } from './lifecycle.js';

/**
 * Commits the definitions of the topology's chaincodes where the channel has others, as the administrators of all
 * organisations that have peers.
 * @param dataDirectory - of the running network: its connection profiles say where the peers are
 * @returns what was done, in the order of the topology
 */
export async function deployChaincodes(topology: Topology, dataDirectory: string): Promise<Deployment[]> {
    const layout = new NetworkLayout(dataDirectory);
    const clients: ConnectedClient[] = [];
    const deployers: Deployer[] = [];
    try {
        for (const { name, mspId, peers } of topology.organisations) {
            if (peers > 0) {
                const client = await connectClient(await readConnectionProfile(layout.profile(name)), 'admin');
                clients.push(client);
                const lifecycle = new Lifecycle(client.gateway, topology.channel);
                deployers.push({ mspId, lifecycle, packageId: packagesOf(topology, name) });
            }
        }
        const done: Deployment[] = [];
        for (const chaincode of topology.chaincodes) {
            done.push(await deploy(definitionOf(chaincode), deployers));
        }
        return done;
    } finally {
        for (const client of clients) {
            client.close();
        }
    }
}

/** The packages an organisation runs: those for which its first peer knows an address. */
function packagesOf(topology: Topology, organisation: string): Deployer['packageId'] {
    const peer = peersOf(topology).find((node) => node.organisation === organisation)?.name ?? '';
    return (name) => {
        const chaincode = topology.chaincodes.find((candidate) => candidate.name === name);
        return chaincode !== undefined && chaincodeAddress(topology, name, peer) !== undefined
            ? packageId(chaincode)
            : undefined;
    };
}
