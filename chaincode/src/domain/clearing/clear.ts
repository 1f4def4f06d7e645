import { problem } from '../problems.js';
import { premiumOf } from './accepting.js';
import type { Bid, Book, Clearing, Offer, Trade } from './book.js';
import { curve } from './curve.js';
import { equilibriumPrices, type Fills } from './equilibrium.js';
import { feeTable } from './fees.js';
import { fill } from './fill.js';
import { compareText } from './lottery.js';
import { type Pair, pair } from './pairing.js';
import { sharedPrice } from './prices.js';
import { type Relations, relate } from './relations.js';
import { ExactSum } from './sum.js';
import { transport } from './transport.js';

/**
 * Clears a book: trades that maximise the sum of gains over the whole book, and among those the volume (design 4.1).
 * Pure and deterministic: the same orders in any order of arrival give the same result.
 * @param apart - with up to so many owners on both sides, each is kept from her own orders from the start
 * @throws BOOK_TOO_LARGE where quantities or prices add up to more than exact arithmetic holds
 */
export function clear(book: Book, apart = 200): Clearing {
    const offers = inPlay(book.offers);
    const bids = inPlay(book.bids);
    mustBeExact(book, offers, bids);
    const matched = match(book, offers, bids, apart);
    const prices =
        book.priceRule === 'shared'
            ? undefined
            : equilibriumPrices(book.priceRule, offers, bids, matched.pairs, matched.fills, matched.relations);
    const fees = feeTable(book);
    const [volume, gain] = [new ExactSum(), new ExactSum()];
    const trades = byOffer(matched.pairs, offers.length).map(({ offer, bid, wh }): Trade => {
        const [seller, buyer] = [orderAt(offers, offer), orderAt(bids, bid)];
        const fee = fees(seller.zone, buyer.zone) ?? 0;
        volume.add(wh, 1);
        gain.add(wh, buyer.price + premiumOf(buyer, seller) - seller.price - fee);
        const price = prices?.[offer] ?? sharedPrice(book, seller, buyer, fee);
        return { offer: seller.id, bid: buyer.id, wh, price, fee };
    });
    return {
        ...(book.slot === undefined ? {} : { slot: book.slot }),
        priceRule: book.priceRule,
        volumeWh: volume.total(),
        gain: gain.total(),
        trades,
    };
}

interface Matched {
    readonly pairs: readonly Pair[];
    readonly fills: Fills;
    readonly relations: Relations;
}

/**
 * An owner on both sides is kept from her own orders, which makes her orders classes of their own. Where there are many such owners
 * the rule `shared` looks at a relaxation first: they are kept apart only where the pairing would make one trade with herself; a pairing
 * that avoids that is optimal for the problem too. Equilibrium prices look at every offer open to a buyer, so there all are kept apart.
 */
function match(book: Book, offers: readonly Offer[], bids: readonly Bid[], apart: number): Matched {
    const buyers = new Set(bids.map((bid) => bid.owner));
    const both = new Set(offers.map(({ owner }) => owner).filter((owner) => buyers.has(owner)));
    const separate = book.priceRule !== 'shared' || both.size <= apart ? both : new Set<string>();
    for (;;) {
        const relations = relate(book, offers, bids, separate);
        const supply = relations.sellers.map((members) => curve(offers, members, 1));
        const demand = relations.buyers.map((members) => curve(bids, members, -1));
        const flows = transport(supply, demand, relations.weights);
        const sold = new Float64Array(offers.length);
        const bought = new Float64Array(bids.length);
        const [sales, purchases] = [new Float64Array(supply.length), new Float64Array(demand.length)];
        for (const { seller, buyer, wh } of flows) {
            sales[seller] = (sales[seller] ?? 0) + wh;
            purchases[buyer] = (purchases[buyer] ?? 0) + wh;
        }
        const slot = book.slot ?? '';
        supply.forEach((levels, index) => {
            fill(offers, levels, sales[index] ?? 0, slot, sold);
        });
        demand.forEach((levels, index) => {
            fill(bids, levels, purchases[index] ?? 0, slot, bought);
        });
        const pairing = pair(flows, supply, demand, sold, bought, offers, bids);
        if ('pairs' in pairing) {
            return { pairs: pairing.pairs, fills: { sold, bought }, relations };
        }
        separate.add(pairing.selfTrader);
    }
}

/** In order of offer, then bid. */
function byOffer(pairs: readonly Pair[], offers: number): readonly Pair[] {
    const starts = new Int32Array(offers + 1);
    for (const { offer } of pairs) {
        starts[offer + 1] = (starts[offer + 1] ?? 0) + 1;
    }
    for (let offer = 0; offer < offers; offer += 1) {
        starts[offer + 1] = (starts[offer + 1] ?? 0) + (starts[offer] ?? 0);
    }
    const ordered = [...pairs];
    const next = starts.slice();
    for (const pair of pairs) {
        const place = next[pair.offer] ?? 0;
        ordered[place] = pair;
        next[pair.offer] = place + 1;
    }
    for (let offer = 0; offer < offers; offer += 1) {
        const [start, end] = [starts[offer] ?? 0, starts[offer + 1] ?? 0];
        if (end - start > 1) {
            const own = ordered.slice(start, end).sort((a, b) => a.bid - b.bid);
            own.forEach((pair, index) => {
                ordered[start + index] = pair;
            });
        }
    }
    return ordered;
}

/** Orders with a quantity, by id: arrival leaves no trace. */
function inPlay<T extends { readonly id: string; readonly wh: number }>(orders: readonly T[]): T[] {
    return orders.filter((order) => order.wh > 0).sort((a, b) => compareText(a.id, b.id));
}

/** Sums of quantities and of prices along any chain of orders must stay safe integers. */
function mustBeExact(book: Book, offers: readonly Offer[], bids: readonly Bid[]): void {
    let dearest = Math.max(book.retail ?? 0, book.feedIn ?? 0);
    for (const orders of [offers, bids]) {
        let sum = 0;
        for (const { wh, price } of orders) {
            sum += wh;
            dearest = Math.max(dearest, price);
            if (sum > Number.MAX_SAFE_INTEGER) {
                throw problem('BOOK_TOO_LARGE', { what: 'quantities', limit: '2^53 Wh a side' });
            }
        }
    }
    for (const { premiums } of bids) {
        for (const { add } of premiums) {
            dearest = Math.max(dearest, add);
        }
    }
    for (const [, , fee] of book.fees) {
        dearest = Math.max(dearest, fee);
    }
    if (dearest > 2 ** 48 / (Math.min(offers.length, bids.length) + 2)) {
        throw problem('BOOK_TOO_LARGE', { what: 'prices', limit: '2^48 divided by the number of orders' });
    }
}

function orderAt<T>(orders: readonly T[], index: number): T {
    const order = orders[index];
    if (order === undefined) {
        throw new RangeError(`no order ${index}`);
    }
    return order;
}
