import { expect } from 'chai';
import fc from 'fast-check';
import type { Bid, Book, Offer } from './book.js';
import { clear, clearingJson, parseBook } from './index.js';
import { books, gainPerWh, shuffled } from './testbooks.js';

describe('clearing', () => {
    it('trades within limits, never with oneself, at most once a pair, in order of offer id, then bid id', () => {
        fc.assert(
            fc.property(books(), (book) => {
                const left = new Map([...book.offers, ...book.bids].map((order) => [order.id, order.wh]));
                let before = '';
                for (const trade of clear(book).trades) {
                    const offer = find(book.offers, trade.offer);
                    const bid = find(book.bids, trade.bid);
                    const gain = gainPerWh(book, offer, bid);
                    expect(gain).to.not.equal(undefined);
                    expect(gain ?? -1).to.be.at.least(0);
                    expect(trade.wh).to.be.greaterThan(0);
                    expect(trade.price).to.be.at.least(offer.price);
                    for (const id of [trade.offer, trade.bid]) {
                        left.set(id, (left.get(id) ?? 0) - trade.wh);
                        expect(left.get(id)).to.be.at.least(0);
                    }
                    const key = `${trade.offer} ${trade.bid}`;
                    expect(key > before).to.equal(true);
                    before = key;
                }
            }),
            { numRuns: 1500 },
        );
    });

    it('gives the same bytes in any order of arrival', () => {
        fc.assert(
            fc.property(books(), fc.infiniteStream(fc.nat()), (book, random) => {
                expect(clearingJson(clear(shuffled(book, random)))).to.equal(clearingJson(clear(book)));
            }),
            { numRuns: 1000 },
        );
    });

    it('shares pro rata among orders that are alike: nobody is a whole Wh off her share', () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
                fc.nat(400),
                (wanted, supply) => {
                    const total = wanted.reduce((sum, wh) => sum + wh, 0);
                    const wh = Math.min(supply, total);
                    const trades = clear(
                        plain(
                            [offer('s', supply, 100)],
                            wanted.map((wh, index) => bid(`b${index}`, wh, 300)),
                        ),
                    ).trades;
                    wanted.forEach((want, index) => {
                        const got = trades
                            .filter((trade) => trade.bid === `b${index}`)
                            .reduce((sum, trade) => sum + trade.wh, 0);
                        expect(Math.abs(got - (want * wh) / total)).to.be.lessThan(1);
                    });
                },
            ),
        );
    });

    it('gives the odd watt-hour to a different household from slot to slot', () => {
        const winners = new Set<string>();
        for (let quarter = 0; quarter < 96; quarter += 1) {
            const hour = `${Math.floor(quarter / 4)}`.padStart(2, '0');
            const slot = `2026-03-01T${hour}:${['00', '15', '30', '45'][quarter % 4]}Z`;
            const bids = ['a', 'b', 'c', 'd'].map((id) => bid(id, 1, 300));
            winners.add(clear({ ...plain([offer('s', 1, 100)], bids), slot }).trades[0]?.bid ?? '');
        }
        expect(winners.size).to.equal(4);
    });

    it('keeps an owner from trading with herself without losing any gain that others allow', () => {
        const book = plain(
            [offer('o1', 5, 100, 'A'), offer('o2', 5, 200, 'B')],
            [bid('b1', 5, 900, 'A'), bid('b2', 5, 800, 'C')],
        );
        const { trades, gain } = clear(book);
        expect(trades.map(({ offer, bid, wh }) => [offer, bid, wh])).to.deep.equal([
            ['o1', 'b2', 5],
            ['o2', 'b1', 5],
        ]);
        expect(gain).to.equal(7000n);
        expect(clear(plain([offer('o1', 5, 100, 'A')], [bid('b1', 5, 900, 'A')])).trades).to.deep.equal([]);
    });

    it('halves the gap between feed-in and retail tariff under the rule shared, within both limits', () => {
        const shared = (price: number, cap: number) =>
            clear({
                priceRule: 'shared',
                feedIn: 4000,
                retail: 6801,
                fees: [['', '', 200]],
                offers: [offer('o', 10, price)],
                bids: [bid('b', 10, cap)],
            }).trades[0];
        expect(shared(4000, 6801)).to.include({ price: 5300, fee: 200 });
        expect(shared(5500, 6801)).to.include({ price: 5500 });
        expect(shared(4000, 5000)).to.include({ price: 4800 });
    });

    it('reproduces published results of uniform auctions at the right edge of their price interval', () => {
        const ladder = (offers: number[], bids: number[]) => (priceRule: Book['priceRule']) =>
            clear({
                ...plain(
                    offers.map((price, index) => offer(`o${index}`, 1000, price)),
                    bids.map((price, index) => bid(`b${index}`, 1000, price)),
                ),
                priceRule,
            });
        const one = ladder([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7])('midpoint');
        expect([one.volumeWh, new Set(one.trades.map((trade) => trade.price))]).to.deep.equal([4000n, new Set([4])]);
        const three = ladder([2, 3, 3, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7]);
        expect([three('buyer').volumeWh, three('buyer').trades[0]?.price]).to.deep.equal([3000n, 4]);
        expect([three('seller').volumeWh, three('seller').trades[0]?.price]).to.deep.equal([3000n, 5]);
        const two = ladder([8, 9, 10, 11, 12, 13, 14], [8, 9, 10, 11, 12, 13, 14])('seller');
        expect([two.volumeWh, two.trades[0]?.price]).to.deep.equal([4000n, 11]);
    });

    it('counts beyond 2^53 exactly', () => {
        const big = 2 ** 53 - 1;
        const line = clearingJson(clear(plain([offer('o', big, 1)], [bid('b', big, 1_000_000)])));
        expect(JSON.parse(line).gain).to.equal((BigInt(big) * 999_999n).toString());
        expect(() => clear(plain([offer('o', big, 1), offer('p', 1, 1)], [bid('b', 1, 2)]))).to.throw(
            /^BOOK_TOO_LARGE/,
        );
    });

    it('clears nothing from books without a counterpart', () => {
        expect(clear(plain([], [bid('b', 5, 5)])).trades).to.deep.equal([]);
        expect(clear(plain([offer('o', 0, 1)], [bid('b', 5, 5)])).volumeWh).to.equal(0n);
        expect(clear({ ...plain([offer('o', 1, 1)], [{ ...bid('b', 5, 5), zone: 'west' }]) }).volumeWh).to.equal(0n);
    });
});

describe('reading a book', () => {
    const good = {
        offers: [{ id: 'o1', owner: 'A', wh: 1, price: 2 }],
        bids: [{ id: 'b1', owner: 'B', wh: '3', price: 4 }],
    };

    it('fills in the defaults', () => {
        const book = parseBook(good);
        expect(book.priceRule).to.equal('midpoint');
        expect(book.offers[0]).to.include({ plant: 'o1', zone: '', source: '' });
        expect(book.bids[0]?.wh).to.equal(3);
    });

    const faults: [unknown, RegExp][] = [
        [[], /the book/],
        [{ ...good, extra: 1 }, /extra/],
        [{ ...good, priceRule: 'cheap' }, /priceRule/],
        [{ ...good, priceRule: 'shared' }, /feedIn/],
        [{ ...good, feedIn: 3 }, /feedIn/],
        [{ ...good, slot: '2026-03-01T10:20Z' }, /slot/],
        [{ ...good, fees: [['a', 'b']] }, /fees\[0\]\[2\]/],
        [
            {
                ...good,
                fees: [
                    ['a', 'b', 1],
                    ['a', 'b', 2],
                ],
            },
            /fees\[1\]/,
        ],
        [{ ...good, bids: 7 }, /bids/],
        [{ ...good, offers: [{ id: 'o1', owner: 'A', wh: -1, price: 2 }] }, /offers\[0\]\.wh/],
        [{ ...good, offers: [{ id: 'o1', owner: 'A', wh: 1.5, price: 2 }] }, /offers\[0\]\.wh/],
        [{ ...good, offers: [...good.offers, ...good.offers] }, /offers\[1\]\.id/],
        [
            { ...good, offers: [{ id: 'o1', owner: 'A', wh: 1, price: 2, accepts: { sources: [] } }] },
            /offers\[0\]\.accepts\.sources/,
        ],
        [
            {
                ...good,
                bids: [{ id: 'b', owner: 'B', wh: 1, price: 1, premiums: [{ add: 1, accepts: { plants: [3] } }] }],
            },
            /bids\[0\]\.premiums\[0\]\.accepts\.plants\[0\]/,
        ],
    ];
    for (const [fault, place] of faults) {
        it(`names the place ${place.source}`, () => {
            expect(() => parseBook(fault))
                .to.throw(/^BOOK_INVALID: /)
                .and.match(place);
        });
    }
});

function find<T extends { id: string }>(orders: readonly T[], id: string): T {
    const order = orders.find((one) => one.id === id);
    if (!order) {
        throw new Error(`${id} is not in the book`);
    }
    return order;
}

function plain(offers: readonly Offer[], bids: readonly Bid[]): Book {
    return { priceRule: 'midpoint', fees: [], offers, bids };
}

function offer(id: string, wh: number, price: number, owner = `owner of ${id}`): Offer {
    return { id, owner, zone: '', source: 'solar', plant: id, wh, price, accepts: {} };
}

function bid(id: string, wh: number, price: number, owner = `owner of ${id}`): Bid {
    return { id, owner, zone: '', wh, price, accepts: {}, premiums: [] };
}
