import { base64url, base64urlBytes, concat } from '../crypto.js';
import { type PublicJwk, parsePublicJwk } from '../jwk.js';
import { problem } from '../problems.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** Multicodec `p256-pub` (0x1200) as a varint. */
const P256_PUBLIC = new Uint8Array([0x80, 0x24]);
/** Longest text we ever decode; base58 takes quadratic time. */
const LONGEST = 200;

const PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Multibase base58btc: `z` and the bytes as base 58, a `1` for each leading zero byte. */
export function base58btc(bytes: Uint8Array): string {
    let value = 0n;
    for (const byte of bytes) {
        value = (value << 8n) | BigInt(byte);
    }
    let text = '';
    for (; value > 0n; value /= 58n) {
        text = ALPHABET.charAt(Number(value % 58n)) + text;
    }
    return `z${'1'.repeat(leading(bytes, 0))}${text}`;
}

/** @throws ENCODING_INVALID */
export function base58btcBytes(text: string): Uint8Array {
    if (!text.startsWith('z') || text.length > LONGEST) {
        throw invalid();
    }
    let value = 0n;
    const digits = text.slice(1);
    for (const digit of digits) {
        const at = ALPHABET.indexOf(digit);
        if (at < 0) {
            throw invalid();
        }
        value = value * 58n + BigInt(at);
    }
    const zeros = digits.length - digits.replace(/^1+/, '').length;
    return concat(new Uint8Array(zeros), bytesOf(value));
}

/** A public key as W3C Multikey (`publicKeyMultibase`): the compressed point under its multicodec, base58btc. */
export function multikey(key: PublicJwk): string {
    const y = base64urlBytes(key.y);
    const sign = new Uint8Array([0x02 + ((y[31] ?? 0) & 1)]);
    return base58btc(concat(P256_PUBLIC, sign, base64urlBytes(key.x)));
}

/** Reads a P-256 Multikey. @throws ENCODING_INVALID for another encoding, KEY_INVALID for another curve or a point off it */
export function multikeyJwk(text: string): PublicJwk {
    const bytes = base58btcBytes(text);
    const sign = bytes[2] ?? 0;
    if (bytes.length !== 35 || bytes[0] !== 0x80 || bytes[1] !== 0x24 || (sign !== 2 && sign !== 3)) {
        throw problem('KEY_INVALID', { reason: 'a compressed P-256 Multikey is expected' });
    }
    const x = bigOf(bytes.subarray(3));
    // P ≡ 3 (mod 4): a square root is the power (P + 1) / 4. Whether it is one, the check of the curve's equation tells.
    const root = power((((x * x * x - 3n * x + B) % PRIME) + PRIME) % PRIME, (PRIME + 1n) / 4n);
    const y = (root & 1n) === BigInt(sign & 1) ? root : PRIME - root;
    return parsePublicJwk({ kty: 'EC', crv: 'P-256', x: base64url(fixed(x)), y: base64url(fixed(y)) });
}

function power(base: bigint, exponent: bigint): bigint {
    let [result, square] = [1n, base];
    for (let left = exponent; left > 0n; left >>= 1n) {
        result = (left & 1n) === 1n ? (result * square) % PRIME : result;
        square = (square * square) % PRIME;
    }
    return result;
}

function bigOf(bytes: Uint8Array): bigint {
    let value = 0n;
    for (const byte of bytes) {
        value = (value << 8n) | BigInt(byte);
    }
    return value;
}

function bytesOf(value: bigint): Uint8Array {
    const bytes: number[] = [];
    for (let left = value; left > 0n; left >>= 8n) {
        bytes.unshift(Number(left & 0xffn));
    }
    return Uint8Array.from(bytes);
}

function fixed(value: bigint): Uint8Array {
    const bytes = bytesOf(value);
    return concat(new Uint8Array(32 - bytes.length), bytes);
}

function leading(bytes: Uint8Array, byte: number): number {
    const first = bytes.findIndex((one) => one !== byte);
    return first < 0 ? bytes.length : first;
}

function invalid() {
    return problem('ENCODING_INVALID', { form: 'base58btc' });
}
