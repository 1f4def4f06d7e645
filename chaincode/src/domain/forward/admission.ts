import { compareText, pointOf, type StandingBook } from '../registry/book.js';
import type { Point } from '../registry/point.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Slot } from '../slot.js';
import type { OpenedOrder } from './auction.js';
import { type ForwardOrder, type OrderSide, orderId, type PublicOrder } from './order.js';

export const ORDER_STATES = [
    /** Takes part in the auction. */
    'admitted',
    /** Withdrawn before the gate. */
    'cancelled',
    /** Void: its slot had begun when it was gated, so orders may have been placed with hindsight. */
    'late',
    /** Nobody opened it in time: it makes no contract, and by the rules counts as wholly undelivered. */
    'unopened',
    /** Void: the content speaks of another participant, point, side or slot than the signed instruction. */
    'mismatch',
    /** Void: the point is not the participant's at the slot, or out of service. */
    'owner',
    /** Void: the connection does not take energy in this direction. */
    'direction',
    /** Void: with the participant's earlier orders it exceeds what the connection carries in the slot. */
    'limit',
    /** Void: the price lies outside feed-in and retail tariff of the slot. */
    'price',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export type Admission = {
    readonly admitted: readonly OpenedOrder[];
    /** By {@link orderId}, of all orders of the slot. */
    readonly states: ReadonlyMap<string, OrderState>;
};

/**
 * Judges the orders of a gated slot. Void orders are void by rule: nobody decides. Of a point's orders on one side those with the
 * lower sequence count first against the limit; one that exceeds it is void and uses nothing up.
 * @param contents - opened contents by commitment, checked against it
 */
export function admitOrders(
    input: Readonly<{
        slot: Slot;
        book: StandingBook;
        tariff: SlotTariff;
        orders: readonly PublicOrder[];
        contents: ReadonlyMap<string, ForwardOrder>;
        /** Whether the slot was gated before it began. */
        onTime: boolean;
    }>,
): Admission {
    const { slot, book, tariff, contents } = input;
    const states = new Map<string, OrderState>();
    const admitted: OpenedOrder[] = [];
    const used = new Map<string, number>();
    const ordered = [...input.orders].sort((a, b) => compareText(a.point, b.point) || a.sequence - b.sequence);
    for (const order of ordered) {
        const content = contents.get(order.commitment);
        const point = pointOf(book, order.point)?.entry.body;
        const late = !input.onTime && order.cancelled === null;
        const state = late ? 'late' : stateOf(order, content, point, { slot, tariff });
        states.set(orderId(order), state);
        if (state !== 'admitted' || content === undefined || point === undefined) {
            continue;
        }
        const side = `${order.side} ${order.point}`;
        const sum = (used.get(side) ?? 0) + content.wh;
        if (sum > limitOf(point, order.side)) {
            states.set(orderId(order), 'limit');
            continue;
        }
        used.set(side, sum);
        admitted.push({ order, content, point });
    }
    return { admitted, states };
}

/** What a connection carries in a slot, Wh: its limit for a quarter of an hour. */
export function limitOf({ limits }: Point, side: OrderSide): number {
    return Math.floor((side === 'sell' ? limits.exportW : limits.importW) / 4);
}

/** Whether content, point and tariff allow the order, apart from the limit: for the auction, and for advice before it is placed. */
export function stateOf(
    order: PublicOrder,
    content: ForwardOrder | undefined,
    point: Point | undefined,
    { slot, tariff }: Readonly<{ slot: Slot; tariff: SlotTariff }>,
): OrderState {
    const { side } = order;
    if (order.cancelled !== null) {
        return 'cancelled';
    }
    if (content === undefined) {
        return 'unopened';
    }
    const same =
        content.participant === order.participant &&
        content.point === order.point &&
        content.side === side &&
        content.slot === slot;
    if (!same) {
        return 'mismatch';
    }
    if (point?.participant !== order.participant || !point.active || point.meter.from > slot) {
        return 'owner';
    }
    if (point.direction === (side === 'sell' ? 'import' : 'export')) {
        return 'direction';
    }
    return content.price < tariff.feedIn || content.price > tariff.retail ? 'price' : 'admitted';
}
