import type { Orderer, OrdererOptions } from '../ledger.js';

/** Starts ordering onto a ledger. */
export function openOrderer(_options: OrdererOptions): Orderer {
    throw new Error('not ready');
}
