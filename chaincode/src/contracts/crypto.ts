import { createPublicKey, type KeyObject, hash as oneShot, verify } from 'node:crypto';
import { concat, type Hash, type Hmac, type PublicJwk, p1363ToDer, type VerifyEs256 } from '../domain/index.js';

/** The domain's SHA-256 on node:crypto. By way of a text, since asking for bytes costs twice as much for short inputs. */
export const hash: Hash = (bytes) => Buffer.from(oneShot('sha256', bytes, 'binary'), 'binary');

/**
 * HMAC-SHA-256 (RFC 2104) on the one-shot hash: node's Hmac objects cost ten times as much for messages as short as ours.
 */
export const hmac: Hmac = (key, bytes) => {
    const { inner, outer } = padded(key);
    return hash(concat(outer, hash(concat(inner, bytes))));
};

/**
 * Verifies with imported keys kept by their coordinates, since the import costs as much as the verification, and with signatures in
 * DER, since node:crypto takes nearly half as long again for the other form.
 */
export const verifyEs256: VerifyEs256 = (jwk, message, signature) => {
    const key = imported(jwk);
    return key !== undefined && signature.length === 64 && verify('sha256', message, key, p1363ToDer(signature));
};

const BLOCK = 64;
type Padded = Readonly<{ key: Uint8Array; inner: Uint8Array; outer: Uint8Array }>;
/** The last key's: a settlement salts all its lines with one. */
let last: Padded | undefined;

function padded(key: Uint8Array): Padded {
    if (last === undefined || Buffer.compare(last.key, key) !== 0) {
        const block = new Uint8Array(BLOCK);
        block.set(key.length > BLOCK ? hash(key) : key);
        last = {
            key: Uint8Array.from(key),
            inner: block.map((byte) => byte ^ 0x36),
            outer: block.map((byte) => byte ^ 0x5c),
        };
    }
    return last;
}

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
