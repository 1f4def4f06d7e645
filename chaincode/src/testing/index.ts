/** Test-only entry: contracts served inside a test process, and keys that sign as participants and meters do. */

export { type ChaincodeName, chaincodeOf, chaincodes } from '../contracts/chaincodes.js';
export type { AccessRule } from '../contracts/context/access.js';
export { accessTable } from '../contracts/context/access.js';
export { hash, hmac, verifyEs256 } from '../contracts/crypto.js';
export { serve } from '../contracts/serve.js';
export { type Signer, signer } from '../domain/testing/crypto.js';
export { altered } from './altered.js';
