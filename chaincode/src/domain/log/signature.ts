import { base64urlBytes, type VerifyEs256 } from '../crypto.js';
import type { PublicJwk } from '../jwk.js';

/** Whether a signature (r ‖ s, base64url) is good; whatever cannot be read is not. */
export function isSignedBy(key: PublicJwk, message: Uint8Array, signature: string, verify: VerifyEs256): boolean {
    let bytes: Uint8Array;
    try {
        bytes = base64urlBytes(signature);
    } catch {
        return false;
    }
    return bytes.length === 64 && verify(key, message, bytes);
}
