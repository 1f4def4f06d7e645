import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomically } from '../files.js';
import { NetworkLayout } from '../layout.js';
import { exists } from '../pki/folders.js';
import { createKeyMaterial } from '../pki/keymaterial.js';
import { NetworkError } from '../problems.js';
import { writeConnectionProfiles } from '../profile/write.js';
import { readTopology, type Topology } from '../topology.js';

/**
 * Makes a data directory ready to run: key material, connection profiles, and the topology itself. What is there is kept.
 * @throws NetworkError TOPOLOGY_CHANGED where the ledger was begun by other organisations or on another channel
 */
export async function prepareNetwork(topology: Topology, dataDirectory: string): Promise<NetworkLayout> {
    const layout = new NetworkLayout(dataDirectory);
    await mkdir(layout.logs, { recursive: true });
    if ((await exists(layout.topology)) && (await exists(layout.ledger))) {
        requireSameChannel(await readTopology(layout.topology), topology, dataDirectory);
    }
    await createKeyMaterial(topology, dataDirectory);
    await writeConnectionProfiles(topology, dataDirectory);
    await writeFileAtomically(layout.topology, `${JSON.stringify(topology, null, 4)}\n`);
    return layout;
}

/** Block 0 names channel, organisations and policies: a network cannot continue a ledger with others. */
function requireSameChannel(before: Topology, now: Topology, dataDirectory: string): void {
    const fixed = ({ channel, organisations, policies }: Topology) => ({
        channel,
        policies,
        organisations: organisations.map(({ name, mspId, orderers }) => ({ name, mspId, orderers })),
    });
    if (!isDeepStrictEqual(fixed(before), fixed(now))) {
        throw new NetworkError(
            'TOPOLOGY_CHANGED',
            `the ledger in ${dataDirectory} was begun with another channel, other organisations or policies; ` +
                'erase it with "linguang network reset", or choose another --data',
        );
    }
}
