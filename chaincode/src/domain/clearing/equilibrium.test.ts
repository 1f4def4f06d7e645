import { expect } from 'chai';
import fc from 'fast-check';
import type { Book, Clearing, PriceRule } from './book.js';
import { clear } from './index.js';
import { books, gainPerWh, seed } from './testbooks.js';

/** `p[from] ≤ p[to] + slack`; `zero` stands at 0. */
interface Difference {
    readonly from: string;
    readonly to: string;
    readonly slack: number;
}

describe('equilibrium prices', function () {
    this.timeout(300_000);

    const cases = (['buyer', 'seller', 'midpoint'] as const).flatMap((rule) => [
        { rule, most: 7, count: 3400 },
        { rule, most: 30, count: 60 },
    ]);
    for (const { rule, most, count } of cases) {
        it(`are those of the rule ${rule}, checked on the result alone, order by order: up to ${most} orders a side`, () => {
            const parameters = { numRuns: count, seed: seed() };
            fc.assert(
                fc.property(books(most), (random) => {
                    const book = withRule(random, rule);
                    const result = clear(book);
                    const { lowest, highest } = extremes(book, result);
                    for (const { offer, price } of result.trades) {
                        const [low, high] = [lowest.get(offer) ?? Number.NaN, highest.get(offer) ?? Number.NaN];
                        expect(low).to.be.at.most(high);
                        expect(price).to.equal(
                            rule === 'buyer' ? low : rule === 'seller' ? high : Math.floor((low + high) / 2),
                        );
                    }
                }),
                parameters,
            );
            console.log(`      ${parameters.numRuns} books, seed ${parameters.seed}`);
        });
    }
});

function withRule(book: Book, priceRule: PriceRule): Book {
    const { slot, fees, offers, bids } = book;
    return { ...(slot === undefined ? {} : { slot }), priceRule, fees, offers, bids };
}

/** The lowest and highest equilibrium, from the definition in the design: conditions order by order, shortest paths. */
function extremes(book: Book, result: Clearing): { lowest: Map<string, number>; highest: Map<string, number> } {
    const differences: Difference[] = [];
    const sold = (id: string): number => total(result, 'offer', id);
    const bought = (id: string): number => total(result, 'bid', id);
    const atLeast = (offer: string, bound: number): number =>
        differences.push({ from: 'zero', to: offer, slack: -bound });
    const atMost = (offer: string, bound: number): number =>
        differences.push({ from: offer, to: 'zero', slack: bound });
    const offers = book.offers.filter((offer) => offer.wh > 0);
    for (const offer of offers) {
        if (sold(offer.id) === 0) {
            atLeast(offer.id, offer.price);
            atMost(offer.id, offer.price);
        } else {
            atLeast(offer.id, offer.price);
            if (sold(offer.id) < offer.wh) {
                atMost(offer.id, offer.price);
            }
        }
    }
    for (const bid of book.bids.filter((one) => one.wh > 0)) {
        const open = offers.flatMap((offer) => {
            const gain = gainPerWh(book, offer, bid);
            return gain === undefined ? [] : [{ id: offer.id, reach: gain + offer.price }];
        });
        const traded = new Set(result.trades.filter((trade) => trade.bid === bid.id).map((trade) => trade.offer));
        for (const mine of open.filter((one) => traded.has(one.id))) {
            atMost(mine.id, mine.reach);
            for (const other of open) {
                differences.push({ from: mine.id, to: other.id, slack: mine.reach - other.reach });
            }
        }
        if (bought(bid.id) < bid.wh) {
            for (const one of open) {
                atLeast(one.id, one.reach);
            }
        }
    }
    return { lowest: negate(paths(offers, differences, 'down')), highest: paths(offers, differences, 'up') };
}

function paths(offers: Book['offers'], differences: readonly Difference[], way: 'up' | 'down'): Map<string, number> {
    const distance = new Map<string, number>([
        ...offers.map((offer) => [offer.id, Number.POSITIVE_INFINITY] as const),
        ['zero', 0],
    ]);
    const read = (id: string): number => distance.get(id) ?? Number.POSITIVE_INFINITY;
    for (let round = 0; round <= distance.size + 1; round += 1) {
        for (const { from, to, slack } of differences) {
            const [far, near] = way === 'up' ? [from, to] : [to, from];
            distance.set(far, Math.min(read(far), read(near) + slack));
        }
    }
    for (const { from, to, slack } of differences) {
        const [far, near] = way === 'up' ? [from, to] : [to, from];
        expect(read(far)).to.be.at.most(read(near) + slack, 'the result has no equilibrium');
    }
    return distance;
}

function negate(map: Map<string, number>): Map<string, number> {
    return new Map([...map].map(([id, value]) => [id, -value]));
}

function total(result: Clearing, side: 'offer' | 'bid', id: string): number {
    return result.trades.filter((trade) => trade[side] === id).reduce((sum, trade) => sum + trade.wh, 0);
}
