import shim from 'fabric-shim';
import { behaviour } from './behaviour.js';
import type { Answer, Operation } from './operation.js';
import { privateData } from './private.js';
import { publicState } from './public.js';

const operations = new Map<string, Operation>(Object.entries({ ...publicState, ...privateData, ...behaviour }));

/** The chaincode of the conformance scenarios, on the bare shim: every function does one thing a peer can see. */
export const conformanceChaincode: shim.ChaincodeInterface = {
    Init: async (stub) => await invoke(stub),
    Invoke: async (stub) => await invoke(stub),
};

async function invoke(stub: shim.ChaincodeStub): Promise<shim.ChaincodeResponse> {
    const { fcn, params } = stub.getFunctionAndParameters();
    const operation = operations.get(fcn);
    if (operation === undefined) {
        return shim.error(`there is no function ${fcn}`);
    }
    try {
        const result = await operation(stub, ...params);
        if (typeof result === 'string' || result instanceof Uint8Array) {
            return shim.success(Buffer.from(result));
        }
        return response(result);
    } catch (error) {
        return shim.error(error instanceof Error ? error.message : String(error));
    }
}

/** The shim sends a response as it is, whatever its status; its types know only those of its own functions. */
function response({ status, message, payload }: Answer): shim.ChaincodeResponse {
    const made = shim.success(payload);
    return { ...made, status, message };
}
