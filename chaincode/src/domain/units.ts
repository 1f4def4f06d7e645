import { problem } from './problems.js';

declare const unit: unique symbol;

/** Energy in whole watt-hours, never negative. JSON: an integer. */
export type Wh = number & { readonly [unit]: 'Wh' };
/** Power in whole watts, never negative. JSON: an integer. */
export type Watt = number & { readonly [unit]: 'W' };
/** Price in 10⁻⁴ CNY/kWh, never negative. JSON: an integer. */
export type Price = number & { readonly [unit]: '10⁻⁴ CNY/kWh' };
/** Money in 10⁻⁷ CNY, signed and exact: Wh × price. */
export type Money = bigint & { readonly [unit]: '10⁻⁷ CNY' };
/** Money as it stands in JSON: an integer up to 2⁵³ − 1 either way, beyond that a decimal string. */
export type MoneyJson = number | string;

export const NO_MONEY: Money = money(0n);
export const NO_WH: Wh = 0 as Wh;

/** @throws NUMBER_INVALID unless the value is a safe integer and not negative. */
export function wh(value: number): Wh {
    return natural(value, 'Wh') as Wh;
}

/** @throws NUMBER_INVALID unless the value is a safe integer and not negative. */
export function watt(value: number): Watt {
    return natural(value, 'W') as Watt;
}

/** @throws NUMBER_INVALID unless the value is a safe integer and not negative. */
export function price(value: number): Price {
    return natural(value, '10⁻⁴ CNY/kWh') as Price;
}

export function money(value: bigint): Money {
    return value as Money;
}

/** What an amount of energy costs: Wh × 10⁻⁴ CNY/kWh = 10⁻⁷ CNY, without rounding. */
export function cost(energy: Wh, at: Price): Money {
    return money(BigInt(energy) * BigInt(at));
}

/** The same for an amount of Wh that may be negative, as a correction's. */
export function costOfChange(energy: number, at: Price): Money {
    return money(BigInt(energy) * BigInt(at));
}

export function sumWh(amounts: Iterable<Wh>): Wh {
    let sum = 0;
    for (const amount of amounts) {
        sum += amount;
    }
    return wh(sum);
}

export function sumMoney(amounts: Iterable<Money>): Money {
    let sum = 0n;
    for (const amount of amounts) {
        sum += amount;
    }
    return money(sum);
}

export function moneyToJson(amount: Money): MoneyJson {
    const small = Number(amount);
    return Number.isSafeInteger(small) ? small : amount.toString();
}

/**
 * Reads money from JSON. A decimal string that would fit a number is refused, so that every amount has one form.
 * @throws NUMBER_INVALID
 */
export function moneyFromJson(value: MoneyJson): Money {
    if (typeof value === 'number') {
        if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
            throw problem('NUMBER_INVALID', { value: String(value), unit: '10⁻⁷ CNY' });
        }
        return money(BigInt(value));
    }
    if (!/^-?[1-9][0-9]*$/.test(value) || Number.isSafeInteger(Number(value))) {
        throw problem('NUMBER_INVALID', { value: value.slice(0, 40), unit: '10⁻⁷ CNY' });
    }
    return money(BigInt(value));
}

function natural(value: number, name: string): number {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) {
        throw problem('NUMBER_INVALID', { value: String(value), unit: name });
    }
    return value;
}
