import { boundProcess } from '../engine/boundprocesses.js';
import { NetworkError } from '../problems.js';
import { type Chaincode, type ChaincodeProcess, chaincodeProcessesOf, LISTEN_HOST } from '../topology.js';
import { type LiveNetwork, type ServiceGroup, withChaincode } from './live.js';
import { portsBeside } from './ports.js';

/**
 * Starts the processes of a new version beside those in force, and waits until they answer. Those that an interrupted
 * upgrade left are taken as they are where they are of the same version, else ended.
 * @throws NetworkError UPGRADE_NOT_READY; nothing of the new version runs then
 */
export async function startStandby(
    network: LiveNetwork,
    chaincode: Chaincode,
    packageId: string,
): Promise<ServiceGroup> {
    const earlier = network.standby(chaincode.name);
    if (earlier?.packageId === packageId) {
        return earlier;
    }
    await endStandby(network, chaincode.name);
    const topology = withChaincode(network.bound, chaincode);
    const places = chaincodeProcessesOf(topology).filter((process) => process.chaincode.name === chaincode.name);
    const ports = await portsBeside(
        topology,
        places.map(({ organisation }) => organisation),
        network.ports,
    );
    const tag = tagOf(chaincode);
    const processes = places.map((place, index): ChaincodeProcess => {
        const port = ports[index] ?? 0;
        return { ...place, port, address: `${LISTEN_HOST}:${port}` };
    });
    const group: ServiceGroup = {
        version: chaincode.version,
        packageId,
        processes: processes.map(({ name, port, peers }) => ({ name: `${name}@${tag}`, port, peers })),
    };
    // The name of the place gives a process its TLS folder; only status and log have the tag.
    const specs = processes.map((process) => ({
        ...boundProcess(process, network.layout, packageId),
        name: `${process.name}@${tag}`,
    }));
    network.setStandby(chaincode.name, group);
    try {
        await network.supervisor.start(specs);
    } catch (error) {
        await endStandby(network, chaincode.name);
        const reason = error instanceof Error ? error.message : String(error);
        throw new NetworkError(
            'UPGRADE_NOT_READY',
            `the new version of ${chaincode.name} does not get ready; the old one stays in force. ${reason}`,
            { cause: error },
        );
    }
    return group;
}

/** Ends the processes of a version that did not come into force. */
export async function endStandby(network: LiveNetwork, chaincode: string): Promise<void> {
    const group = network.standby(chaincode);
    if (group !== undefined) {
        await network.supervisor.retire(group.processes.map(({ name }) => name));
        network.setStandby(chaincode, undefined);
    }
}

/** What tells processes of this version from those of others: the beginning of the code's digest, else the version. */
function tagOf({ version }: Chaincode): string {
    return version.slice(version.lastIndexOf('+') + 1).slice(0, 8);
}
