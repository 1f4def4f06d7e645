import type { NetworkLayout } from '../layout.js';
import { connectClient } from '../lifecycle/client.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { readConnectionProfile } from '../profile/profile.js';
import { orderersOf, peersOf, type Topology } from '../topology.js';
import { bindVersions, packageId } from './chaincodepackage.js';
import { runsChaincode } from './deployment.js';
import { type Finding, finding } from './finding.js';
import { administrate } from './join.js';
import { observe } from './observe.js';

/** No single question may hold up the answer to all others. */
const PATIENCE_MS = 3500;

/** What the doctor asks a running network of real nodes. */
export async function examineRunning(topology: Topology, layout: NetworkLayout): Promise<Finding[]> {
    return (await Promise.all([nodes(topology), ledgers(topology, layout), definitions(topology, layout)])).flat();
}

async function nodes(topology: Topology): Promise<Finding[]> {
    const orderers = orderersOf(topology);
    const all = [...peersOf(topology), ...orderers];
    const seen = await Promise.all(all.map(({ ports }) => observe(ports.operations, topology.channel)));
    const silent = all.filter((_, index) => seen[index]?.healthy !== true).map(({ name }) => `${name} does not answer`);
    const leaders = all.filter((_, index) => seen[index]?.leader === true).map(({ name }) => name);
    return [
        finding(
            'nodes',
            silent,
            `${all.length} nodes are healthy`,
            'see its log with "linguang network logs NODE"; bring it back with "linguang network start NODE"',
        ),
        finding(
            'leader',
            leaders.length === 0 ? [`none of ${orderers.map(({ name }) => name).join(', ')} leads`] : [],
            `${leaders.join(', ')} leads the orderers`,
            'more than half of the orderers must run; start those that are down and wait some seconds',
        ),
    ];
}

/** Peers at the same height must have the same blocks, and the packages they run. */
async function ledgers(topology: Topology, layout: NetworkLayout): Promise<Finding[]> {
    const bound = await bindVersions(topology);
    const hashes = new Map<number, Map<string, string[]>>();
    const lacking: string[] = [];
    await Promise.all(
        peersOf(topology).map(async (node) => {
            const peer = await administrate(layout, node);
            try {
                const [{ height, hash }, installed] = await inTime(
                    Promise.all([peer.chainInfo(topology.channel), peer.installed()]),
                );
                const same = hashes.get(height) ?? new Map<string, string[]>();
                hashes.set(height, same.set(hash, [...(same.get(hash) ?? []), node.name]));
                for (const chaincode of bound.chaincodes.filter(({ name }) => runsChaincode(bound, name, node))) {
                    const id = await packageId(chaincode);
                    if (!installed.includes(id)) {
                        lacking.push(`${node.name} lacks ${id}`);
                    }
                }
            } catch {
                // A peer that does not answer is named among the nodes.
            } finally {
                peer.close();
            }
        }),
    );
    const forks = [...hashes].filter(([, same]) => same.size > 1);
    return [
        finding(
            'blocks',
            forks.map(([height, same]) => `at height ${height} ${[...same.values()].join(' and ')} have other blocks`),
            `equal at equal heights: ${[...hashes.keys()].sort((a, b) => a - b).join(', ')}`,
            'find the peer whose disk or programs differ, erase its ledger folder and let it fetch the blocks again',
        ),
        finding(
            'packages',
            lacking,
            'every peer has the package of the code that is built here',
            'the chaincode was built anew, or another build runs there: stop the network and start it again',
        ),
    ];
}

/** Committed definitions must be of the code that is built here, and approved by all. */
async function definitions(topology: Topology, layout: NetworkLayout): Promise<Finding[]> {
    const bound = await bindVersions(topology);
    const first = peersOf(topology)[0];
    if (first === undefined) {
        return [];
    }
    const profile = await readConnectionProfile(layout.profile(first.organisation));
    const client = await connectClient(profile, 'admin', { timeoutMs: PATIENCE_MS });
    const faults: string[] = [];
    try {
        const lifecycle = new Lifecycle(client.gateway, topology.channel);
        for (const { name, version } of bound.chaincodes) {
            const committed = await lifecycle.committed(name);
            if (committed?.version !== version) {
                faults.push(`${name} is committed as ${committed?.version ?? 'nothing'}, the code here is ${version}`);
            }
            const missing = [...(committed?.approvals ?? [])].filter(([, approved]) => !approved).map(([msp]) => msp);
            faults.push(...missing.map((msp) => `${msp} has not approved ${name} ${committed?.version}`));
        }
    } catch (error) {
        faults.push(`${first.name} does not answer for definitions: ${error instanceof Error ? error.message : error}`);
    } finally {
        client.close();
    }
    return [
        finding(
            'definitions',
            faults,
            bound.chaincodes.map(({ name, version }) => `${name} ${version}`).join(', '),
            'build the same sources in every organisation, then stop the network and start it again: it approves what is built',
        ),
    ];
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    });
    try {
        return await Promise.race([answer, late]);
    } finally {
        clearTimeout(timer);
    }
}
