import type { ChaincodeStub } from 'fabric-shim-api';
import { canonical, Fields, parseJson, type SlotRecord, utf8Text } from '../../domain/index.js';
import { contractProblem } from '../../ledger/index.js';

const OK = 200;
const ENERGY = process.env['LINGUANG_ENERGY_CHAINCODE'] ?? 'energy';

/**
 * Asks the energy chaincode for the records of slots `from` to `to`, both included. The call is simulated with this
 * transaction: a slot that is settled again meanwhile invalidates it.
 * @throws ENERGY_REFUSED
 */
export async function slotRecords(stub: ChaincodeStub, from: number, to: number): Promise<readonly SlotRecord[]> {
    const call = ['settlement:slotRecords', canonical({ from, to })];
    const { status, message, payload } = await stub.invokeChaincode(ENERGY, call, stub.getChannelID());
    if (status !== OK || payload === undefined) {
        throw contractProblem('ENERGY_REFUSED', { reason: message ?? `status ${status}` });
    }
    const fields = new Fields(parseJson(utf8Text(payload), 'answer'), 'answer');
    return fields.list('records', (value) => value as SlotRecord);
}
