import type { PriceRule } from '../clearing/index.js';
import { type Accepts, type Book, clear } from '../clearing/index.js';
import { lotteryNumber } from '../clearing/lottery.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Point } from '../registry/point.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import { type Price, price, type Wh, wh } from '../units.js';
import type { ForwardOrder, PublicOrder } from './order.js';
import { orderId } from './order.js';

/** An order with its content and the point it is for, as both stand at the gate. */
export type OpenedOrder = { readonly order: PublicOrder; readonly content: ForwardOrder; readonly point: Point };

/** What the auction at the gate made: so many Wh in the slot from one point to another. */
export type ForwardContract = {
    /**
     * Numbered from 1 in the order in which contracts are served: by the gate after which both orders had been placed, and among those of
     * the same gate by lot.
     */
    readonly contract: number;
    readonly seller: string;
    /** Sequence of the seller's order. */
    readonly sellOrder: number;
    readonly buyer: string;
    readonly buyOrder: number;
    readonly wh: Wh;
    /** To the seller; the buyer pays price + fee. */
    readonly price: Price;
    readonly fee: Price;
};

/** The call auction of a slot: one clearing of all its orders by the engine that also clears as metered. */
export function auction(
    slot: Slot,
    orders: readonly OpenedOrder[],
    priceRule: PriceRule,
    tariff: SlotTariff,
): readonly ForwardContract[] {
    const book = bookOfOrders(slot, orders, priceRule, tariff);
    if (book.bids.length === 0 || book.offers.length === 0) {
        return [];
    }
    const name = formatSlot(slot);
    const byId = new Map(orders.map((opened) => [orderId(opened.order), opened.order]));
    const found = (id: string): PublicOrder => {
        const order = byId.get(id);
        if (order === undefined) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: 'a contract names an order' });
        }
        return order;
    };
    return clear(book)
        .trades.map((made) => {
            const [sell, buy] = [found(made.offer), found(made.bid)];
            const id = `${made.offer} ${made.bid}`;
            return { made, sell, buy, id, after: Math.max(sell.after, buy.after), lot: lotteryNumber(name, id) };
        })
        .sort((a, b) => a.after - b.after || a.lot - b.lot || compareText(a.id, b.id))
        .map(({ made, sell, buy }, index) => ({
            buyOrder: buy.sequence,
            buyer: buy.point,
            contract: index + 1,
            fee: price(made.fee),
            price: price(made.price),
            sellOrder: sell.sequence,
            seller: sell.point,
            wh: wh(made.wh),
        }));
}

/** The book of a slot's orders; ids are those of {@link orderId}. */
export function bookOfOrders(
    slot: Slot,
    orders: readonly OpenedOrder[],
    priceRule: PriceRule,
    { feedIn, retail, fees }: SlotTariff,
): Book {
    const common = ({ order, content, point }: OpenedOrder) => ({
        id: orderId(order),
        owner: order.participant,
        zone: point.zone,
        wh: content.wh,
        price: content.price,
        accepts: content.accepts ?? ({} satisfies Accepts),
    });
    const bounds = priceRule === 'shared' ? { feedIn, retail } : {};
    return {
        slot: formatSlot(slot),
        priceRule,
        ...bounds,
        fees,
        offers: orders
            .filter(({ order }) => order.side === 'sell')
            .map((opened) => ({
                ...common(opened),
                source: opened.point.plant?.source ?? '',
                plant: opened.point.plant?.id ?? opened.point.point,
            })),
        bids: orders
            .filter(({ order }) => order.side === 'buy')
            .map((opened) => ({ ...common(opened), premiums: opened.content.premiums ?? [] })),
    };
}
