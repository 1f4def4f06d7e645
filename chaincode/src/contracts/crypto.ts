import { createPublicKey, type KeyObject, hash as oneShot, verify } from 'node:crypto';
import { type Hash, type Hmac, hmacOf, type PublicJwk, p1363ToDer, type VerifyEs256 } from '../domain/index.js';

/** The domain's SHA-256 on node:crypto. By way of a text, since asking for bytes costs twice as much for short inputs. */
export const hash: Hash = (bytes) => Buffer.from(oneShot('sha256', bytes, 'binary'), 'binary');

export const hmac: Hmac = hmacOf(hash);

/**
 * Verifies with imported keys kept by their coordinates, since the import costs as much as the verification, and with signatures in
 * DER, since node:crypto takes nearly half as long again for the other form.
 */
export const verifyEs256: VerifyEs256 = (jwk, message, signature) => {
    const key = imported(jwk);
    return key !== undefined && signature.length === 64 && verify('sha256', message, key, p1363ToDer(signature));
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
