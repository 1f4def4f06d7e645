import { hex, hexBytes, utf8 } from '@linguang/chaincode/domain';
import { hmacSha256 } from '../crypto/sha256.js';

/**
 * The nonce of a certificate's commitment to its beneficiary: HMAC-SHA-256 of the number under the private seed of the first slot of
 * the period, hex. So the holder and the members of the consortium, who hold the lines anyway, can open it, and nobody else.
 * @param seed - 32 bytes in hex, from the private collection `lines`
 */
export function beneficiaryNonce(seed: string, number: string): string {
    return hex(hmacSha256(hexBytes(seed), utf8(`certificate|${number}`)));
}
