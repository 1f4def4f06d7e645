import { expect } from 'chai';
import fc from 'fast-check';
import type { Book } from './book.js';
import { clear } from './index.js';
import { books, gainPerWh, seed } from './testbooks.js';

/** Orders with a quantity that are alike by the design's definition: same side, price and gains with every counterparty. */
function alike(book: Book): { id: string; wh: number }[][] {
    const offers = book.offers.filter(({ wh }) => wh > 0);
    const bids = book.bids.filter(({ wh }) => wh > 0);
    const gains = (of: (index: number) => number | undefined, count: number) =>
        Array.from({ length: count }, (_, index) => of(index) ?? 'no').join();
    const groups = new Map<string, { id: string; wh: number }[]>();
    const put = (key: string, order: { id: string; wh: number }) =>
        groups.set(key, [...(groups.get(key) ?? []), order]);
    for (const offer of offers) {
        put(`offer ${offer.price} ${gains((index) => pairGain(book, offer, bids[index]), bids.length)}`, offer);
    }
    for (const bid of bids) {
        put(`bid ${bid.price} ${gains((index) => pairGain(book, offers[index], bid), offers.length)}`, bid);
    }
    return [...groups.values()].filter((group) => group.length > 1);
}

function pairGain(book: Book, offer: Book['offers'][number] | undefined, bid: Book['bids'][number] | undefined) {
    return offer === undefined || bid === undefined ? undefined : gainPerWh(book, offer, bid);
}

describe('orders that are alike, whatever their labels', () => {
    it('share pro rata by quantity to within a watt-hour, in random books', () => {
        const parameters = { numRuns: 6000, seed: seed() };
        let shared = 0;
        fc.assert(
            fc.property(books(15), (book) => {
                const filled = new Map<string, number>();
                for (const { offer, bid, wh } of clear(book).trades) {
                    filled.set(offer, (filled.get(offer) ?? 0) + wh);
                    filled.set(bid, (filled.get(bid) ?? 0) + wh);
                }
                for (const group of alike(book)) {
                    const wanted = group.reduce((sum, { wh }) => sum + wh, 0);
                    const got = group.reduce((sum, { id }) => sum + (filled.get(id) ?? 0), 0);
                    shared += got > 0 && got < wanted ? 1 : 0;
                    for (const { id, wh } of group) {
                        expect(Math.abs((filled.get(id) ?? 0) - (wh * got) / wanted)).to.be.lessThan(1);
                    }
                }
            }),
            parameters,
        );
        console.log(`      ${parameters.numRuns} books, ${shared} groups filled in part, seed ${parameters.seed}`);
        expect(shared).to.be.greaterThan(50);
    }).timeout(120_000);
});
