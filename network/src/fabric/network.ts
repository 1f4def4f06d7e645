import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { boundProcesses } from '../engine/boundprocesses.js';
import { writeServiceEnvironments } from '../engine/externalservices.js';
import { readiness, telling } from '../engine/progress.js';
import type { NetworkLayout } from '../layout.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import type { Supervisor } from '../supervisor/supervisor.js';
import { orderersOf, type PeerNode, peersOf, type Topology } from '../topology.js';
import type { FabricBinaries } from './binaries.js';
import { writeBuilder } from './builder.js';
import { type ChaincodePackage, writePackages } from './chaincodepackage.js';
import { genesisBlock } from './channel.js';
import { deployOnFabric, runsChaincode } from './deployment.js';
import { joinOrderers, preparePeers } from './join.js';
import { FabricLayout } from './layout.js';
import { ordererProcess, peerProcess } from './processes.js';
import { rememberVersion } from './programline.js';
import { followStoppedNodes } from './stoppednodes.js';

export type FabricStart = Readonly<{
    /** With versions bound to the code. */
    topology: Topology;
    layout: NetworkLayout;
    supervisor: Supervisor;
    binaries: FabricBinaries;
    onProgress: (step: string) => void;
    signal: AbortSignal | undefined;
}>;

/**
 * Starts real peers, orderers and chaincode processes in a prepared data directory, and brings channel and chaincodes to
 * what the topology says. Each step looks first at what is there, so an interrupted start is continued by the next.
 * @returns ends what goes on beside the processes
 */
export async function startFabric(start: FabricStart): Promise<() => void> {
    const { topology, layout, supervisor, binaries, onProgress, signal } = start;
    const fabric = new FabricLayout(layout);
    onProgress(`Hyperledger Fabric ${binaries.version}: configuration, first block, chaincode packages`);
    const block = await genesisBlock(topology, layout, binaries);
    await rememberVersion(layout, binaries);
    await writeBuilder(fabric.builder);
    const packages = await writePackages(topology, layout);
    await writeServiceEnvironments(topology, layout, ({ name }) => idOf(packages, name));

    const orderers = orderersOf(topology);
    const peers = peersOf(topology);
    const services = boundProcesses(topology, layout, ({ name }) => idOf(packages, name));
    onProgress(`${orderers.length} orderers and ${services.length} chaincode processes`);
    const run = async (specs: readonly ProcessSpec[]) => {
        const names = specs.map(({ name }) => name);
        await telling(onProgress, () => readiness(supervisor.status, names), supervisor.start(specs));
    };
    await run(await Promise.all(orderers.map((orderer) => ordererProcess(topology, layout, binaries, orderer))));
    signal?.throwIfAborted();
    // The peers dial their chaincodes when they start, so those come first.
    await Promise.all([joinOrderers(topology, layout, block, onProgress, signal), run(services)]);
    signal?.throwIfAborted();

    onProgress(`${peers.length} peers`);
    await Promise.all(peers.map(({ name }) => forgetBuilds(fabric.ledger(name))));
    await run(await Promise.all(peers.map((peer) => peerProcess(topology, layout, binaries, peer))));
    signal?.throwIfAborted();
    onProgress(`channel ${topology.channel} and chaincode packages on the peers`);
    const packagesOf = (peer: PeerNode) => packages.filter(({ name }) => runsChaincode(topology, name, peer));
    await preparePeers(topology, layout, block, packagesOf, onProgress);
    signal?.throwIfAborted();
    await deployOnFabric(topology, layout, packages, onProgress, signal);
    const nodes = [...orderers, ...peers].map(({ name }) => name);
    return followStoppedNodes(supervisor, nodes, layout.stoppedNodes);
}

function idOf(packages: readonly ChaincodePackage[], chaincode: string): string {
    return packages.find(({ name }) => name === chaincode)?.id ?? '';
}

/** A peer keeps what its builder released, addresses included; those may be others now, and it asks again. */
async function forgetBuilds(ledger: string): Promise<void> {
    await rm(join(ledger, 'externalbuilder', 'builds'), { recursive: true, force: true });
}
