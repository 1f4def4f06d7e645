import type { Fields } from '../fields.js';
import { type Price, price, type Wh, wh } from '../units.js';

/** How one can give to the solidarity pool; `none` withdraws. */
export const WAYS = ['fixed', 'share', 'above', 'roundUp', 'none'] as const;
export type Way = (typeof WAYS)[number];

/**
 * What a participant gives, of all her points together. Energy is never taken: a Wh she gives is sold like any other, and what it earned
 * enters the pool.
 * - `fixed`: what up to so many Wh of a month's surplus earned, at the month's mean
 * - `share`: a part of what the surplus earned, 1 to 10000 hundredths of a percent
 * - `above`: what the surplus beyond so many Wh a month earned, at the month's mean
 * - `roundUp`: so much on top of every kWh bought, from neighbours or the grid
 */
export type DonationTerms =
    | { readonly way: 'fixed'; readonly wh: Wh }
    | { readonly way: 'share'; readonly share: number }
    | { readonly way: 'above'; readonly wh: Wh }
    | { readonly way: 'roundUp'; readonly add: Price }
    | { readonly way: 'none' };

/** The whole, in hundredths of a percent. */
const WHOLE = 10_000;
/** 1 GWh a month. */
const MOST_WH = 1_000_000_000;
/** 1 CNY/kWh. */
const MOST_ADDED = 10_000;

/** Reads the terms of a donation. @throws what the reader makes */
export function readDonationTerms(fields: Fields): DonationTerms {
    const way = fields.oneOf('way', WAYS);
    switch (way) {
        case 'fixed':
            return { way, wh: wh(fields.integer('wh', 1, MOST_WH)) };
        case 'share':
            return { way, share: fields.integer('share', 1, WHOLE) };
        case 'above':
            return { way, wh: wh(fields.integer('wh', 0, MOST_WH)) };
        case 'roundUp':
            return { way, add: price(fields.integer('add', 1, MOST_ADDED)) };
        case 'none':
            return { way };
    }
}
