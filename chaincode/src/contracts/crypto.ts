import { createHash, createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Hash, Hmac, PublicJwk, VerifyEs256 } from '../domain/index.js';

/** The domain's cryptography on node:crypto. */
export const hash: Hash = (bytes) => createHash('sha256').update(bytes).digest();

export const hmac: Hmac = (key, bytes) => createHmac('sha256', key).update(bytes).digest();

/** Verifies with imported keys kept by their coordinates: the import costs as much as the verification. */
export const verifyEs256: VerifyEs256 = (jwk, message, signature) => {
    const key = imported(jwk);
    return key !== undefined && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
};

const LIMIT = 20_000;
const known = new Map<string, KeyObject | undefined>();

function imported(jwk: PublicJwk): KeyObject | undefined {
    const name = `${jwk.x}.${jwk.y}`;
    if (known.has(name)) {
        return known.get(name);
    }
    if (known.size >= LIMIT) {
        known.clear();
    }
    const key = tryImport(jwk);
    known.set(name, key);
    return key;
}

function tryImport(jwk: PublicJwk): KeyObject | undefined {
    try {
        return createPublicKey({ key: { ...jwk }, format: 'jwk' });
    } catch {
        return undefined;
    }
}
