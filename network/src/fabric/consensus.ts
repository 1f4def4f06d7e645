import { join } from 'node:path';
import type { NetworkLayout } from '../layout.js';
import { NetworkError } from '../problems.js';
import { hostAndPort, type OrdererNode, orderersOf, type Topology } from '../topology.js';
import type { FabricBinaries } from './binaries.js';
import type { Yaml } from './yaml.js';

type Bft = Extract<Topology['consensus'], { type: 'bft' }>;
type Raft = Extract<Topology['consensus'], { type: 'raft' }>;

/** Transactions an orderer keeps that are not in a block yet; more are refused. */
const BFT_POOL = 100_000;

/**
 * @throws NetworkError CONSENSUS_UNSUPPORTED where the programs do not know the topology's consensus
 */
export function requireConsensus(topology: Topology, { major, version }: Pick<FabricBinaries, 'major' | 'version'>) {
    if (topology.consensus.type === 'bft' && major < 3) {
        throw new NetworkError(
            'CONSENSUS_UNSUPPORTED',
            `SmartBFT needs Fabric 3, and these programs are ${version}; use --fabric-version 3, or Raft ` +
                '(--profile raft, "consensus" in the topology file)',
        );
    }
}

/**
 * The part of configtx.yaml's Orderer section that says who orders and how they agree.
 * @param toPath - makes a file's path relative to configtx.yaml
 */
export function consensusSection(topology: Topology, layout: NetworkLayout, toPath: (path: string) => string) {
    const { consensus } = topology;
    return consensus.type === 'raft'
        ? { EtcdRaft: raft(topology, layout, consensus, toPath) }
        : bft(topology, layout, consensus, toPath);
}

function raft(topology: Topology, layout: NetworkLayout, { tickMs, electionTicks }: Raft, toPath: Path): Yaml {
    return {
        Consenters: orderersOf(topology).map((orderer) => consenter(orderer, layout, toPath)),
        Options: {
            TickInterval: `${tickMs}ms`,
            ElectionTick: electionTicks,
            HeartbeatTick: 1,
            MaxInflightBlocks: 5,
            SnapshotIntervalSize: '16 MB',
        },
    };
}

function bft(topology: Topology, layout: NetworkLayout, options: Bft, toPath: Path) {
    return {
        ConsenterMapping: orderersOf(topology).map((orderer, index) => ({
            ID: bftId(index),
            ...consenter(orderer, layout, toPath),
            MSPID: orderer.mspId,
            Identity: toPath(join(layout.nodeMsp(orderer.organisation, orderer.name), 'signcerts', 'cert.pem')),
        })),
        SmartBFT: {
            // Takes the place of BatchTimeout; count and bytes are those of BatchSize.
            RequestBatchMaxInterval: `${topology.batch.timeoutMs}ms`,
            RequestForwardTimeout: `${options.requestForwardMs}ms`,
            RequestComplainTimeout: `${options.requestComplainMs}ms`,
            RequestAutoRemoveTimeout: `${Math.max(180_000, options.requestComplainMs)}ms`,
            ViewChangeResendInterval: `${Math.ceil(options.viewChangeMs / 5)}ms`,
            ViewChangeTimeout: `${options.viewChangeMs}ms`,
            LeaderHeartbeatTimeout: `${options.leaderTimeoutMs}ms`,
            LeaderHeartbeatCount: 10,
            CollectTimeout: '1s',
            IncomingMessageBufferSize: 200,
            RequestPoolSize: BFT_POOL,
            // An orderer that was down asks the others for their blocks before it takes part again.
            SyncOnStart: true,
        },
    };
}

/** Number of an orderer among the consenters of SmartBFT, by its place in the topology. */
export function bftId(index: number): number {
    return index + 1;
}

type Path = (path: string) => string;

function consenter({ name, organisation, externalAddress }: OrdererNode, layout: NetworkLayout, toPath: Path) {
    const certificate = toPath(join(layout.nodeTls(organisation, name), 'server.crt'));
    const { host, port } = hostAndPort(externalAddress);
    return { Host: host, Port: port, ClientTLSCert: certificate, ServerTLSCert: certificate };
}
