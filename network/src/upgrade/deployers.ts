import type { NetworkLayout } from '../layout.js';
import { type ConnectedClient, connectClient } from '../lifecycle/client.js';
import type { Deployer } from '../lifecycle/deploy.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { chaincodeAddress, peersOf, type Topology } from '../topology.js';

/**
 * Works as the administrators of all organisations that have peers.
 * @param packageId - the package of the chaincode for those organisations that run it
 */
export async function asAdministrators<T>(
    topology: Topology,
    layout: NetworkLayout,
    packageId: string,
    work: (deployers: readonly Deployer[]) => Promise<T>,
): Promise<T> {
    const clients: ConnectedClient[] = [];
    try {
        const deployers: Deployer[] = [];
        for (const { name, mspId } of topology.organisations) {
            const first = peersOf(topology).find(({ organisation }) => organisation === name);
            if (first !== undefined) {
                const profile = await readConnectionProfile(layout.profile(name));
                const client = await connectClient(profile, 'admin', { peer: first.name });
                clients.push(client);
                deployers.push({
                    mspId,
                    lifecycle: new Lifecycle(client.gateway, topology.channel),
                    packageId: (chaincode) =>
                        chaincodeAddress(topology, chaincode, first.name) === undefined ? undefined : packageId,
                });
            }
        }
        return await work(deployers);
    } finally {
        for (const client of clients) {
            client.close();
        }
    }
}
