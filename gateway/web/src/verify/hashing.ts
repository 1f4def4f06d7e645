import type { Hash, Hmac } from '@linguang/chaincode/domain';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 and HMAC on this device, as the domain takes them. */
export const hashing: Readonly<{ hash: Hash; hmac: Hmac }> = {
    hash: sha256,
    hmac: (key, bytes) => hmac(sha256, key, bytes),
};
