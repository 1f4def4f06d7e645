import { createPublicKey, verify } from 'node:crypto';
import type { VerifyEs256 } from '@linguang/chaincode/domain';

/** ECDSA P-256 with SHA-256, as the domain takes it: a signature is r ‖ s (IEEE P1363). A key that is none verifies nothing. */
export const verifyEs256: VerifyEs256 = (jwk, message, signature) => {
    try {
        const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
        return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
    } catch {
        return false;
    }
};
