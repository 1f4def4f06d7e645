import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files.js';
import type { NetworkLayout } from '../layout.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import { LISTEN_HOST, type OrdererNode, type PeerNode, type Topology } from '../topology.js';
import type { FabricBinaries } from './binaries.js';
import { BUILDER_CONFIGURATION } from './builder.js';
import { builderConfiguration } from './chaincodepackage.js';
import { FabricLayout } from './layout.js';
import { ordererConfiguration } from './ordererconfig.js';
import { peerConfiguration } from './peerconfig.js';

const READY_MS = 120_000;
/**
 * At INFO a peer writes a line per transaction, and at WARN an orderer one per gateway that hangs up after its answer;
 * what an operator needs to know is left.
 */
const LOGGING = {
    FABRIC_LOGGING_SPEC: 'warn:orderer.common.broadcast=error:orderer.consensus=info:lifecycle=info',
    FABRIC_LOGGING_FORMAT: '%{time:2006-01-02 15:04:05.000 MST} %{level} [%{module}] %{message}',
};

/**
 * Go collects garbage each time the heap has doubled; a node's heap is small and its garbage plenty, so that it collects all the time.
 * Room for four times as much saves a tenth of a peer's CPU time under load, for some hundred megabytes. An operator's own GOGC holds.
 */
const GARBAGE_COLLECTION = { GOGC: process.env['GOGC'] ?? '400' };

/** An orderer as a process; writes its configuration. */
export async function ordererProcess(
    topology: Topology,
    layout: NetworkLayout,
    binaries: FabricBinaries,
    orderer: OrdererNode,
): Promise<ProcessSpec> {
    const folder = await configure(layout, orderer.name, {
        'orderer.yaml': ordererConfiguration(topology, layout, orderer),
    });
    return node(layout, orderer, binaries.orderer, ['start'], { FABRIC_CFG_PATH: folder });
}

/** A peer as a process; writes its configuration. */
export async function peerProcess(
    topology: Topology,
    layout: NetworkLayout,
    binaries: FabricBinaries,
    peer: PeerNode,
): Promise<ProcessSpec> {
    const folder = await configure(layout, peer.name, {
        'core.yaml': peerConfiguration(topology, layout, peer, binaries),
    });
    return node(layout, peer, binaries.peer, ['node', 'start'], {
        FABRIC_CFG_PATH: folder,
        [BUILDER_CONFIGURATION]: await builderConfiguration(topology, layout, peer),
    });
}

async function configure(layout: NetworkLayout, name: string, files: Readonly<Record<string, string>>) {
    const fabric = new FabricLayout(layout);
    const folder = fabric.config(name);
    await mkdir(folder, { recursive: true });
    await mkdir(fabric.ledger(name), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
        await writeFileAtomically(join(folder, file), content);
    }
    return folder;
}

function node(
    layout: NetworkLayout,
    { name, organisation, ports }: PeerNode | OrdererNode,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
): ProcessSpec {
    return {
        name,
        command,
        args,
        env: { ...withoutAmbientSettings(), ...LOGGING, ...GARBAGE_COLLECTION, ...env },
        ports: Object.values(ports),
        ready: [
            { kind: 'http', url: `http://${LISTEN_HOST}:${ports.operations}/healthz` },
            { kind: 'grpc', port: ports.listen, caFile: layout.tlsCaCert(organisation) },
        ],
        readyTimeoutMs: READY_MS,
    };
}

/** Settings for some other node in the person's shell would override ours; Fabric ignores empty ones. */
function withoutAmbientSettings(): Readonly<Record<string, string>> {
    const foreign = Object.keys(process.env).filter((name) => /^(CORE|ORDERER)_/.test(name));
    return Object.fromEntries(foreign.map((name) => [name, '']));
}
