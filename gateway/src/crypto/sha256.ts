import { hash } from 'node:crypto';
import { type Hash, type Hmac, hmacOf } from '@linguang/chaincode/domain';

/** SHA-256, as the domain takes it. By way of a text, since asking for bytes costs twice as much for short inputs. */
export const sha256: Hash = (bytes) => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');

/** HMAC-SHA-256, as the domain takes it. */
export const hmacSha256: Hmac = hmacOf(sha256);
