import { type KeyObject, sign, verify } from 'node:crypto';
import { MspError } from './identity.js';

interface Curve {
    /** Bytes of r and of s. */
    readonly size: number;
    readonly order: bigint;
    /** The largest low s: half the order, rounded down. */
    readonly half: Buffer;
}

const CURVES: Readonly<Record<string, Curve>> = {
    prime256v1: curve(32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n),
    secp384r1: curve(
        48,
        0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    ),
};

function curve(size: number, order: bigint): Curve {
    return { size, order, half: Buffer.from((order >> 1n).toString(16).padStart(size * 2, '0'), 'hex') };
}

/** Asking a key for its details costs as much as using it. */
const curves = new WeakMap<KeyObject, Curve>();

/** Signs with SHA-256; ECDSA as DER with low S (Fabric refuses high S), Ed25519 over the message itself. */
export function signMessage(key: KeyObject, message: Uint8Array): Uint8Array {
    if (key.asymmetricKeyType === 'ed25519') {
        return sign(null, message, key);
    }
    // The key by itself: with options around it, Node takes twice as long.
    return withLowS(sign('sha256', message, key), curveOf(key));
}

/** Half of all signatures have a high S; its negative is as good. */
function withLowS(signature: Buffer, { size, order, half }: Curve): Uint8Array {
    const parsed = parseDer(signature);
    if (parsed === undefined || !isAbove(parsed.s, half)) {
        return signature;
    }
    const s = order - BigInt(`0x${Buffer.from(parsed.s).toString('hex')}`);
    const bytes = Buffer.from(s.toString(16).padStart(size * 2, '0'), 'hex');
    return sequence(Buffer.concat([integer(parsed.r), integer(bytes)]));
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
    const parsed = mustBeLowS(signature, curveOf(key));
    if (!verify('sha256', message, key, parsed.strict)) {
        throw new MspError('The signature is invalid');
    }
}

/** Whether Fabric can use such a key at all. */
export function isSupportedKey(key: KeyObject): boolean {
    return key.asymmetricKeyType === 'ed25519' || CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] !== undefined;
}

function curveOf(key: KeyObject): Curve {
    const known = curves.get(key);
    if (known !== undefined) {
        return known;
    }
    const name = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? 'unknown';
    const found = CURVES[name];
    if (found === undefined) {
        throw undetermined(`curve not recognized [${name}]`);
    }
    curves.set(key, found);
    return found;
}

/** @throws MspError when it is no pair of positive numbers with s in the lower half */
function mustBeLowS(signature: Uint8Array, curve: Curve): Parsed {
    const parsed = parseDer(signature);
    if (parsed === undefined) {
        throw undetermined('Failed unmashalling signature [failed unmashalling signature [asn1: structure error]]');
    }
    for (const name of ['r', 's'] as const) {
        if (!isPositive(parsed[name])) {
            throw undetermined(
                `Failed unmashalling signature [invalid signature, ${name.toUpperCase()} must be larger than zero]`,
            );
        }
    }
    if (isAbove(parsed.s, curve.half)) {
        const s = BigInt(`0x${Buffer.from(parsed.s).toString('hex')}`);
        throw undetermined(`Invalid S. Must be smaller than half the order [${s}][${curve.order >> 1n}].`);
    }
    return parsed;
}

function undetermined(reason: string): MspError {
    return new MspError(`could not determine the validity of the signature: ${reason}`);
}

interface Parsed {
    /** Two's complement, big-endian. */
    readonly r: Uint8Array;
    readonly s: Uint8Array;
    /** The same signature as strict DER, which is all that OpenSSL reads. */
    readonly strict: Uint8Array;
}

/** SEQUENCE of two INTEGERs in shortest form; like Go's asn1.Unmarshal it overlooks what follows them. */
function parseDer(der: Uint8Array): Parsed | undefined {
    const outer = element(der, 0, 0x30);
    const first = outer && element(der, outer.start, 0x02);
    const second = first && element(der, first.end, 0x02);
    if (outer === undefined || first === undefined || second === undefined || second.end > outer.end) {
        return undefined;
    }
    const r = der.subarray(first.start, first.end);
    const s = der.subarray(second.start, second.end);
    const isStrict = second.end === outer.end;
    const strict = isStrict ? der.subarray(0, outer.end) : sequence(der.subarray(outer.start, second.end));
    return isShortest(r) && isShortest(s) ? { r, s, strict } : undefined;
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

function isShortest(integer: Uint8Array): boolean {
    const [first, second] = integer;
    return (
        first !== undefined &&
        (second === undefined || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    );
}

function isPositive(integer: Uint8Array): boolean {
    return (integer[0] ?? 0) < 0x80 && integer.some((byte) => byte !== 0);
}

/** Of a positive integer in shortest form. */
function isAbove(integer: Uint8Array, limit: Buffer): boolean {
    const value = integer[0] === 0 ? integer.subarray(1) : integer;
    return value.length > limit.length || (value.length === limit.length && Buffer.compare(value, limit) > 0);
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

function sequence(content: Uint8Array): Buffer {
    const header = content.length < 0x80 ? [0x30, content.length] : [0x30, 0x81, content.length];
    return Buffer.concat([Buffer.from(header), content]);
}
