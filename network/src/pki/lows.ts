/** Half the order of P-256 (SEC 2, 2.4.2), rounded down. Fabric takes only signatures with S up to here. */
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;

/**
 * Whether an ECDSA signature on P-256 has its S in the lower half, as Fabric demands.
 * @param signature - DER: SEQUENCE of two INTEGERs
 * @throws RangeError when it is not such a sequence
 */
export function hasLowS(signature: Uint8Array): boolean {
    const rLength = signature[3];
    if (
        signature[0] !== 0x30 ||
        signature[1] !== signature.length - 2 ||
        signature[2] !== 0x02 ||
        rLength === undefined
    ) {
        throw new RangeError('not a DER encoded ECDSA signature');
    }
    const s = 4 + rLength;
    const sLength = signature[s + 1];
    if (signature[s] !== 0x02 || sLength === undefined || s + 2 + sLength !== signature.length) {
        throw new RangeError('not a DER encoded ECDSA signature');
    }
    return BigInt(`0x${Buffer.from(signature.subarray(s + 2)).toString('hex')}`) <= HALF_ORDER;
}
