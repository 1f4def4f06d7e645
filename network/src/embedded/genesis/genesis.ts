import type { common } from '@hyperledger/fabric-protos';
import type { OrganisationMaterial } from '../ledger.js';
import type { Topology } from './topology.js';

/** Block 0 of the channel: a real config block, readable by `configtxgen -inspectBlock`. */
export function buildGenesis(_topology: Topology, _organisations: readonly OrganisationMaterial[]): common.Block {
    throw new Error('not ready');
}
