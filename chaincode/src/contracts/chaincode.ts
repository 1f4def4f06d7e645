import contractApi from 'fabric-contract-api';
import type { ChaincodeInterface } from 'fabric-shim-api';
import { type ChaincodeName, chaincodes } from './contracts.js';
import { ChaincodeFromContract } from './shim.js';

/** What the shim serves for a chaincode: its contracts behind `contract:function` names. */
export function chaincodeOf(name: ChaincodeName, version: string): ChaincodeInterface {
    const serializers = { transaction: 'json', serializers: { json: contractApi.JSONSerializer } };
    return new ChaincodeFromContract([...chaincodes[name]], serializers, {}, `linguang ${name}`, version);
}
