import type { Slot } from '../../slot.js';
import { type Price, price } from '../../units.js';
import { feeSum } from './fees.js';
import { priceAt } from './schedule.js';
import type { Tariff } from './tariff.js';

/** What a tariff comes to in one slot: the one form in which clearing, settlement, figures and previews know it. */
export type SlotTariff = {
    readonly retail: Price;
    /** Name of the time-of-use period. */
    readonly period: string;
    readonly feedIn: Price;
    readonly fees: readonly (readonly [sellerZone: string, buyerZone: string, fee: Price])[];
};

/** @param utcOffsetMinutes - of the community, a multiple of 15 */
export function tariffAt(tariff: Tariff, slot: Slot, utcOffsetMinutes: number): SlotTariff {
    const { price: retail, period } = priceAt(tariff.retail, slot, utcOffsetMinutes);
    const fees = tariff.fees.map(([seller, buyer, items]) => [seller, buyer, feeSum(items)] as const);
    return { retail, period, feedIn: tariff.feedIn, fees };
}

/** The fee of a pair of zones: as listed; 0 inside one zone that is not listed; undefined where energy may not go. */
export function feeOf(tariff: SlotTariff, sellerZone: string, buyerZone: string): Price | undefined {
    const listed = tariff.fees.find(([seller, buyer]) => seller === sellerZone && buyer === buyerZone);
    return listed?.[2] ?? (sellerZone === buyerZone ? price(0) : undefined);
}
