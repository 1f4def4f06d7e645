import type { Level } from './curve.js';
import { compareText, lotteryNumber } from './lottery.js';

interface Order {
    readonly id: string;
    readonly wh: number;
}

/**
 * Shares what a class trades among its orders: by price level, and pro rata within the level that is filled in
 * part. Whole Wh by largest remainder; the Wh that equal remainders leave go by a hash of slot and order id, so
 * that they rotate from slot to slot.
 * @param fills - receives Wh by order index
 */
export function fill(
    orders: readonly Order[],
    levels: readonly Level[],
    wh: number,
    slot: string,
    fills: Float64Array,
): void {
    let left = wh;
    for (const level of levels) {
        if (left === 0) {
            return;
        }
        if (level.wh <= left) {
            for (const index of level.members) {
                fills[index] = orders[index]?.wh ?? 0;
            }
            left -= level.wh;
        } else {
            prorate(orders, level, left, slot, fills);
            left = 0;
        }
    }
}

function prorate(orders: readonly Order[], level: Level, wh: number, slot: string, fills: Float64Array): void {
    const safe = wh * level.wh <= Number.MAX_SAFE_INTEGER;
    let given = 0;
    const shares = level.members.map((index) => {
        const { id, wh: wanted } = orders[index] ?? { id: '', wh: 0 };
        const { whole, remainder } = safe ? divide(wanted * wh, level.wh) : divideBig(wanted, wh, level.wh);
        given += whole;
        fills[index] = whole;
        return { index, id, remainder };
    });
    if (given < wh) {
        const drawn = shares.map((share) => ({ ...share, lot: lotteryNumber(slot, share.id) }));
        drawn.sort((a, b) => b.remainder - a.remainder || a.lot - b.lot || compareText(a.id, b.id));
        for (const { index } of drawn.slice(0, wh - given)) {
            fills[index] = (fills[index] ?? 0) + 1;
        }
    }
}

function divide(product: number, divisor: number): { whole: number; remainder: number } {
    const remainder = product % divisor;
    return { whole: (product - remainder) / divisor, remainder };
}

function divideBig(a: number, b: number, divisor: number): { whole: number; remainder: number } {
    const product = BigInt(a) * BigInt(b);
    const by = BigInt(divisor);
    return { whole: Number(product / by), remainder: Number(product % by) };
}
