import type { Clearing } from './book.js';

/** A clearing as one line of JSON (form: design 4.1): numbers above 2^53 are decimal strings. */
export function clearingJson(clearing: Clearing): string {
    const { slot, priceRule, volumeWh, gain, trades } = clearing;
    return JSON.stringify({
        ...(slot === undefined ? {} : { slot }),
        priceRule,
        volumeWh: plain(volumeWh),
        gain: plain(gain),
        trades,
    });
}

function plain(value: bigint): number | string {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
