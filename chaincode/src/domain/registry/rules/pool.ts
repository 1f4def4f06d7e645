import type { Fields } from '../../fields.js';
import { type Price, price, type Wh, wh } from '../../units.js';

/** How the solidarity pool is spent each month; rules without this section take no gifts and spend nothing. */
export type PoolRules = {
    /** The floor: so many Wh of each household and month come first. */
    readonly floorWh: Wh;
    /** What a household still pays for a kWh of its floor; the pool bears what it was charged beyond. */
    readonly floorPrice: Price;
    /** What part of the rest is kept for coming months, in 1/10,000; all that is not kept goes out in equal shares. */
    readonly keepBasisPoints: number;
    /** Totals are published only from so many recipients on; never fewer than {@link FEWEST_RECIPIENTS}. */
    readonly publishFrom: number;
    /** Slots after a month in which its list must be opened. Afterwards the month is billed without it. */
    readonly openWithinSlots: number;
};

/** Totals about fewer households would tell too much of each. */
export const FEWEST_RECIPIENTS = 5;

export const POOL_DEFAULTS: PoolRules = {
    floorWh: wh(50_000),
    floorPrice: price(0),
    keepBasisPoints: 0,
    publishFrom: FEWEST_RECIPIENTS,
    openWithinSlots: 14 * 96,
};

/** Reads the section `pool`; what it leaves out has its default. @throws REQUEST_INVALID */
export function parsePoolRules(fields: Fields): PoolRules {
    const number = (key: keyof PoolRules, least: number, most: number): number =>
        fields.optional(key, () => fields.integer(key, least, most)) ?? POOL_DEFAULTS[key];
    const rules = {
        floorWh: wh(number('floorWh', 0, 1_000_000_000)),
        floorPrice: price(number('floorPrice', 0, 1_000_000)),
        keepBasisPoints: number('keepBasisPoints', 0, 10_000),
        publishFrom: number('publishFrom', FEWEST_RECIPIENTS, 10_000),
        openWithinSlots: number('openWithinSlots', 1, 9_600),
    };
    fields.end();
    return rules;
}
