import { compareText, pointOf, type StandingBook } from '../registry/book.js';
import type { ForwardRules } from '../registry/rules/forward.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { type Price, price, type Wh, wh } from '../units.js';
import { type Admission, limitOf } from './admission.js';
import { type OrderSide, orderId, type PublicOrder } from './order.js';

/** An order that nobody opened in time, as wholly undelivered: so many Wh at so much, owed by its point to the grid company. */
export type Forfeit = {
    readonly point: string;
    readonly side: OrderSide;
    /** Sequence of the order. */
    readonly order: number;
    readonly wh: Wh;
    readonly price: Price;
};

/**
 * What orders that were not opened come to. Their quantity is unknown, but no order can be for more than the connection carries in
 * the slot and the point's opened orders leave of it: so much counts as ordered, once for all of a point's unopened orders of a side,
 * and as wholly undelivered. It costs what a contract not kept can cost at most, retail − feed-in, beyond the same tolerance. So keeping
 * an order shut never pays.
 */
export function forfeitsOf(
    input: Readonly<{
        book: StandingBook;
        tariff: Pick<SlotTariff, 'retail' | 'feedIn'>;
        rules: Pick<ForwardRules, 'toleranceBasisPoints' | 'unopened'>;
        orders: readonly PublicOrder[];
        admission: Pick<Admission, 'admitted' | 'states'>;
    }>,
): readonly Forfeit[] {
    const { book, tariff, rules, orders, admission } = input;
    const most = price(Math.max(0, tariff.retail - tariff.feedIn));
    if (rules.unopened === 'void' || most === 0) {
        return [];
    }
    const used = new Map<string, number>();
    for (const { order, content } of admission.admitted) {
        used.set(sideOf(order), (used.get(sideOf(order)) ?? 0) + content.wh);
    }
    const unopened = orders
        .filter((order) => admission.states.get(orderId(order)) === 'unopened')
        .sort((a, b) => compareText(a.point, b.point) || a.sequence - b.sequence);
    return unopened.flatMap((order): Forfeit[] => {
        const point = pointOf(book, order.point)?.entry.body;
        if (point?.participant !== order.participant || !point.active || point.meter.from > order.slot) {
            return [];
        }
        const ordered = limitOf(point, order.side) - (used.get(sideOf(order)) ?? 0);
        used.set(sideOf(order), limitOf(point, order.side));
        const tolerated = Number((BigInt(ordered) * BigInt(rules.toleranceBasisPoints)) / 10_000n);
        const { side, sequence } = order;
        return ordered > tolerated
            ? [{ point: order.point, side, order: sequence, wh: wh(ordered - tolerated), price: most }]
            : [];
    });
}

function sideOf({ side, point }: Pick<PublicOrder, 'side' | 'point'>): string {
    return `${side} ${point}`;
}
