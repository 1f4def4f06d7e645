import { type Bid, type Book, clear, type Offer } from '../clearing/index.js';
import { problem } from '../problems.js';
import { SOURCES } from '../registry/point.js';
import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import { price, wh } from '../units.js';
import type { Metered } from './metered.js';
import { idOf, type Rest, restAfter, type Transfer } from './ownallocation.js';
import type { PartsLeft } from './partsleft.js';
import type { Part } from './sources.js';
import { shareSources } from './sourceshares.js';
import { bidOf, offerOf } from './standingorders.js';

/**
 * The book of a slot: the imports of clean choosers and the exports of offerers, of points with a signed, continuous reading.
 * Order ids are point ids; a point whose export comes from several sources has an offer for each, `point#1`, `point#2`, …
 */
export function bookOfSlot(
    slot: Slot,
    points: readonly Metered[],
    rest: (of: Metered) => Rest,
    parts: PartsLeft,
    rules: Pick<Rules, 'priceRule'>,
    tariff: SlotTariff,
    reserved: readonly Transfer[] = [],
): Book {
    const taken = restAfter(reserved);
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
        const given = (metered.exported ?? 0) - taken(metered).exported;
        const received = (metered.imported ?? 0) - taken(metered).imported;
        const bid = choice === undefined ? null : bidOf(body, choice, imported, tariff);
        if (bid !== null && bid.wh > received) {
            bids.push(received === 0 ? bid : { ...bid, wh: bid.wh - received });
        }
        const sale = offer === undefined ? null : offerOf(body, offer, wh(exported - given), tariff);
        if (sale !== null) {
            offers.push(...bySource(sale, parts.of(metered)));
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
    const offers = new Map(book.offers.map((offer) => [offer.id, offer]));
    const trades = clear(book).trades.map((made): Transfer => {
        const offer = offers.get(made.offer);
        const [seller, buyer] = [byId.get(made.offer.split('#', 1)[0] ?? ''), byId.get(made.bid)];
        if (offer === undefined || seller === undefined || buyer === undefined) {
            throw problem('INVARIANT_BROKEN', { slot: book.slot ?? '', rule: 'a trade names an order of the book' });
        }
        const source = SOURCES.find((known) => known === offer.source) ?? '';
        const plant = source === '' ? '' : offer.plant;
        return { seller, buyer, plant, source, wh: wh(made.wh), price: price(made.price), fee: price(made.fee) };
    });
    return book.offers.some(({ id }) => id.includes('#'))
        ? shareSources(trades, new Map(book.bids.map((bid) => [bid.id, bid])), book.priceRule)
        : trades;
}

/** An offer cut by where its Wh come from, the parts in their order. */
export function bySource(offer: Offer, parts: readonly Part[]): readonly Offer[] {
    let left = offer.wh;
    return parts.flatMap(({ plant, source, wh: most }, index) => {
        const amount = Math.min(most, left);
        left -= amount;
        const id = parts.length === 1 ? offer.id : `${offer.id}#${index + 1}`;
        return amount === 0 ? [] : [{ ...offer, id, plant: plant === '' ? offer.id : plant, source, wh: amount }];
    });
}
