import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DocumentTrust } from '@linguang/chaincode/domain';

/** Node's own cryptography, as verifying takes it. */
export const cryptography: Pick<DocumentTrust, 'hash' | 'verify' | 'gunzip'> = {
    hash: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    verify: (jwk, message, signature) => {
        try {
            const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
            return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
        } catch {
            // A key that is no point of the curve signed nothing.
            return false;
        }
    },
    gunzip: (bytes, limit) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: limit })),
};
