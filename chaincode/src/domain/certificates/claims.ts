import { SLOTS_PER_DAY, type Slot } from '../slot.js';

/** Which slots of a point and ledger day are certified: 96 bits as 24 hex digits; the first slot of the day is the highest bit. */
export type ClaimMap = string;
export type ClaimKey = { readonly point: string; readonly day: number };

export const NO_CLAIMS: ClaimMap = '0'.repeat(SLOTS_PER_DAY / 4);

/** Name of a claim map in a `Map`. */
export function claimName({ point, day }: ClaimKey): string {
    return `${day}|${point}`;
}

export function isClaimed(map: ClaimMap, slot: Slot): boolean {
    return (bits(map) & bitOf(slot)) !== 0n;
}

/** The map with one more slot. */
export function claim(map: ClaimMap, slot: Slot): ClaimMap {
    return text(bits(map) | bitOf(slot));
}

/** The map without one slot: a revoked certificate gives its slots free. */
export function release(map: ClaimMap, slot: Slot): ClaimMap {
    return text(bits(map) & ~bitOf(slot));
}

function bitOf(slot: Slot): bigint {
    return 1n << BigInt(SLOTS_PER_DAY - 1 - (slot % SLOTS_PER_DAY));
}

function bits(map: ClaimMap): bigint {
    return BigInt(`0x${map}`);
}

function text(value: bigint): ClaimMap {
    return value.toString(16).padStart(SLOTS_PER_DAY / 4, '0');
}
