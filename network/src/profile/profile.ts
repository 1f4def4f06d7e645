import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { NetworkError } from '../problems.js';

const node = {
    name: z.string(),
    organisation: z.string(),
    mspId: z.string(),
    /** `host:port` */
    address: z.string(),
    /** PEM file of the CA that signed the node's TLS certificate. */
    tlsCaCert: z.string(),
    /** Name to expect in the TLS certificate where it is not the address's host. */
    tlsServerName: z.string().optional(),
};

/** What a client of one organisation needs to reach the network; the same for both engines. */
export const connectionProfileSchema = z.object({
    channel: z.string(),
    organisation: z.string(),
    mspId: z.string(),
    /** The own organisation's peers first, then the others'. */
    peers: z.array(z.object(node)).min(1),
    orderers: z.array(z.object(node)),
    /** Client identities by name: MSP folders with `signcerts` and `keystore`. */
    identities: z.record(z.string(), z.object({ mspDir: z.string() })),
    chaincodes: z.array(z.string()),
});

/** @see connectionProfileSchema */
export type ConnectionProfile = z.output<typeof connectionProfileSchema>;

/**
 * Reads a connection profile; its relative paths come back absolute, resolved against the profile's folder.
 * @throws NetworkError PROFILE_UNREADABLE, PROFILE_INVALID
 */
export async function readConnectionProfile(file: string): Promise<ConnectionProfile> {
    let json: unknown;
    try {
        json = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
        throw new NetworkError(
            'PROFILE_UNREADABLE',
            `${file}: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
    const parsed = connectionProfileSchema.safeParse(json);
    if (!parsed.success) {
        throw new NetworkError('PROFILE_INVALID', `${file}: ${z.prettifyError(parsed.error)}`);
    }
    const profile = parsed.data;
    const folder = dirname(resolve(file));
    const absolute = <T extends { tlsCaCert: string }>(entry: T): T => ({
        ...entry,
        tlsCaCert: resolve(folder, entry.tlsCaCert),
    });
    return {
        ...profile,
        peers: profile.peers.map(absolute),
        orderers: profile.orderers.map(absolute),
        identities: Object.fromEntries(
            Object.entries(profile.identities).map(([name, { mspDir }]) => [name, { mspDir: resolve(folder, mspDir) }]),
        ),
    };
}

/** A client's certificate and private key, both PEM (PKCS#8), and its MSP id. */
export type ClientCredentials = Readonly<{ mspId: string; certificate: string; privateKey: string }>;

/**
 * Reads a client identity of a profile that {@link readConnectionProfile} returned.
 * @throws NetworkError IDENTITY_MISSING when the profile has no such identity or its folder lacks a file.
 */
export async function readClientCredentials(profile: ConnectionProfile, identity: string): Promise<ClientCredentials> {
    const entry = profile.identities[identity];
    if (entry === undefined) {
        const known = Object.keys(profile.identities).join(', ');
        throw new NetworkError(
            'IDENTITY_MISSING',
            `${profile.organisation} has no client "${identity}"; it has ${known}`,
        );
    }
    const [certificate, privateKey] = await Promise.all([
        onlyFile(join(entry.mspDir, 'signcerts')),
        onlyFile(join(entry.mspDir, 'keystore')),
    ]);
    return { mspId: profile.mspId, certificate, privateKey };
}

async function onlyFile(folder: string): Promise<string> {
    const names = await readdir(folder).catch(() => []);
    const name = names.sort()[0];
    if (name === undefined) {
        throw new NetworkError('IDENTITY_MISSING', `${folder} is empty or missing`);
    }
    return await readFile(join(folder, name), 'utf8');
}
