import { peer as protos } from '@hyperledger/fabric-protos';
import type { Transaction } from '../chaincode/transaction.js';

/** A chaincode that is part of the peer. */
export interface SystemChaincode {
    readonly name: string;
    /** Runs to its end; failures are answers with a status, never exceptions. */
    invoke(transaction: Transaction, args: readonly Uint8Array[]): protos.Response;
}

/** The version that stands in a proposal response for every system chaincode. */
export const SYSTEM_VERSION = 'syscc';

export function success(payload?: Uint8Array): protos.Response {
    const response = new protos.Response();
    response.setStatus(200);
    if (payload) {
        response.setPayload(payload);
    }
    return response;
}

export function failure(message: string, status = 500): protos.Response {
    const response = new protos.Response();
    response.setStatus(status);
    response.setMessage(message);
    return response;
}

const decoder = new TextDecoder();

export function text(argument: Uint8Array | undefined): string {
    return decoder.decode(argument);
}
