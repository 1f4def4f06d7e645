import { resolve } from 'node:path';
import { exists } from '../pki/folders.js';
import { type ConnectionProfile, readConnectionProfile } from '../profile/profile.js';
import { connectionProfile } from '../profile/write.js';
import type { Notes } from './finding.js';
import type { Scene } from './scene.js';

/** Whether the connection profiles lead where the network is. */
export async function examineProfiles(scene: Scene, notes: Notes): Promise<void> {
    const organisations = scene.topology.organisations.map(({ name }) => name);
    await Promise.all(organisations.map((name) => examineProfile(name, scene, notes)));
    if (notes.findings.length === 0) {
        notes.pass(`${organisations.length} connection profiles lead to the nodes of the topology`);
    }
}

async function examineProfile(organisation: string, { topology, layout }: Scene, notes: Notes): Promise<void> {
    const file = layout.profile(organisation);
    let profile: ConnectionProfile;
    try {
        profile = await readConnectionProfile(file);
    } catch (error) {
        const seen = error instanceof Error ? error.message : String(error);
        notes.fault('PROFILE_UNREADABLE', file, seen, 'a connection profile');
        return;
    }
    const wanted = connectionProfile(topology, layout, organisation);
    const stale = (seen: string, expected: string) => notes.fault('PROFILE_STALE', file, seen, expected);
    if (profile.channel !== wanted.channel) {
        stale(`channel ${profile.channel}`, wanted.channel);
    }
    for (const kind of ['peers', 'orderers'] as const) {
        for (const node of wanted[kind]) {
            const found = profile[kind].find(({ name }) => name === node.name);
            if (found?.address !== node.address) {
                stale(`${node.name} at ${found?.address ?? 'no address'}`, node.address);
            } else if (found.tlsCaCert !== resolve(layout.profiles, node.tlsCaCert)) {
                stale(`${node.name} by ${found.tlsCaCert}`, resolve(layout.profiles, node.tlsCaCert));
            }
        }
    }
    for (const client of Object.keys(wanted.identities)) {
        const folder = profile.identities[client]?.mspDir;
        if (folder === undefined || !(await exists(folder))) {
            stale(`${client} in ${folder ?? 'no folder'}`, 'the MSP folder of a client');
        }
    }
}
