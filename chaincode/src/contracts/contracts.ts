import { CertificatesContract } from './certificate/certificates.js';
import { ConservationContract } from './certificate/conservation.js';
import { LogContract } from './certificate/log.js';
import { PlantsContract } from './certificate/plants.js';
import { ReservationsContract } from './certificate/reservations.js';
import { SchemesContract } from './certificate/schemes.js';
import { StorageContract } from './certificate/storage.js';
import type { LinguangContract } from './context/contract.js';
import { BillingContract } from './energy/billing.js';
import { ForwardContract } from './energy/forward.js';
import { MarketContract } from './energy/market.js';
import { MeteringContract } from './energy/metering.js';
import { PoolContract } from './energy/pool.js';
import { RegistryContract } from './energy/registry.js';
import { SettlementContract } from './energy/settlement.js';

type ContractClass = new () => LinguangContract;

/** The chaincodes of this package and their contracts. */
export const chaincodes = {
    energy: [
        RegistryContract,
        MeteringContract,
        MarketContract,
        ForwardContract,
        SettlementContract,
        BillingContract,
        PoolContract,
    ],
    certificate: [
        SchemesContract,
        PlantsContract,
        ReservationsContract,
        CertificatesContract,
        StorageContract,
        ConservationContract,
        LogContract,
    ],
} as const satisfies Readonly<Record<string, readonly ContractClass[]>>;

export type ChaincodeName = keyof typeof chaincodes;

export function isChaincodeName(name: string | undefined): name is ChaincodeName {
    return name !== undefined && Object.hasOwn(chaincodes, name);
}
