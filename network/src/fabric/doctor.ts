import { X509Certificate } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { engineOf } from '../engine/engine.js';
import { NetworkLayout } from '../layout.js';
import { exists } from '../pki/folders.js';
import { portIsFree } from '../supervisor/ports.js';
import { readState, supervisorRuns } from '../supervisor/statefile.js';
import { orderersOf, peersOf, readTopology, type Topology } from '../topology.js';
import { findBinaries } from './binaries.js';
import { type Finding, finding } from './finding.js';
import { FabricLayout } from './layout.js';
import { examineRunning } from './runningdoctor.js';

const DAY_MS = 86_400_000;
/** Renewing certificates takes people some days. */
const EXPIRY_NOTICE_MS = 30 * DAY_MS;
const LEAST_FREE_BYTES = 1024 ** 3;

/**
 * Looks at a network's folder and, where it runs, at its nodes, and names the remedy for each fault. Changes nothing and
 * takes a few seconds at most.
 * @throws NetworkError TOPOLOGY_UNREADABLE where the folder holds no network
 */
export async function examine(dataDirectory: string): Promise<Finding[]> {
    const layout = new NetworkLayout(dataDirectory);
    const topology = await readTopology(layout.topology);
    const engine = await engineOf(dataDirectory);
    const state = await readState(layout.state);
    const isRunning = state !== undefined && supervisorRuns(state);
    const findings = await Promise.all([
        certificates(topology, layout),
        disk(dataDirectory),
        ...(engine === 'fabric' ? [programs(), membership(topology, layout)] : []),
        ...(isRunning ? [] : [ports(topology)]),
    ]);
    return isRunning && engine === 'fabric' ? [...findings, ...(await examineRunning(topology, layout))] : findings;
}

async function programs(): Promise<Finding> {
    try {
        const { peer, version } = await findBinaries();
        return { check: 'programs', healthy: true, detail: `Fabric ${version}, ${peer}` };
    } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return finding('programs', [detail], '', 'put the release on PATH or name its bin folder in FABRIC_BIN');
    }
}

/** Chains and expiry of every node's and client's certificate. */
async function certificates(topology: Topology, layout: NetworkLayout): Promise<Finding> {
    const faults: string[] = [];
    let examined = 0;
    const look = async (file: string, authorityFile: string) => {
        const [own, authority] = await Promise.all([certificate(file), certificate(authorityFile)]);
        examined++;
        if (own === undefined || authority === undefined) {
            faults.push(`${own === undefined ? file : authorityFile} is missing or no certificate`);
            return;
        }
        const left = own.validToDate.getTime() - Date.now();
        if (left < EXPIRY_NOTICE_MS) {
            faults.push(`${file} ${left < 0 ? 'expired' : 'expires'} on ${own.validToDate.toISOString()}`);
        }
        if (own.validFromDate.getTime() > Date.now()) {
            faults.push(`${file} is valid from ${own.validFromDate.toISOString()} only: is the clock right?`);
        }
        if (!own.verify(authority.publicKey)) {
            faults.push(`${file} was not signed by ${authorityFile}`);
        }
    };
    const nodes = [...peersOf(topology), ...orderersOf(topology)];
    await Promise.all([
        ...nodes.flatMap(({ organisation, name }) => [
            look(join(layout.nodeMsp(organisation, name), 'signcerts', 'cert.pem'), ca(layout, organisation)),
            look(join(layout.nodeTls(organisation, name), 'server.crt'), layout.tlsCaCert(organisation)),
        ]),
        ...topology.organisations.flatMap(({ name, clients }) =>
            ['admin', ...clients].map((user) =>
                look(join(layout.userMsp(name, user), 'signcerts', 'cert.pem'), ca(layout, name)),
            ),
        ),
    ]);
    return finding(
        'certificates',
        faults.sort(),
        `${examined} certificates, chains complete, none expires within 30 days`,
        'restore the file from a backup; or erase the network with "linguang network purge" and start it anew',
    );
}

/** Whether the organisations' authorities are those in the channel's first block. */
async function membership(topology: Topology, layout: NetworkLayout): Promise<Finding> {
    const file = new FabricLayout(layout).genesisBlock;
    const block = await readFile(file);
    const authorities = topology.organisations.flatMap(({ name }) => [ca(layout, name), layout.tlsCaCert(name)]);
    const foreign: string[] = [];
    for (const authority of authorities) {
        if ((await exists(authority)) && !block.includes((await readFile(authority, 'utf8')).trim())) {
            foreign.push(`${authority} is not in ${file}: the channel knows this organisation by other key material`);
        }
    }
    return finding(
        'membership',
        foreign,
        'the channel knows every organisation by the key material in the folder',
        'restore the key material the channel was begun with; or erase the ledger with "linguang network reset"',
    );
}

async function disk(dataDirectory: string): Promise<Finding> {
    const { bavail, bsize } = await statfs(dataDirectory);
    const free = bavail * bsize;
    const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${dataDirectory}`;
    return finding(
        'disk',
        free < LEAST_FREE_BYTES ? [detail] : [],
        detail,
        'free at least 1 GiB, or use another --data',
    );
}

async function ports(topology: Topology): Promise<Finding> {
    const nodes = [...peersOf(topology), ...orderersOf(topology)];
    const all = nodes.flatMap((node) => Object.values(node.ports));
    const free = await Promise.all(all.map(portIsFree));
    const taken = all.filter((_, index) => !free[index]);
    return finding(
        'ports',
        taken.map((port) => `port ${port} is taken by another process`),
        `${all.length} ports are free; the network does not run`,
        'end that process; or, for a new network, choose other ports with --port-base',
    );
}

function ca(layout: NetworkLayout, organisation: string): string {
    return join(layout.ca(organisation), 'ca-cert.pem');
}

async function certificate(file: string): Promise<X509Certificate | undefined> {
    try {
        return new X509Certificate(await readFile(file));
    } catch {
        return undefined;
    }
}
