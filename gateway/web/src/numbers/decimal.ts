/** A decimal as text that Intl formats digit by digit, so that no number passes through floating point. */
export type DecimalText = `${number}`;

/**
 * Writes the integer `value` × 10^-places as a decimal with exactly `places` digits.
 * @example decimal(1234n, 3) // '1.234'
 */
export function decimal(value: bigint, places: number): DecimalText {
    const sign = value < 0n ? '-' : '';
    const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
    const cut = digits.length - places;
    const text = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
    return `${sign}${text}` as DecimalText;
}

/** `dividend / divisor` rounded half away from zero. The divisor must be positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
    const half = divisor / 2n;
    return dividend >= 0n ? (dividend + half) / divisor : -((-dividend + half) / divisor);
}

/** What the API may send for an integer: a number, or a decimal string above 2^53. */
export type WireInteger = number | string | bigint;

/** Reads an integer of the API. */
export function integer(value: WireInteger): bigint {
    return BigInt(value);
}

/** The average price of an amount of energy, 10⁻⁴ CNY/kWh, rounded; undefined for no energy. */
export function averagePrice(amount: WireInteger, wh: WireInteger): bigint | undefined {
    const energyWh = BigInt(wh);
    return energyWh > 0n ? divideRounded(BigInt(amount), energyWh) : undefined;
}

/**
 * The integer that a decimal typed by a person stands for; undefined where it is no number, negative, or has more digits than `places`.
 * @example unitsOf('0.68', 4) // 6800
 */
export function unitsOf(text: string, places: number): number | undefined {
    const [, whole, digits = ''] = /^\s*(\d{1,9})(?:\.(\d*))?\s*$/.exec(text.replace('．', '.')) ?? [];
    return whole === undefined || digits.length > places ? undefined : Number(`${whole}${digits.padEnd(places, '0')}`);
}

/** An integer as the decimal that a person would type. */
export function typed(units: number, places: number): string {
    return decimal(BigInt(units), places);
}
