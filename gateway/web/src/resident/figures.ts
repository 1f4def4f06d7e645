import type { Money, MoneyItem } from '../../../src/http/api.ts';
import { averagePrice, integer } from '../numbers/decimal.ts';

/** One item of a bill, or undefined where it has none. */
export function itemOf(bill: Money, item: MoneyItem['item']): MoneyItem | undefined {
    return bill.items.find((each) => each.item === item);
}

/** What a kilowatt-hour from the community cost in a bill's period, grid fee included; 10⁻⁴ CNY/kWh, rounded. */
export function allInPrice(bill: Money): bigint | undefined {
    const bought = itemOf(bill, 'bought');
    const fee = itemOf(bill, 'fees');
    return bought && averagePrice(integer(bought.money) + integer(fee?.money ?? 0), bought.wh);
}
