import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';

/** Orders of the curves Fabric accepts (SEC 2, sections 2.4.2 and 2.5.1). */
const orders: Readonly<Record<string, bigint>> = {
    'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    'P-384': BigInt(
        '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    ),
};

/**
 * Signs whole messages (connect with `hash.none`) with node:crypto: about nine times cheaper than the client library's own signer.
 * ECDSA signatures are SHA-256, DER, and low-S, because Fabric refuses the other half of the range.
 * @param pem - PKCS#8 private key: P-256, P-384 or Ed25519
 * @throws RangeError for any other key
 */
export function nativeSigner(pem: string): Signer {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') {
        return (message) => Promise.resolve(sign(null, message, key));
    }
    const order = curveOrder(key);
    return (message) => {
        const signature = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
        return Promise.resolve(lowSDer(signature, order));
    };
}

/** DER of an IEEE P1363 signature, with `s` replaced by `order - s` where that is smaller. */
export function lowSDer(signature: Uint8Array, order: bigint): Uint8Array {
    const half = signature.length / 2;
    const r = toInteger(signature.subarray(0, half));
    const s = toInteger(signature.subarray(half));
    const body = Buffer.concat([derInteger(r), derInteger(s > order / 2n ? order - s : s)]);
    const length = body.length < 0x80 ? [body.length] : [0x81, body.length];
    return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

function curveOrder(key: KeyObject): bigint {
    const curve = key.export({ format: 'jwk' }).crv;
    const order = curve === undefined ? undefined : orders[curve];
    if (order === undefined) {
        throw new RangeError(`cannot sign with a key of type ${key.asymmetricKeyType} ${curve ?? ''}`);
    }
    return order;
}

function toInteger(bytes: Uint8Array): bigint {
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function derInteger(value: bigint): Buffer {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}
