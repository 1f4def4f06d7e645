import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type PublicJwk, parsePublicJwk, type SignEs256 } from '@linguang/chaincode/domain';
import { p256 } from '@noble/curves/nist.js';

/** A new P-256 key for documents. */
export function newDocumentKey(): { readonly jwk: PublicJwk; readonly pem: string } {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    return {
        jwk: parsePublicJwk({ kty, crv, x, y }),
        pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
}

/**
 * Signs as the ECDSA cryptosuites want it (FIPS 186-5, RFC 6979): without randomness, so that the same message gives the same signature
 * and a weak random generator cannot give the key away. Low S. OpenSSL cannot do this through node:crypto.
 * @param pem - PKCS #8
 */
export function deterministicSigner(pem: string): SignEs256 {
    const secret = secretOf(createPrivateKey(pem));
    return (message) => p256.sign(message, secret, { lowS: true, prehash: true });
}

function secretOf(key: KeyObject): Uint8Array {
    const { crv, d } = key.export({ format: 'jwk' });
    if (crv !== 'P-256' || typeof d !== 'string') {
        throw new TypeError('a P-256 key is expected');
    }
    return new Uint8Array(Buffer.from(d, 'base64url'));
}
