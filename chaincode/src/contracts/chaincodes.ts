import contractApi from 'fabric-contract-api';
import type { ChaincodeInterface } from 'fabric-shim-api';
import { CertificatesContract } from './certificate/certificates.js';
import { PlantsContract } from './certificate/plants.js';
import type { LinguangContract } from './context/contract.js';
import { MarketContract } from './energy/market.js';
import { MeteringContract } from './energy/metering.js';
import { RegistryContract } from './energy/registry.js';
import { SettlementContract } from './energy/settlement.js';
import { ChaincodeFromContract } from './shim.js';

type ContractClass = new () => LinguangContract;

/** The chaincodes of this package and their contracts. */
export const chaincodes = {
    energy: [RegistryContract, MeteringContract, MarketContract, SettlementContract],
    certificate: [PlantsContract, CertificatesContract],
} as const satisfies Readonly<Record<string, readonly ContractClass[]>>;

export type ChaincodeName = keyof typeof chaincodes;

export function isChaincodeName(name: string | undefined): name is ChaincodeName {
    return name !== undefined && Object.hasOwn(chaincodes, name);
}

/** What the shim serves for a chaincode: its contracts behind `contract:function` names. */
export function chaincodeOf(name: ChaincodeName, version: string): ChaincodeInterface {
    const serializers = { transaction: 'json', serializers: { json: contractApi.JSONSerializer } };
    return new ChaincodeFromContract([...chaincodes[name]], serializers, {}, `linguang ${name}`, version);
}
