import { type Bid, type Book, clear, type Offer } from '../clearing/index.js';
import { problem } from '../problems.js';
import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import { price, wh } from '../units.js';
import type { Metered } from './metered.js';
import { idOf, type Rest, type Transfer } from './ownallocation.js';
import { bidOf, offerOf } from './standingorders.js';

/**
 * The book of a slot: the imports of clean choosers and the exports of offerers, of points with a signed, continuous reading.
 * Order ids are point ids.
 */
export function bookOfSlot(
    slot: Slot,
    points: readonly Metered[],
    rest: (of: Metered) => Rest,
    rules: Rules,
    tariff: SlotTariff,
): Book {
    const bids: Bid[] = [];
    const offers: Offer[] = [];
    for (const metered of points) {
        if (metered.state !== 'signed') {
            continue;
        }
        const { body } = metered.point.entry;
        const choice = metered.point.choice?.entry.body.terms;
        const offer = metered.point.offer?.entry.body.terms;
        const { imported, exported } = rest(metered);
        const bid = choice === undefined ? null : bidOf(body, choice, imported, tariff);
        if (bid !== null) {
            bids.push(bid);
        }
        const sale = offer === undefined ? null : offerOf(body, offer, exported, tariff);
        if (sale !== null) {
            offers.push(sale);
        }
    }
    const { priceRule } = rules;
    const { feedIn, retail, fees } = tariff;
    return { slot: formatSlot(slot), priceRule, feedIn, retail, fees, offers, bids };
}

/** Clears the book and names the points of each trade, in the order of the clearing. */
export function trade(book: Book, points: readonly Metered[]): readonly Transfer[] {
    if (book.bids.length === 0 || book.offers.length === 0) {
        return [];
    }
    const byId = new Map(points.map((metered) => [idOf(metered), metered]));
    return clear(book).trades.map((made) => {
        const [seller, buyer] = [byId.get(made.offer), byId.get(made.bid)];
        if (seller === undefined || buyer === undefined) {
            throw problem('INVARIANT_BROKEN', { slot: book.slot ?? '', rule: 'a trade names an order of the book' });
        }
        return { seller, buyer, wh: wh(made.wh), price: price(made.price), fee: price(made.fee) };
    });
}
