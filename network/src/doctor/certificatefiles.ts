import { join } from 'node:path';
import { chaincodeProcessesOf, hostAndPort } from '../topology.js';
import type { Scene } from './scene.js';

/** A certificate with its key, as it lies in the folder. */
export type Leaf = Readonly<{
    certificate: string;
    key: string;
    /** Folder that holds both, and that is made anew when it is not there. */
    folder: string;
    /** PEM file of the authority it should be of. */
    authority: string;
    /** Organisational unit it must have; undefined for TLS. */
    role?: 'peer' | 'orderer' | 'client' | 'admin';
    /** Hosts under which it must be valid; undefined where it is not for TLS. */
    hosts?: readonly string[];
    /** Whether the channel knows its holder by this very key. */
    pinned: boolean;
}>;

/** An organisation's authority. */
export type AuthorityFiles = Readonly<{ organisation: string; certificate: string; key: string }>;

export function authoritiesOf({ topology, layout }: Scene): AuthorityFiles[] {
    return topology.organisations.flatMap(({ name }) =>
        [layout.ca(name), layout.tlsCa(name)].map((folder) => ({
            organisation: name,
            certificate: join(folder, 'ca-cert.pem'),
            key: join(folder, 'ca-key.pem'),
        })),
    );
}

/** Every certificate of nodes, clients and chaincode processes. */
export function leavesOf(scene: Scene): Leaf[] {
    const { topology, layout } = scene;
    const identity = (organisation: string, folder: string, role: NonNullable<Leaf['role']>): Leaf => ({
        certificate: join(folder, 'signcerts', 'cert.pem'),
        key: join(folder, 'keystore', 'key.pem'),
        folder,
        authority: join(layout.ca(organisation), 'ca-cert.pem'),
        role,
        pinned: role === 'orderer' && scene.engine === 'fabric' && topology.consensus.type === 'bft',
    });
    const tls = (organisation: string, folder: string, hosts: readonly string[], pinned: boolean): Leaf => ({
        certificate: join(folder, 'server.crt'),
        key: join(folder, 'server.key'),
        folder,
        authority: layout.tlsCaCert(organisation),
        hosts: [...new Set(hosts)],
        pinned,
    });
    const node = (role: 'peer' | 'orderer', nodes: Scene['nodes']) =>
        nodes.flatMap(({ name, organisation, address, externalAddress }) => [
            identity(organisation, layout.nodeMsp(organisation, name), role),
            tls(
                organisation,
                layout.nodeTls(organisation, name),
                [address, externalAddress].map((one) => hostAndPort(one).host),
                role === 'orderer' && scene.engine === 'fabric',
            ),
        ]);
    return [
        ...node('peer', scene.peers),
        ...node('orderer', scene.orderers),
        ...topology.organisations.flatMap(({ name, clients }) =>
            ['admin', ...clients].map((user) =>
                identity(name, layout.userMsp(name, user), user === 'admin' ? 'admin' : 'client'),
            ),
        ),
        ...chaincodeProcessesOf(topology)
            .filter(({ chaincode }) => chaincode.tls)
            .map(({ organisation, name }) =>
                tls(organisation, layout.chaincodeTls(organisation, name), ['127.0.0.1'], false),
            ),
    ];
}
