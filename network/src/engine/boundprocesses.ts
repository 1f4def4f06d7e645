import { requireSameCode } from '../fabric/chaincodepackage.js';
import type { NetworkLayout } from '../layout.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import { type Chaincode, type ChaincodeProcess, chaincodeProcessesOf, type Topology } from '../topology.js';
import { chaincodeProcess } from './processes.js';

/**
 * The chaincode processes of a topology whose versions are bound to the code; none starts, or starts again, with other
 * code than the organisations approved.
 * @param idOf - package id of a chaincode on the engine
 */
export function boundProcesses(
    topology: Topology,
    layout: NetworkLayout,
    idOf: (chaincode: Chaincode) => string,
): ProcessSpec[] {
    return chaincodeProcessesOf(topology).map((process) => boundProcess(process, layout, idOf(process.chaincode)));
}

/** One of them. */
export function boundProcess(process: ChaincodeProcess, layout: NetworkLayout, id: string): ProcessSpec {
    return { ...chaincodeProcess(process, layout, id), before: () => requireSameCode(process.chaincode) };
}
