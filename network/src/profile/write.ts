import { mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { writeFileAtomically } from '../files.js';
import { NetworkLayout } from '../layout.js';
import { orderersOf, peersOf, type Topology } from '../topology.js';
import type { ConnectionProfile } from './profile.js';

/** The connection profile of one organisation, with paths relative to the folder of the profiles. */
export function connectionProfile(topology: Topology, layout: NetworkLayout, organisation: string): ConnectionProfile {
    const own = topology.organisations.find(({ name }) => name === organisation);
    if (own === undefined) {
        throw new RangeError(`no organisation ${organisation} in the topology`);
    }
    const entry = (node: { name: string; organisation: string; mspId: string; address: string }) => ({
        name: node.name,
        organisation: node.organisation,
        mspId: node.mspId,
        address: node.address,
        tlsCaCert: relative(layout.profiles, layout.tlsCaCert(node.organisation)),
    });
    const ownFirst = <T extends { organisation: string }>(nodes: readonly T[]): T[] =>
        [...nodes].sort((a, b) => Number(b.organisation === organisation) - Number(a.organisation === organisation));
    return {
        channel: topology.channel,
        organisation,
        mspId: own.mspId,
        peers: ownFirst(peersOf(topology)).map(entry),
        orderers: ownFirst(orderersOf(topology)).map(entry),
        identities: Object.fromEntries(
            ['admin', ...own.clients].map((client) => [
                client,
                { mspDir: relative(layout.profiles, layout.userMsp(organisation, client)) },
            ]),
        ),
        chaincodes: topology.chaincodes.map(({ name }) => name),
    };
}

/** Writes the connection profiles of all organisations into the data directory. */
export async function writeConnectionProfiles(topology: Topology, dataDirectory: string): Promise<void> {
    const layout = new NetworkLayout(dataDirectory);
    await mkdir(layout.profiles, { recursive: true });
    for (const { name } of topology.organisations) {
        const profile = connectionProfile(topology, layout, name);
        await writeFileAtomically(layout.profile(name), `${JSON.stringify(profile, null, 4)}\n`);
    }
}
