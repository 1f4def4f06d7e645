import { concat } from '../crypto.js';
import { problem } from '../problems.js';

/** ASN.1 DER ECDSA signature (RFC 3279 §2.2.3) → r ‖ s, 64 bytes for P-256. Strict DER: one encoding per signature. @throws ENCODING_INVALID */
export function derToP1363(der: Uint8Array): Uint8Array {
    if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) {
        throw invalid();
    }
    const [r, afterR] = integerAt(der, 2);
    const [s, end] = integerAt(der, afterR);
    if (end !== der.length) {
        throw invalid();
    }
    return concat(r, s);
}

/** r ‖ s, 64 bytes → ASN.1 DER. @throws ENCODING_INVALID */
export function p1363ToDer(signature: Uint8Array): Uint8Array {
    if (signature.length !== 64) {
        throw invalid();
    }
    const integers = concat(derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)));
    return concat(new Uint8Array([0x30, integers.length]), integers);
}

function integerAt(der: Uint8Array, at: number): [value: Uint8Array, end: number] {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    const [first = 0x80, second = 0] = bytes;
    const padded = first === 0 && length > 1;
    if (der[at] !== 0x02 || bytes.length !== length || first >= 0x80 || (padded && second < 0x80)) {
        throw invalid();
    }
    const value = padded ? bytes.subarray(1) : bytes;
    if (value.length > 32) {
        throw invalid();
    }
    return [concat(new Uint8Array(32 - value.length), value), at + 2 + length];
}

function derInteger(value: Uint8Array): Uint8Array {
    let start = 0;
    while (start < 31 && value[start] === 0) {
        start++;
    }
    const bytes = value.subarray(start);
    const sign = (bytes[0] ?? 0) >= 0x80 ? new Uint8Array(1) : new Uint8Array();
    return concat(new Uint8Array([0x02, sign.length + bytes.length]), sign, bytes);
}

function invalid() {
    return problem('ENCODING_INVALID', { form: 'a DER signature of P-256' });
}
