/** 1 fen = 0.01 CNY = 10⁵ units of 10⁻⁷ CNY. */
const unitsPerFen = 100_000n;

/**
 * Rounds the lines of a bill to fen so that they sum to the rounded total (half up): every line is rounded down, and what is left
 * goes to the largest remainders, earlier lines first.
 * @param amounts - 10⁻⁷ CNY, signed
 */
export function roundToFen(amounts: readonly bigint[]): { fen: readonly number[]; total: number } {
    const total = floorDivide(sum(amounts) + unitsPerFen / 2n);
    const down = amounts.map(floorDivide);
    const left = Number(total - sum(down));
    const byRemainder = amounts
        .map((amount, index) => ({ index, remainder: amount - floorDivide(amount) * unitsPerFen }))
        .sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
    const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
    return { fen: down.map((amount, index) => Number(amount) + (raised.has(index) ? 1 : 0)), total: Number(total) };
}

function floorDivide(amount: bigint): bigint {
    const quotient = amount / unitsPerFen;
    return amount % unitsPerFen < 0n ? quotient - 1n : quotient;
}

function sum(amounts: readonly bigint[]): bigint {
    return amounts.reduce((all, amount) => all + amount, 0n);
}
