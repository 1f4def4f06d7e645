import type { Instant } from '@linguang/chaincode/domain';

/** Wall time as documents write it; now by default. */
export function wallInstant(at = Date.now()): Instant {
    return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
