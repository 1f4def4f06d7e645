import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetworkLayout } from '../layout.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import {
    type Chaincode,
    type ChaincodeProcess,
    chaincodeProcessesOf,
    LISTEN_HOST,
    orderersOf,
    packageId,
    peersOf,
    type Topology,
} from '../topology.js';
import { chaincodeEnvironment } from './chaincodeenvironment.js';

/** Name of the embedded engine's process: it is all peers and orderers at once. */
export const EMBEDDED_PROCESS = 'embedded';

const EMBEDDED_MAIN = fileURLToPath(new URL('../embedded/main.js', import.meta.url));

/** The embedded engine: one process that is all peers and orderers of the topology. */
export function embeddedProcess(topology: Topology, layout: NetworkLayout, main = EMBEDDED_MAIN): ProcessSpec {
    const peers = peersOf(topology);
    const nodes = [...peers, ...orderersOf(topology)];
    return {
        name: EMBEDDED_PROCESS,
        command: process.execPath,
        args: [main, '--data', layout.root],
        ports: nodes.flatMap(({ ports }) => [ports.listen, ports.operations]),
        ready: [
            { kind: 'line', pattern: /embedded network ready/ },
            { kind: 'tcp', ports: peers.map(({ ports }) => ports.listen) },
        ],
        readyTimeoutMs: 120_000,
    };
}

/**
 * The chaincode processes of a topology, with the environment that chaincode servers expect.
 * @param idOf - package id of a chaincode; by default that of the embedded engine
 */
export function chaincodeProcesses(
    topology: Topology,
    layout: NetworkLayout,
    idOf: (chaincode: Chaincode) => string = packageId,
): ProcessSpec[] {
    return chaincodeProcessesOf(topology).map((process) => chaincodeProcess(process, layout, idOf(process.chaincode)));
}

/** One chaincode process as its place says; its log and status have the name of the place. */
export function chaincodeProcess(process: ChaincodeProcess, layout: NetworkLayout, id: string): ProcessSpec {
    const { chaincode } = process;
    const address = `${LISTEN_HOST}:${process.port}`;
    const values: Readonly<Record<string, string>> = {
        address,
        id,
        organisation: process.organisation,
        mspId: process.mspId,
        peer: process.peers[0] ?? '',
    };
    const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole);
    const [command = '', ...args] = (chaincode.command ?? []).map(fill);
    const env = Object.fromEntries(Object.entries(chaincode.env).map(([key, value]) => [key, fill(value)]));
    return {
        name: process.name,
        // "node" is the Node that runs us, whatever else is installed on the machine.
        command: command === 'node' ? globalThis.process.execPath : command,
        args,
        env: {
            PATH: [dirname(globalThis.process.execPath), globalThis.process.env['PATH'] ?? ''].join(delimiter),
            ...chaincodeEnvironment({
                address,
                id,
                mspId: process.mspId,
                tlsFolder: chaincode.tls ? layout.chaincodeTls(process.organisation, process.name) : undefined,
            }),
            ...env,
        },
        ports: [process.port],
        ready: [{ kind: 'tcp', ports: [process.port] }],
        ...(chaincode.cwd === undefined ? {} : { cwd: chaincode.cwd }),
    };
}
