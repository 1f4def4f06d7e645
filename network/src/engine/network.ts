import { access } from 'node:fs/promises';
import { bindVersions } from '../fabric/chaincodepackage.js';
import { requireSameChannel } from '../fabric/channel.js';
import { requireConsensus } from '../fabric/consensus.js';
import { startFabric } from '../fabric/network.js';
import { chooseBinaries } from '../fabric/programline.js';
import { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import type { ProcessStatus } from '../supervisor/spec.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { packageId, type Topology } from '../topology.js';
import { followUpgrades } from '../upgrade/follow.js';
import { withUpgrades } from '../upgrade/kept.js';
import { liveNetwork } from '../upgrade/live.js';
import { writeServices } from '../upgrade/services.js';
import { boundProcesses } from './boundprocesses.js';
import { type Engine, requireSameEngine } from './engine.js';
import { writeServiceEnvironments } from './externalservices.js';
import { prepareNetwork } from './prepare.js';
import { embeddedProcess } from './processes.js';
import { readiness, telling } from './progress.js';

export type NetworkOptions = Readonly<{
    topology: Topology;
    dataDirectory: string;
    engine: Engine;
    /** Version of Fabric or its beginning (`3.1`, `2.5`); by default the line that began the directory, or the first found. */
    fabricVersion?: string | undefined;
    /** Told what happens, in words for a person. */
    onProgress?: (step: string) => void;
    onChange?: (status: ProcessStatus) => void;
    /** Interrupts the start; what was started is stopped. */
    signal?: AbortSignal;
}>;

/** A network that answers: all peers, all chaincode processes, all definitions committed. */
export type RunningNetwork = Readonly<{
    topology: Topology;
    layout: NetworkLayout;
    supervisor: Supervisor;
    /** Stops chaincode processes and network, in that order. */
    stop: () => Promise<void>;
}>;

/**
 * Starts a network from its description and resolves when every chaincode of it answers. The data directory is made or
 * continued.
 * @throws NetworkError ENGINE_UNAVAILABLE, ENGINE_CHANGED, ENGINE_OLDER, NETWORK_RUNNING, TOPOLOGY_CHANGED, PORT_IN_USE, PROCESS_FAILED, PROCESS_NOT_READY
 */
export async function startNetwork(options: NetworkOptions): Promise<RunningNetwork> {
    const { dataDirectory, engine, onProgress = () => undefined, signal } = options;
    await requireSameEngine(engine, dataDirectory);
    const data = new NetworkLayout(dataDirectory);
    const binaries = engine === 'fabric' ? await chooseBinaries(data, { version: options.fabricVersion }) : undefined;
    const topology = await withUpgrades(options.topology, data, onProgress);
    if (binaries !== undefined) {
        requireConsensus(topology, binaries);
        await requireSameChannel(topology, data);
    }
    onProgress('identities and connection profiles');
    const prepared = prepareNetwork(topology, dataDirectory);
    const layout = await telling(onProgress, () => 'making keys and certificates', prepared);
    const supervisor = await Supervisor.open({
        stateFile: layout.state,
        logDirectory: layout.logs,
        ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
    });
    const interrupt = () => void supervisor.stop();
    signal?.addEventListener('abort', interrupt);
    let end = (): void => undefined;
    let upgrades = (): void => undefined;
    const bound = await bindVersions(topology);
    const live = await liveNetwork({ engine, layout, supervisor, original: options.topology, topology, bound });
    try {
        signal?.throwIfAborted();
        if (binaries === undefined) {
            await startEmbedded(bound, layout, supervisor, onProgress);
        } else {
            end = await startFabric({ topology: bound, layout, supervisor, binaries, onProgress, signal });
        }
        signal?.throwIfAborted();
        upgrades = await followUpgrades(live);
    } catch (error) {
        await supervisor.stop();
        throw error;
    } finally {
        signal?.removeEventListener('abort', interrupt);
    }
    const stop = async (): Promise<void> => {
        upgrades();
        end();
        await supervisor.stop();
    };
    return { topology, layout, supervisor, stop };
}

async function startEmbedded(
    topology: Topology,
    layout: NetworkLayout,
    supervisor: Supervisor,
    onProgress: (step: string) => void,
): Promise<void> {
    await writeServiceEnvironments(topology, layout, packageId);
    const network = embeddedProcess(topology, layout);
    await requireProgram(network.args?.[0]);
    const chaincodes = boundProcesses(topology, layout, packageId);
    await writeServices(layout, { chaincodes: topology.chaincodes, places: [] });
    onProgress(`embedded network and ${chaincodes.length} chaincode processes`);
    const names = [network, ...chaincodes].map(({ name }) => name);
    // Side by side; the network also commits the definitions before it says that it is ready.
    const started = Promise.all([supervisor.start([network]), supervisor.start(chaincodes)]);
    await telling(onProgress, () => readiness(supervisor.status, names), started);
}

async function requireProgram(file: string | undefined): Promise<void> {
    if (file !== undefined) {
        await access(file).catch(() => {
            throw new NetworkError('ENGINE_UNAVAILABLE', `${file} is missing; build it first with "npm run build"`);
        });
    }
}
