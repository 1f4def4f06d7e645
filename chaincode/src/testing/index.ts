/**
 * Test-only entry: the access table, and keys that sign as participants and meters do. It does not load fabric-shim: its copy of
 * the Fabric messages and the one of a network in the same process overwrite each other's global names.
 */
// biome-ignore-all assist/source/organizeImports: the log level is set before the contract API is loaded
import './quiet.js';

export { type AccessRule, accessTable } from '../contracts/context/access.js';
export { type ChaincodeName, chaincodes } from '../contracts/contracts.js';
export { hash, hmac, verifyEs256 } from '../contracts/crypto.js';
export { type Signer, signer } from '../domain/testing/crypto.js';
export {
    gunzip,
    gzip,
    SAMPLE_DID,
    SAMPLE_JWK,
    SAMPLE_SEED,
    type Sample,
    sampleCertificate,
    sampleKey,
    sampleSign,
    sampleWith,
} from '../domain/testing/credential.js';
export { METER, reading, testPoint } from '../domain/testing/district.js';
