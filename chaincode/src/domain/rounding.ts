import { type Money, sumMoney } from './units.js';

/** 1 fen = 0.01 CNY = 10⁵ units of 10⁻⁷ CNY. */
const UNITS_PER_FEN = 100_000n;

/**
 * Rounds the lines of a bill to fen so that they sum to the rounded total ({@link toFen}): every line is rounded down, and what is
 * left goes to the largest remainders, earlier lines first.
 * @param amounts - 10⁻⁷ CNY, signed
 * @returns whole fen
 */
export function roundToFen(amounts: readonly Money[]): { readonly fen: readonly number[]; readonly total: number } {
    const total = toFen(sumMoney(amounts));
    const down = amounts.map((amount) => floorDivide(amount));
    const left = total - down.reduce((sum, fen) => sum + fen, 0);
    const byRemainder = amounts
        .map((amount, index) => ({ index, remainder: amount - BigInt(down[index] ?? 0) * UNITS_PER_FEN }))
        .sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
    const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
    return { fen: down.map((fen, index) => fen + (raised.has(index) ? 1 : 0)), total };
}

/** An amount in whole fen, half a fen up. */
export function toFen(amount: Money): number {
    return floorDivide(amount + UNITS_PER_FEN / 2n);
}

function floorDivide(amount: bigint): number {
    const quotient = amount / UNITS_PER_FEN;
    return Number(amount % UNITS_PER_FEN < 0n ? quotient - 1n : quotient);
}
