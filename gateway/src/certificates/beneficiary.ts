import { hexBytes, beneficiaryNonce as nonceOf } from '@linguang/chaincode/domain';
import { hmacSha256 } from '../crypto/sha256.js';

/** The nonce of a certificate's commitment to its beneficiary. @param seed - 32 bytes in hex, from the private collection `lines` */
export function beneficiaryNonce(seed: string, number: string): string {
    return nonceOf(hexBytes(seed), number, hmacSha256);
}
