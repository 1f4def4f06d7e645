import {
    feeOf,
    localDayRange,
    parseTariff,
    price,
    type SlotTariff,
    slotPlus,
    type Tariff as Terms,
    tariffAt,
} from '@linguang/chaincode/domain';
import type { Tariff } from '../../../src/http/api.ts';

/** Quarter-hours of a day that cost the same, one after the other; quarters since midnight. */
export type Span = Readonly<{ from: number; to: number; tariff: SlotTariff; before: SlotTariff | undefined }>;

/** A tariff of the API as the domain has it. */
export function termsOf({ retail, feedIn, feedInProvisional, fees, vat, steps }: Tariff): Terms {
    return parseTariff({ retail, feedIn, feedInProvisional, fees, vat, ...(steps === null ? {} : { steps }) });
}

/** A day's prices as spans. @param before - the tariff compared with */
export function spansOf(terms: Terms, before: Terms | undefined, day: string, offset: number): readonly Span[] {
    const { from } = localDayRange(day, offset);
    const spans: Span[] = [];
    for (let quarter = 0; quarter < 96; quarter++) {
        const slot = slotPlus(from, quarter);
        const tariff = tariffAt(terms, slot, offset);
        const old = before && tariffAt(before, slot, offset);
        const last = spans.at(-1);
        const same =
            last !== undefined &&
            last.tariff.retail === tariff.retail &&
            last.tariff.period === tariff.period &&
            last.before?.retail === old?.retail;
        if (same) {
            spans[spans.length - 1] = { ...last, to: quarter + 1 };
        } else {
            spans.push({ from: quarter, to: quarter + 1, tariff, before: old });
        }
    }
    return spans;
}

/**
 * What a neighbour's kWh comes to where both sides stand at the tariff's bounds, by the rule `shared` (design 4.1): the gain is halved.
 * Undefined where energy may not go, or nobody gains.
 */
export function neighbourPrice(
    tariff: SlotTariff,
    [seller, buyer]: readonly [string, string],
): Readonly<{ seller: number; buyer: number }> | undefined {
    const fee = feeOf(tariff, seller, buyer);
    if (fee === undefined || tariff.feedIn + fee > tariff.retail) {
        return undefined;
    }
    const paid = price(Math.floor((tariff.feedIn + tariff.retail - fee) / 2));
    return { seller: paid, buyer: paid + fee };
}
