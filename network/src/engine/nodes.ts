import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../files.js';
import { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { portAnswers } from '../supervisor/ports.js';
import type { ProcessPhase } from '../supervisor/spec.js';
import { type OrdererNode, orderersOf, type PeerNode, peersOf, readTopology } from '../topology.js';
import { runningState } from './control.js';
import { engineOf } from './engine.js';

/** How long a node may take to go down or come up, in milliseconds. */
const SWITCH_MS = 60_000;

/**
 * Takes one peer or orderer of a running network down: its endpoint closes at once, as if its process were gone. It
 * stays down until {@link startNode} or until the network itself starts anew.
 * @param name - `peer0.grid`
 * @throws NetworkError NETWORK_NOT_RUNNING, PROCESS_UNKNOWN naming the nodes there are, PROCESS_NOT_READY
 */
export async function stopNode(dataDirectory: string, name: string): Promise<void> {
    const node = await find(dataDirectory, name);
    await change(dataDirectory, (stopped) => [...stopped.filter((other) => other !== name), name]);
    await until(() => isDown(dataDirectory, node), `${name} does not go down`);
}

/** Brings a stopped node back; one that runs is left alone. @throws as {@link stopNode} */
export async function startNode(dataDirectory: string, name: string): Promise<void> {
    const node = await find(dataDirectory, name);
    await change(dataDirectory, (stopped) => stopped.filter((other) => other !== name));
    const log = new NetworkLayout(dataDirectory).log(name);
    await until(() => isUp(dataDirectory, node), `${name} does not come up; see ${log}`);
}

/** Whether the network's topology has a peer or an orderer of that name. */
export async function isNode(dataDirectory: string, name: string): Promise<boolean> {
    return (await nodesOf(dataDirectory)).some((node) => node.name === name);
}

/** Names of the nodes that were stopped and not started again. */
export async function stoppedNodes(file: string): Promise<string[]> {
    const text = await readFile(file, 'utf8').catch(() => '[]');
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

async function change(dataDirectory: string, edit: (stopped: readonly string[]) => string[]): Promise<void> {
    const file = new NetworkLayout(dataDirectory).stoppedNodes;
    await writeFileAtomically(file, `${JSON.stringify(edit(await stoppedNodes(file)))}\n`);
}

async function find(dataDirectory: string, name: string): Promise<PeerNode | OrdererNode> {
    if ((await runningState(dataDirectory)) === undefined) {
        throw new NetworkError('NETWORK_NOT_RUNNING', `nothing runs in ${dataDirectory}`);
    }
    const nodes = await nodesOf(dataDirectory);
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) {
        const names = nodes.map((candidate) => candidate.name).join(', ');
        throw new NetworkError('PROCESS_UNKNOWN', `there is no peer or orderer "${name}"; there are ${names}`);
    }
    return node;
}

/**
 * Real nodes are processes, whose supervisor knows (and whose logs would name somebody who only opens a connection);
 * those of the embedded engine are endpoints of one process.
 */
async function isUp(dataDirectory: string, node: PeerNode | OrdererNode): Promise<boolean> {
    return (await engineOf(dataDirectory)) === 'fabric'
        ? (await phaseOf(dataDirectory, node)) === 'ready'
        : await portAnswers(node.ports.listen);
}

async function isDown(dataDirectory: string, node: PeerNode | OrdererNode): Promise<boolean> {
    return (await engineOf(dataDirectory)) === 'fabric'
        ? ['stopped', 'failed'].includes((await phaseOf(dataDirectory, node)) ?? 'stopped')
        : !(await portAnswers(node.ports.listen));
}

async function phaseOf(dataDirectory: string, { name }: PeerNode | OrdererNode): Promise<ProcessPhase | undefined> {
    return (await runningState(dataDirectory))?.processes.find((process) => process.name === name)?.phase;
}

async function nodesOf(dataDirectory: string): Promise<(PeerNode | OrdererNode)[]> {
    const topology = await readTopology(new NetworkLayout(dataDirectory).topology);
    return [...peersOf(topology), ...orderersOf(topology)];
}

async function until(condition: () => Promise<boolean>, problem: string): Promise<void> {
    const deadline = Date.now() + SWITCH_MS;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new NetworkError('PROCESS_NOT_READY', problem);
        }
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
}
