import { createECDH, createHash, createHmac } from 'node:crypto';
import { base64url, type PublicJwk, parsePublicJwk, type SignEs256, thumbprint } from '@linguang/chaincode/domain';

/** Order of P-256 (SEC 2, 2.4.2). */
export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A key pair that everybody can make: its secret is the hash of its name. Nothing that it signs is ever to be believed. */
export type TestKey = Readonly<{
    jwk: PublicJwk;
    kid: string;
    /** Uncompressed, 65 bytes. */
    point: Uint8Array;
    /** r ‖ s, without randomness (RFC 6979), S in the lower half: equal messages get equal signatures. */
    sign: SignEs256;
}>;

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

/** @param name - the secret is SHA-256 of `linguang test key, known to everybody: NAME` */
export function testKey(name: string): TestKey {
    const secret = sha256(new TextEncoder().encode(`linguang test key, known to everybody: ${name}`));
    const point = multiply(secret);
    const jwk = parsePublicJwk({
        kty: 'EC',
        crv: 'P-256',
        x: base64url(point.subarray(1, 33)),
        y: base64url(point.subarray(33)),
    });
    return { jwk, kid: thumbprint(sha256, jwk), point, sign: (message) => signature(secret, message) };
}

function signature(secret: Uint8Array, message: Uint8Array): Uint8Array {
    const digest = sha256(message);
    for (const nonce of nonces(secret, digest)) {
        const k = number(nonce);
        if (k === 0n || k >= ORDER) {
            continue;
        }
        const r = number(multiply(nonce).subarray(1, 33)) % ORDER;
        const s = (inverse(k) * ((number(digest) + r * number(secret)) % ORDER)) % ORDER;
        if (r !== 0n && s !== 0n) {
            return Buffer.concat([bytesOf(r), bytesOf(s > ORDER >> 1n ? ORDER - s : s)]);
        }
    }
    throw new Error('there is always a nonce');
}

/** RFC 6979, 3.2, with SHA-256. */
function* nonces(secret: Uint8Array, digest: Uint8Array): Generator<Uint8Array> {
    const reduced = bytesOf(number(digest) % ORDER);
    let key: Uint8Array = new Uint8Array(32);
    let value: Uint8Array = new Uint8Array(32).fill(1);
    const hmac = (...parts: readonly Uint8Array[]): Uint8Array =>
        createHmac('sha256', key).update(Buffer.concat(parts)).digest();
    for (const step of [0, 1]) {
        key = hmac(value, Uint8Array.of(step), secret, reduced);
        value = hmac(value);
    }
    for (;;) {
        value = hmac(value);
        yield value;
        key = hmac(value, Uint8Array.of(0));
        value = hmac(value);
    }
}

/** Scalar × base point; the public key of a scalar is nothing else. */
function multiply(scalar: Uint8Array): Uint8Array {
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(scalar);
    return new Uint8Array(curve.getPublicKey());
}

function inverse(value: bigint): bigint {
    let [result, square] = [1n, value];
    for (let left = ORDER - 2n; left > 0n; left >>= 1n) {
        result = (left & 1n) === 1n ? (result * square) % ORDER : result;
        square = (square * square) % ORDER;
    }
    return result;
}

export function number(bytes: Uint8Array): bigint {
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

export function bytesOf(value: bigint): Uint8Array {
    return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}
