import { resolve } from 'node:path';
import {
    engineOf,
    findNetwork,
    NetworkLayout,
    type NodeObservation,
    type OrdererNode,
    observe,
    orderersOf,
    type PeerNode,
    peersOf,
    readState,
    readTopology,
    stoppedNodes,
    supervisorRuns,
    type Topology,
} from '@linguang/network';

/** `linguang network status` */
export async function status(options: Readonly<{ data: string; json?: boolean }>): Promise<void> {
    await printStatus(await findNetwork(resolve(options.data)), options.json === true);
}

/** Prints processes and addresses of a network, as a table or as JSON. */
export async function printStatus(dataDirectory: string, json: boolean): Promise<void> {
    const found = await describe(dataDirectory);
    if (json) {
        console.log(JSON.stringify(found, null, 4));
        return;
    }
    if (found.topology === undefined) {
        console.log(`there is no network in ${dataDirectory}`);
        return;
    }
    console.log(found.running ? `channel ${found.topology.channel}` : `channel ${found.topology.channel}, not running`);
    table(
        ['node', 'MSP', 'address', 'blocks', ''],
        [...found.peers, ...found.orderers].map(({ name, mspId, address, observed }) => [
            name,
            mspId,
            address,
            observed?.height === undefined ? '' : String(observed.height),
            found.stopped.includes(name) ? 'stopped' : remark(observed),
        ]),
    );
    if (found.processes.length > 0) {
        table(
            ['process', 'state', 'pid', 'restarts', 'ports', 'log'],
            found.processes.map(({ name, phase, pid, restarts, ports, log }) => [
                name,
                phase,
                pid === undefined ? '-' : String(pid),
                String(restarts),
                ports.join(' '),
                log,
            ]),
        );
    }
    table(
        ['organisation', 'connection profile'],
        found.profiles.map(({ organisation, file }) => [organisation, file]),
    );
}

async function describe(dataDirectory: string) {
    const layout = new NetworkLayout(dataDirectory);
    const topology = await readTopology(layout.topology).catch(() => undefined);
    const state = await readState(layout.state);
    const running = state !== undefined && supervisorRuns(state);
    const engine = await engineOf(dataDirectory);
    const isObservable = running && engine === 'fabric';
    return {
        dataDirectory,
        engine,
        running,
        supervisor: running ? state.supervisor : undefined,
        stopped: running ? await stoppedNodes(layout.stoppedNodes) : [],
        processes: running ? state.processes : [],
        topology,
        peers: topology === undefined ? [] : await observed(topology, peersOf(topology), isObservable),
        orderers: topology === undefined ? [] : await observed(topology, orderersOf(topology), isObservable),
        profiles: (topology?.organisations ?? []).map(({ name }) => ({
            organisation: name,
            file: layout.profile(name),
        })),
    };
}

/** Adds what real nodes tell of themselves; on the embedded engine they are one process, listed among the processes. */
async function observed<T extends PeerNode | OrdererNode>(
    topology: Topology,
    nodes: readonly T[],
    isObservable: boolean,
): Promise<(T & { observed?: NodeObservation })[]> {
    return await Promise.all(
        nodes.map(async (node) =>
            isObservable ? { ...node, observed: await observe(node.ports.operations, topology.channel) } : { ...node },
        ),
    );
}

function remark(observed: NodeObservation | undefined): string {
    if (observed === undefined) {
        return '';
    }
    return observed.healthy ? (observed.leader === true ? 'healthy, leader' : 'healthy') : 'does not answer';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of [head, ...rows]) {
        console.log(
            `  ${row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join('  ')
                .trimEnd()}`,
        );
    }
}
