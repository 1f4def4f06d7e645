import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import { type Chaincode, externalServicesOf, type Topology } from '../topology.js';
import { chaincodeEnvironment } from './chaincodeenvironment.js';

/**
 * Writes for each chaincode that somebody else starts what its process must be told: address, package id, MSP id and TLS
 * files, one `NAME=value` a line, for `set -a; . FILE` and for whatever else reads such files.
 * @param idOf - package id of a chaincode on the engine that runs
 */
export async function writeServiceEnvironments(
    topology: Topology,
    layout: NetworkLayout,
    idOf: (chaincode: Chaincode) => string,
): Promise<void> {
    for (const { name, chaincode, organisation, mspId, addresses } of externalServicesOf(topology)) {
        const file = layout.serviceEnvironment(organisation, name);
        const environment = chaincodeEnvironment({
            address: Object.values(addresses)[0] ?? '',
            id: idOf(chaincode),
            mspId,
            tlsFolder: chaincode.tls ? layout.chaincodeTls(organisation, name) : undefined,
        });
        const lines = Object.entries(environment).map(([variable, value]) => `${variable}=${quoted(value)}\n`);
        await mkdir(dirname(file), { recursive: true });
        await writeFileAtomically(file, lines.join(''));
    }
}

/** A value for a shell; plain ones stay plain, because other readers do not know quotes. */
function quoted(value: string): string {
    return /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
