import { isDeepStrictEqual } from 'node:util';
import type { Chaincode } from '../topology.js';
import { topologySchema } from '../topology.js';

/** One chaincode of a topology, complete. */
export const chaincodeSchema = topologySchema.shape.chaincodes.unwrap().element;

/** Whether two entries of a topology say the same, however they were written. */
export function sameEntry(one: Chaincode, other: Chaincode): boolean {
    return isDeepStrictEqual(plain(one), plain(other));
}

/**
 * What of an entry cannot change while the network runs: who runs the processes and where peers look for them.
 * @returns the name of the field that differs; undefined where none does
 */
export function fixedDifference(one: Chaincode, other: Chaincode): string | undefined {
    const fixed = ['process', 'organisations', 'addresses', 'tls'] as const;
    return fixed.find((field) => !isDeepStrictEqual(plain(one[field]), plain(other[field])));
}

/** What survives a file: no undefined fields. */
function plain(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
