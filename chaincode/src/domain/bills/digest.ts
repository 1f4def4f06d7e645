import { canonical } from '../canonical.js';
import { type Hash, type Hmac, hex, utf8 } from '../crypto.js';
import type { Bill } from './bill.js';

/** What stands on the ledger of a bill: SHA-256 (hex) over the canonical JSON of `{bill, salt}`. */
export function billDigest(bill: Bill, salt: string, hash: Hash): string {
    return hex(hash(utf8(canonical({ bill, salt }))));
}

/** The salt of a bill, from the seed of its month's closing: HMAC-SHA-256(seed, `bill|month|participant`), hex. */
export function billSalt(
    seed: Uint8Array,
    { month, participant }: Pick<Bill, 'month' | 'participant'>,
    hmac: Hmac,
): string {
    return hex(hmac(seed, utf8(`bill|${month}|${participant}`)));
}
