import type { PublicJwk } from './jwk.js';
import { problem } from './problems.js';

/** SHA-256. Passed in, so that the domain runs in Node and in a browser alike. */
export type Hash = (bytes: Uint8Array) => Uint8Array;
/** HMAC-SHA-256. */
export type Hmac = (key: Uint8Array, bytes: Uint8Array) => Uint8Array;
/** ECDSA P-256 with SHA-256; the signature is IEEE P1363 (r ‖ s, 64 bytes). Answers false, never throws, for a bad signature. */
export type VerifyEs256 = (key: PublicJwk, message: Uint8Array, signature: Uint8Array) => boolean;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NO_DIGIT = 0xff;
/** Values of digits by character code. */
const BASE64 = valuesOf(DIGITS);
const BASE16 = valuesOf('0123456789abcdef', '0123456789ABCDEF');

function valuesOf(...alphabets: readonly string[]): Uint8Array {
    const values = new Uint8Array(0x80).fill(NO_DIGIT);
    for (const alphabet of alphabets) {
        for (const [value, digit] of [...alphabet].entries()) {
            values[digit.charCodeAt(0)] = value;
        }
    }
    return values;
}

export function utf8(text: string): Uint8Array {
    return encoder.encode(text);
}

/** @throws ENCODING_INVALID for bytes that are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
    try {
        return decoder.decode(bytes);
    } catch {
        throw problem('ENCODING_INVALID', { form: 'UTF-8' });
    }
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes → lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
    let text = '';
    for (const byte of bytes) {
        text += HEX[byte];
    }
    return text;
}

/** Hexadecimal of either case → bytes. @throws ENCODING_INVALID */
export function hexBytes(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length >> 1);
    let wrong = text.length & 1;
    for (let index = 0; index < bytes.length; index++) {
        const high = BASE16[text.charCodeAt(2 * index)] ?? NO_DIGIT;
        const low = BASE16[text.charCodeAt(2 * index + 1)] ?? NO_DIGIT;
        wrong |= (high | low) & 0xf0;
        bytes[index] = (high << 4) | low;
    }
    if (wrong !== 0) {
        throw problem('ENCODING_INVALID', { form: 'hexadecimal' });
    }
    return bytes;
}

/** RFC 4648 §5 without padding. */
export function base64url(bytes: Uint8Array): string {
    let text = '';
    for (let index = 0; index < bytes.length; index += 3) {
        const left = bytes.length - index;
        const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
        text += DIGITS.charAt(group >> 18) + DIGITS.charAt((group >> 12) & 63);
        text += left > 1 ? DIGITS.charAt((group >> 6) & 63) : '';
        text += left > 2 ? DIGITS.charAt(group & 63) : '';
    }
    return text;
}

/** Strict: no padding, no other alphabet, unused bits zero, so that one text stands for one value. @throws ENCODING_INVALID */
export function base64urlBytes(text: string): Uint8Array {
    const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
    let bits = 0;
    let held = 0;
    let length = 0;
    for (let index = 0; index < text.length; index++) {
        const value = BASE64[text.charCodeAt(index)] ?? NO_DIGIT;
        if (value === NO_DIGIT) {
            throw problem('ENCODING_INVALID', { form: 'base64url' });
        }
        held = ((held << 6) | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[length++] = (held >> bits) & 0xff;
        }
    }
    if (text.length % 4 === 1 || (held & ((1 << bits) - 1)) !== 0) {
        throw problem('ENCODING_INVALID', { form: 'base64url' });
    }
    return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
    let length = 0;
    for (const part of parts) {
        length += part.length;
    }
    const joined = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
        joined.set(part, at);
        at += part.length;
    }
    return joined;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
    if (a.length !== b.length) {
        return false;
    }
    for (let index = 0; index < a.length; index++) {
        if (a[index] !== b[index]) {
            return false;
        }
    }
    return true;
}
