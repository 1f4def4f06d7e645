import { createHmac, hash } from 'node:crypto';
import type { Hash, Hmac } from '@linguang/chaincode/domain';

/** SHA-256, as the domain takes it. */
export const sha256: Hash = (bytes) => hash('sha256', bytes, 'buffer');

/** HMAC-SHA-256, as the domain takes it. */
export const hmacSha256: Hmac = (key, bytes) => createHmac('sha256', key).update(bytes).digest();
