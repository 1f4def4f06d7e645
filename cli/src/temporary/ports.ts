import { freePortBase as freeBase } from '@linguang/network';

/** A port base whose gateways' and network's ports are free now. */
export async function freePortBase(): Promise<number> {
    return await freeBase([0, 1, 2, ...Array.from({ length: NETWORK_PORTS }, (_, index) => 1000 + index)]);
}

/** Ports a network of Linguang may take above its first; more than it does. */
const NETWORK_PORTS = 90;
