import type { SigningIdentity } from './identity.js';

/**
 * Loads `signcerts/*` and `keystore/*` of an MSP folder.
 * @param mspDirectory - e.g. `organisations/grid/peers/peer0.grid/msp`
 */
export function loadSigningIdentity(_mspDirectory: string, _mspId: string): SigningIdentity {
    throw new Error('not ready');
}
