import { leaderOf } from '../fabric/leader.js';
import { type NodeObservation, observe } from '../fabric/observe.js';
import { lastVersion } from '../fabric/programline.js';
import { NetworkLayout } from '../layout.js';
import type { ProcessPhase } from '../supervisor/spec.js';
import { readState, type SupervisorState, supervisorRuns } from '../supervisor/statefile.js';
import {
    chaincodeProcessesOf,
    HOST,
    type OrdererNode,
    orderersOf,
    type PeerNode,
    peersOf,
    readTopology,
    type Topology,
} from '../topology.js';
import { type Engine, engineOf } from './engine.js';
import { stoppedNodes } from './nodes.js';
import { EMBEDDED_PROCESS } from './processes.js';

/** One peer, orderer or chaincode process; the same fields on both engines. What is not known is left out. */
export type PartStatus = Readonly<{
    name: string;
    kind: 'peer' | 'orderer' | 'chaincode';
    organisation: string;
    mspId: string;
    /** Of its process; `stopped` also for a node that an operator took down. */
    phase: ProcessPhase;
    /** On the embedded engine all peers and orderers have the same. */
    pid?: number | undefined;
    /** How often the process was started again after it had ended by itself. */
    restarts: number;
    /** ISO 8601, start of the process. */
    startedAt?: string | undefined;
    /** How the process's last run ended: `code 1`, `SIGKILL`. */
    lastExit?: string | undefined;
    /** Where clients reach a node, and peers a chaincode: `host:port`. */
    address: string;
    port: number;
    /** Port of `/healthz` and `/metrics`; nodes only. */
    operationsPort?: number | undefined;
    /** Nodes: whether /healthz says so. Chaincodes: whether the process is ready. */
    healthy: boolean;
    /** Blocks of the channel; nodes only. */
    height?: number | undefined;
    /** Whether it leads the orderers; orderers only. */
    leader?: boolean | undefined;
    log: string;
}>;

export type NetworkStatus = Readonly<{
    dataDirectory: string;
    /** Undefined before the first start. */
    engine: Engine | undefined;
    /** Version of the programs that last ran here; real Fabric only. */
    fabricVersion: string | undefined;
    running: boolean;
    supervisor: Readonly<{ pid: number; startedAt: string }> | undefined;
    topology: Topology | undefined;
    parts: readonly PartStatus[];
    profiles: readonly Readonly<{ organisation: string; file: string }>[];
}>;

/** Looks at a network from outside: what runs, where, and how it is. A network that does not run is no error. */
export async function networkStatus(dataDirectory: string): Promise<NetworkStatus> {
    const layout = new NetworkLayout(dataDirectory);
    const [topology, state, engine, fabricVersion] = await Promise.all([
        readTopology(layout.topology).catch(() => undefined),
        readState(layout.state),
        engineOf(dataDirectory),
        lastVersion(layout),
    ]);
    const running = state !== undefined && supervisorRuns(state);
    const stopped = running ? await stoppedNodes(layout.stoppedNodes) : [];
    const scene = { layout, engine, stopped, processes: running ? state.processes : [] };
    return {
        dataDirectory,
        engine,
        fabricVersion,
        running,
        supervisor: running ? { pid: state.supervisor.pid, startedAt: state.supervisor.startedAt } : undefined,
        topology,
        parts: topology === undefined ? [] : [...(await nodes(scene, topology)), ...chaincodes(scene, topology)],
        profiles: (topology?.organisations ?? []).map(({ name }) => ({
            organisation: name,
            file: layout.profile(name),
        })),
    };
}

type Scene = Readonly<{
    layout: NetworkLayout;
    engine: Engine | undefined;
    stopped: readonly string[];
    processes: SupervisorState['processes'];
}>;

async function nodes(scene: Scene, topology: Topology): Promise<PartStatus[]> {
    const orderers = orderersOf(topology);
    const [peers, seen] = await Promise.all([
        Promise.all(peersOf(topology).map((peer) => nodeStatus(scene, 'peer', peer, topology.channel))),
        Promise.all(orderers.map((orderer) => nodeStatus(scene, 'orderer', orderer, topology.channel))),
    ]);
    const leader = leaderOf(
        topology,
        seen.map(({ observed }) => observed),
    );
    return [
        ...peers.map(({ part }) => part),
        ...seen.map(({ part }) => ({ ...part, leader: part.healthy && part.name === leader })),
    ];
}

async function nodeStatus(
    scene: Scene,
    kind: 'peer' | 'orderer',
    { name, organisation, mspId, address, ports }: PeerNode | OrdererNode,
    channel: string,
): Promise<{ part: PartStatus; observed: NodeObservation | undefined }> {
    const process = processStatus(scene, scene.engine === 'embedded' ? EMBEDDED_PROCESS : name);
    const isStopped = scene.stopped.includes(name);
    const seen = process.pid === undefined || isStopped ? undefined : await observe(ports.operations, channel);
    const part: PartStatus = {
        ...{ name, kind, organisation, mspId, ...process },
        ...(isStopped ? { phase: 'stopped' } : {}),
        ...{ address, port: ports.listen, operationsPort: ports.operations },
        healthy: seen?.healthy ?? false,
        height: seen?.height,
    };
    return { part, observed: seen };
}

/** The chaincodes' processes; where an upgrade put one beside that of the topology (`energy.grid@…`), what runs. */
function chaincodes(scene: Scene, topology: Topology): PartStatus[] {
    return chaincodeProcessesOf(topology).flatMap((place) => {
        const running = scene.processes
            .map(({ name }) => name)
            .filter((name) => name === place.name || name.startsWith(`${place.name}@`));
        return (running.length === 0 ? [place.name] : running).map((name): PartStatus => {
            const { organisation, mspId } = place;
            const process = processStatus(scene, name);
            const port = scene.processes.find((one) => one.name === name)?.ports[0] ?? place.port;
            const healthy = process.phase === 'ready';
            return {
                name,
                kind: 'chaincode',
                organisation,
                mspId,
                ...process,
                address: `${HOST}:${port}`,
                port,
                healthy,
            };
        });
    });
}

function processStatus({ layout, processes }: Scene, name: string) {
    const found = processes.find((process) => process.name === name);
    return {
        phase: found?.phase ?? 'stopped',
        pid: found?.pid,
        restarts: found?.restarts ?? 0,
        startedAt: found?.startedAt,
        lastExit: found?.lastExit,
        log: layout.log(name),
    } as const;
}
