import { type KeyObject, sign, verify } from 'node:crypto';
import { MspError } from './identity.js';

interface Curve {
    /** Bytes of r and of s. */
    readonly size: number;
    readonly order: bigint;
}

const CURVES: Readonly<Record<string, Curve>> = {
    prime256v1: { size: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
    secp384r1: {
        size: 48,
        order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    },
};

/** Signs with SHA-256; ECDSA as DER with low S (Fabric refuses high S), Ed25519 over the message itself. */
export function signMessage(key: KeyObject, message: Uint8Array): Uint8Array {
    if (key.asymmetricKeyType === 'ed25519') {
        return sign(null, message, key);
    }
    const { size, order } = curveOf(key);
    const raw = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
    const r = raw.subarray(0, size);
    let s = raw.subarray(size);
    const value = BigInt(`0x${s.toString('hex')}`);
    if (value > order >> 1n) {
        s = Buffer.from((order - value).toString(16).padStart(size * 2, '0'), 'hex');
    }
    return sequence(Buffer.concat([integer(r), integer(s)]));
}

/**
 * Verifies as Fabric's BCCSP does.
 * @throws MspError for malformed signatures and high S (`could not determine the validity of the signature: …`), and
 * `The signature is invalid`
 */
export function verifyMessage(key: KeyObject, message: Uint8Array, signature: Uint8Array): void {
    if (key.asymmetricKeyType === 'ed25519') {
        if (!verify(null, message, key, signature)) {
            throw new MspError('The signature is invalid');
        }
        return;
    }
    const curve = curveOf(key);
    const p1363 = toP1363(signature, curve);
    if (p1363 === undefined || !verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, p1363)) {
        throw new MspError('The signature is invalid');
    }
}

/** Whether Fabric can use such a key at all. */
export function isSupportedKey(key: KeyObject): boolean {
    return key.asymmetricKeyType === 'ed25519' || CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] !== undefined;
}

function curveOf(key: KeyObject): Curve {
    const name = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? 'unknown';
    const curve = CURVES[name];
    if (curve === undefined) {
        throw new MspError(`could not determine the validity of the signature: curve not recognized [${name}]`);
    }
    return curve;
}

/** @returns undefined when r or s do not fit the curve: then the signature is simply wrong */
function toP1363(signature: Uint8Array, curve: Curve): Buffer | undefined {
    const parsed = parseDer(signature);
    if (parsed === undefined) {
        throw undetermined('Failed unmashalling signature [failed unmashalling signature [asn1: structure error]]');
    }
    const [r, s] = parsed;
    if (r <= 0n) {
        throw undetermined('Failed unmashalling signature [invalid signature, R must be larger than zero]');
    }
    if (s <= 0n) {
        throw undetermined('Failed unmashalling signature [invalid signature, S must be larger than zero]');
    }
    if (s > curve.order >> 1n) {
        throw undetermined(`Invalid S. Must be smaller than half the order [${s}][${curve.order >> 1n}].`);
    }
    const hex = (value: bigint): string => value.toString(16).padStart(curve.size * 2, '0');
    const text = hex(r) + hex(s);
    return text.length === curve.size * 4 ? Buffer.from(text, 'hex') : undefined;
}

function undetermined(reason: string): MspError {
    return new MspError(`could not determine the validity of the signature: ${reason}`);
}

/** SEQUENCE of two INTEGERs; trailing bytes are ignored, as Go's asn1.Unmarshal result is used there. */
function parseDer(der: Uint8Array): [bigint, bigint] | undefined {
    const outer = element(der, 0, 0x30);
    if (outer === undefined) {
        return undefined;
    }
    const r = element(der, outer.start, 0x02);
    const s = r && element(der, r.end, 0x02);
    if (r === undefined || s === undefined || s.end > outer.end) {
        return undefined;
    }
    const first = bigInteger(der.subarray(r.start, r.end));
    const second = bigInteger(der.subarray(s.start, s.end));
    return first === undefined || second === undefined ? undefined : [first, second];
}

function element(der: Uint8Array, at: number, tag: number): { start: number; end: number } | undefined {
    const length = der[at + 1];
    if (der[at] !== tag || length === undefined || length > 0x81) {
        return undefined;
    }
    const long = length === 0x81;
    const size = long ? der[at + 2] : length;
    if (length === 0x80 || size === undefined || (long && size < 0x80)) {
        return undefined;
    }
    const start = at + (long ? 3 : 2);
    return start + size <= der.length ? { start, end: start + size } : undefined;
}

function bigInteger(bytes: Uint8Array): bigint | undefined {
    const [first, second] = bytes;
    if (first === undefined || (first === 0 && second !== undefined && second < 0x80)) {
        return undefined;
    }
    const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    return first < 0x80 ? value : value - (1n << BigInt(bytes.length * 8));
}

function integer(value: Uint8Array): Buffer {
    let from = 0;
    while (from < value.length - 1 && value[from] === 0) {
        from += 1;
    }
    const bytes = value.subarray(from);
    const pad = (bytes[0] ?? 0) >= 0x80 ? [0] : [];
    return Buffer.from([0x02, bytes.length + pad.length, ...pad, ...bytes]);
}

function sequence(content: Buffer): Buffer {
    const header = content.length < 0x80 ? [0x30, content.length] : [0x30, 0x81, content.length];
    return Buffer.concat([Buffer.from(header), content]);
}
