import { base64url, type Intent, intentSigningInput } from '@linguang/chaincode/domain';

/**
 * Signs an intent as a compact JWS (RFC 7515, ES256). WebCrypto gives the signature as r ‖ s (IEEE P1363), which is
 * what JWS wants.
 * @param kid - RFC 7638 thumbprint of the key
 */
export async function signIntent(intent: Intent, key: CryptoKey, kid: string): Promise<string> {
    return await signInput(intentSigningInput(intent, kid), key);
}

/** The compact JWS of a signing input. */
export async function signInput(input: string, key: CryptoKey): Promise<string> {
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(input));
    return `${input}.${base64url(new Uint8Array(signature))}`;
}
