import { expect } from 'chai';
import type { Bid, Book, Offer, PriceRule } from './book.js';
import { clear } from './index.js';

/*
 * Published vectors of other projects' auctions: only the numbers; sources as named. Quantities in Wh (1 kWh where nothing is said),
 * prices as whole numbers.
 */

type Order = number | readonly [kWh: number, price: number, owner?: string];

function book(offers: readonly Order[], bids: readonly Order[], priceRule: PriceRule = 'midpoint', fee = 0): Book {
    const read = (order: Order, id: string) => {
        const [kWh, price, owner = id] = typeof order === 'number' ? [1, order] : order;
        return { id, owner, zone: 'z', wh: Math.round(kWh * 1000), price, accepts: {} };
    };
    return {
        priceRule,
        fees: [['z', 'z', fee]],
        offers: offers.map((order, index): Offer => {
            const one = read(order, `o${index}`);
            return { ...one, source: 'solar', plant: one.id };
        }),
        bids: bids.map((order, index): Bid => ({ ...read(order, `b${index}`), premiums: [] })),
    };
}

/** Volume in kWh and the lowest and highest equilibrium price of a uniform auction. */
function uniform(offers: readonly Order[], bids: readonly Order[]) {
    const [low, high] = [clear(book(offers, bids, 'buyer')), clear(book(offers, bids, 'seller'))];
    expect(high.volumeWh).to.equal(low.volumeWh);
    const only = (prices: readonly number[]) => {
        expect(new Set(prices).size).to.equal(1);
        return prices[0];
    };
    return [
        Number(low.volumeWh) / 1000,
        only(low.trades.map(({ price }) => price)),
        only(high.trades.map(({ price }) => price)),
    ];
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => index + from);

describe('published vectors', () => {
    it('gsy-e tests/test_two_sided_market.py: pay as clear', () => {
        expect(uniform(upTo(7), upTo(7))).to.deep.equal([4, 4, 4]);
        expect(uniform(upTo(7, 8), upTo(7, 8))).to.deep.equal([4, 11, 11]);
        expect(uniform([2, 3, 3, 5, 6, 7, 8], upTo(7))).to.deep.equal([3, 4, 5]);
        expect(uniform(Array(7).fill(10), [1, 2, 3, 4, 10, 10, 10])).to.deep.equal([3, 10, 10]);
        expect(uniform([1, 2, 5, 5, 5, 6, 7], Array(7).fill(5))).to.deep.equal([5, 5, 5]);
        expect(uniform([11, 22, 33], [11, 22, 33])).to.deep.equal([2, 22, 22]);
    });

    it('gsy-framework test_pay_as_clear_matching_algorithm.py: pieces in the order of filling', () => {
        const kWh = (...quantities: number[]) => quantities.map((one): Order => [one, 1]);
        const pieces = (offers: Order[], bids: Order[], by: 'offer' | 'bid') => {
            const { trades } = clear(book(offers, bids));
            return [...Map.groupBy(trades, (trade) => trade[by]).values()].map((own) => own.map(({ wh }) => wh / 1000));
        };
        expect(pieces(kWh(1, 2, 3, 4, 5), kWh(9, 3, 3), 'bid')).to.deep.equal([[1, 2, 3, 3], [1, 2], [3]]);
        expect(pieces(kWh(8, 4, 3), kWh(1, 2, 3, 4, 5), 'offer')).to.deep.equal([[1, 2, 3, 2], [2, 2], [3]]);
        const huge = clear(book(kWh(1, 2, 3, 4, 5), kWh(9e10)));
        expect([huge.trades.length, huge.volumeWh]).to.deep.equal([5, 15_000n]);
    });

    it('gsy-framework test_pay_as_bid_matching_algorithm.py: limits, and nobody trades with herself', () => {
        expect(clear(book([[30, 31]], [[20, 30]])).volumeWh).to.equal(0n);
        expect(clear(book([[30, 10]], [[20, 30]], 'seller')).trades[0]).to.include({ wh: 20_000, price: 10 });
        const three = clear(
            book(
                [[70, 1, 'A']],
                [
                    [20, 3, 'B'],
                    [20, 3, 'C'],
                    [20, 3, 'A'],
                ],
            ),
        );
        expect(three.trades.map(({ bid, wh }) => [bid, wh])).to.deep.equal([
            ['b0', 20_000],
            ['b1', 20_000],
        ]);
        const own = clear(
            book(
                [
                    [20, 1, 'A'],
                    [20, 1, 'B'],
                    [10, 1, 'C'],
                ],
                [[70, 3, 'B']],
            ),
        );
        expect(own.trades.map(({ offer, wh }) => [offer, wh])).to.deep.equal([
            ['o0', 20_000],
            ['o2', 10_000],
        ]);
    });

    it('gsy-e grid-fee-accounting.md: constant fees, paid as offered and as bid', () => {
        const [asOffered] = clear(book([1000], [3000], 'buyer', 400)).trades;
        expect([asOffered?.price, (asOffered?.price ?? 0) + (asOffered?.fee ?? 0)]).to.deep.equal([1000, 1400]);
        const [asBid] = clear(book([1000], [3000], 'seller', 400)).trades;
        expect([asBid?.price, (asBid?.price ?? 0) + (asBid?.fee ?? 0)]).to.deep.equal([2600, 3000]);
    });

    it('gsy-e degrees-of-freedom.md: 0.8 kWh of solar power in any of three wishes, price within its limits', () => {
        const wish = book([[0.8, 21]], [[1, 20]], 'seller');
        const [bid] = wish.bids;
        const partner = { accepts: { owners: ['partner'] }, add: 8 };
        const solar = { accepts: { sources: ['solar'] }, add: 5 };
        const result = clear({ ...wish, bids: bid === undefined ? [] : [{ ...bid, premiums: [partner, solar] }] });
        expect([result.volumeWh, result.trades[0]?.price]).to.deep.equal([800n, 25]);
        expect(result.gain).to.equal(800n * 4n);
    });

    it('simply tests/test_market.py: a bid walks up the merit order', () => {
        const { trades } = clear(
            book(
                [
                    [10, 6],
                    [20, 7],
                    [30, 8],
                    [50, 9],
                ],
                [[100, 10]],
            ),
        );
        expect(trades.map(({ wh }) => wh / 1000)).to.deep.equal([10, 20, 30, 40]);
        expect(clear(book([[1, 5, 'maker']], [[1, 5, 'maker']], 'midpoint', 1)).volumeWh).to.equal(0n);
    });

    it('decentralized-energy-trading utility.test.js: pro rata netting of what is too much', () => {
        const leftOf = (offers: number[], bids: number[], side: 'offer' | 'bid') => {
            const one = book(
                offers.map((wh): Order => [wh / 1000, 1]),
                bids.map((wh): Order => [wh / 1000, 2]),
            );
            const { trades } = clear(one);
            return (side === 'offer' ? one.offers : one.bids).map(
                ({ id, wh }) => wh - trades.filter((trade) => trade[side] === id).reduce((sum, own) => sum + own.wh, 0),
            );
        };
        expect(leftOf([200, 100], [100, 100], 'offer')).to.deep.equal([67, 33]);
        expect(leftOf([100, 100], [200, 100], 'bid')).to.deep.equal([67, 33]);
        expect(leftOf([40, 160], [160, 40], 'offer')).to.deep.equal([0, 0]);
    });
});
