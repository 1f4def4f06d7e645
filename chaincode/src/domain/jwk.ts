import { base64url, base64urlBytes, type Hash, utf8 } from './crypto.js';
import { Fields } from './fields.js';
import { problem } from './problems.js';

/** A public P-256 key as JWK (RFC 7517); only these members. */
export type PublicJwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

const PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * Reads a public key strictly: P-256, coordinates of 32 bytes, a point on the curve (SEC 1, 3.2.2.1), and no private part.
 * @throws KEY_INVALID
 */
export function parsePublicJwk(value: unknown, where = 'jwk'): PublicJwk {
    const fields = new Fields(value, where, (_, reason) => problem('KEY_INVALID', { reason }));
    if (fields.has('d')) {
        throw problem('KEY_INVALID', { reason: 'it holds the private part' });
    }
    const key: PublicJwk = {
        kty: fields.oneOf('kty', ['EC']),
        crv: fields.oneOf('crv', ['P-256']),
        x: fields.text('x', 43),
        y: fields.text('y', 43),
    };
    fields.end();
    const [x, y] = [coordinate(key.x), coordinate(key.y)];
    if ((y * y - (x * x * x - 3n * x + B)) % PRIME !== 0n) {
        throw problem('KEY_INVALID', { reason: 'it is not a point of the curve' });
    }
    return key;
}

/** RFC 7638 thumbprint, SHA-256, base64url: the name (kid) of a key. */
export function thumbprint(hash: Hash, key: PublicJwk): string {
    return base64url(hash(utf8(`{"crv":"${key.crv}","kty":"${key.kty}","x":"${key.x}","y":"${key.y}"}`)));
}

function coordinate(text: string): bigint {
    let bytes: Uint8Array;
    try {
        bytes = base64urlBytes(text);
    } catch {
        throw problem('KEY_INVALID', { reason: 'a coordinate is not base64url' });
    }
    let value = 0n;
    for (const byte of bytes) {
        value = (value << 8n) | BigInt(byte);
    }
    if (bytes.length !== 32 || value >= PRIME) {
        throw problem('KEY_INVALID', { reason: 'a coordinate is not a 32-byte field element' });
    }
    return value;
}
