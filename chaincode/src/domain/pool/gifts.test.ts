import { expect } from 'chai';
import fc from 'fast-check';
import { bookAt, EMPTY_BOOK, joinBook, rollDay, splitBook } from '../registry/book.js';
import type { DonationEntry } from '../registry/entry.js';
import { type Slot, slotPlus } from '../slot.js';
import { offerEntry, pointEntry, SLOT, testPoint } from '../testing/district.js';
import { MARCH, MARCH_SLOTS, months } from '../testing/months.js';
import { wh } from '../units.js';
import { addGifts, giftCalendar, sumGifts } from './gifts.js';
import { giftOf } from './giving.js';
import type { DonationTerms } from './terms.js';

const donation = (participant: string, terms: DonationTerms, from: Slot, sequence: number): DonationEntry => ({
    v: 1,
    kind: 'donation',
    id: participant,
    from,
    sequence,
    by: { participant, kid: 'k' },
    body: { participant, terms },
});
const SHARE: DonationTerms = { way: 'share', share: 5_000 };
const onTime = (from: Slot, many: number) =>
    Array.from({ length: many }, (_, index) => ({ slot: slotPlus(from, index), basis: slotPlus(from, index) }));

describe('gifts in force', () => {
    const home = testPoint('p1', 'anna');

    it('begin and end with the slot they name: who withdraws in mid-month gives nothing of later slots', () => {
        const entries = [
            pointEntry(home),
            donation('anna', SHARE, slotPlus(SLOT, 1), 1),
            donation('anna', { way: 'none' }, slotPlus(SLOT, 3), 2),
        ];
        const calendar = giftCalendar(EMPTY_BOOK, entries, onTime(SLOT, 5));
        const given = onTime(SLOT, 5).map(({ slot }) => calendar.at(slot).byParticipant.has('anna'));
        expect(given).to.deep.equal([false, true, true, false, false]);
        expect([...calendar.spans.values()]).to.deep.equal([{ from: slotPlus(SLOT, 1), last: slotPlus(SLOT, 2) }]);
    });

    it('replace one another: who donates twice gives by the later instruction alone', () => {
        const twice = [donation('anna', SHARE, SLOT, 1), donation('anna', { way: 'fixed', wh: wh(7) }, SLOT, 2)];
        for (const entries of [twice, [...twice].reverse()]) {
            const { byParticipant } = giftCalendar(EMPTY_BOOK, entries, onTime(SLOT, 1)).at(SLOT);
            expect([...byParticipant.values()].map(({ terms }) => terms.way)).to.deep.equal(['fixed']);
        }
        // An older one that turns up for a later slot does not undo a newer one.
        const late = [...twice, donation('anna', SHARE, slotPlus(SLOT, 1), 0)];
        const calendar = giftCalendar(EMPTY_BOOK, late, onTime(SLOT, 2));
        expect(calendar.at(slotPlus(SLOT, 1)).byParticipant.get('anna')?.terms.way).to.equal('fixed');
    });

    it('wait for the next slot gated in time where a gate was late', () => {
        const entries = [donation('anna', SHARE, slotPlus(SLOT, 1), 1)];
        const gates = [
            { slot: SLOT, basis: SLOT },
            { slot: slotPlus(SLOT, 1), basis: SLOT },
            { slot: slotPlus(SLOT, 2), basis: slotPlus(SLOT, 2) },
        ];
        const calendar = giftCalendar(EMPTY_BOOK, entries, gates);
        expect(gates.map(({ slot }) => calendar.at(slot).byParticipant.size)).to.deep.equal([0, 0, 1]);
    });

    it('of an offer end with the offer, and when the point changes hands; her donation goes with the donor', () => {
        const offer = offerEntry(home, 4_530, SLOT, 1);
        const sharing = { ...offer, body: { ...offer.body, terms: { ...offer.body.terms, poolShare: 1_000 } } };
        const entries = [
            pointEntry(home),
            sharing,
            donation('anna', SHARE, SLOT, 2),
            pointEntry(testPoint('p1', 'bo'), slotPlus(SLOT, 2), 1),
            pointEntry(testPoint('p2', 'anna'), slotPlus(SLOT, 2), 1),
        ];
        const calendar = giftCalendar(EMPTY_BOOK, entries, onTime(SLOT, 4));
        const by = onTime(SLOT, 4).map(({ slot }) => {
            const { byPoint, byParticipant } = calendar.at(slot);
            return [byPoint.has('p1'), byParticipant.has('anna'), byParticipant.has('bo')];
        });
        expect(by).to.deep.equal([
            [true, true, false],
            [true, true, false],
            [false, true, false],
            [false, true, false],
        ]);
    });

    it('stand in the book of the day, in shards of their own, and come back from them', () => {
        const points = Array.from({ length: 5 }, (_, index) => pointEntry(testPoint(`p${index}`, `h${index}`)));
        const donations = Array.from({ length: 5 }, (_, index) => donation(`h${index}`, SHARE, SLOT, index + 1));
        const book = rollDay(null, [...points, ...donations], 20_000, SLOT);
        const shards = splitBook(book, 2);
        expect(shards.map((shard) => [shard.points.length, shard.donations?.length ?? 0])).to.deep.equal([
            [0, 0],
            [2, 0],
            [2, 0],
            [1, 0],
            [0, 2],
            [0, 2],
            [0, 1],
        ]);
        expect(joinBook([...shards].reverse())).to.deep.equal(book);
        expect(bookAt(book, [], SLOT).donations).to.deep.equal(book.donations);
    });

    it('come to the same from one book as from books rolled each day', () => {
        const at = (day: number) => slotPlus(SLOT, 96 * day);
        const entries = [
            donation('anna', SHARE, at(0), 1),
            donation('bo', { way: 'above', wh: wh(1) }, at(1), 1),
            donation('anna', { way: 'none' }, slotPlus(at(1), 5), 2),
            donation('bo', SHARE, slotPlus(at(2), 7), 2),
        ];
        const whole = giftCalendar(EMPTY_BOOK, entries, onTime(SLOT, 300));
        let book = EMPTY_BOOK;
        for (let day = 0; day < 3; day++) {
            book = bookAt(
                book,
                entries.filter(({ from }) => from <= at(day)),
                at(day),
            );
            const since = entries.filter(({ from }) => from > at(day));
            const calendar = giftCalendar(book, since, onTime(at(day), 96));
            for (const { slot } of onTime(at(day), 96)) {
                const seen = (one: typeof whole) =>
                    [...one.at(slot).byParticipant.values()].map(({ reference }) => reference);
                expect(seen(calendar)).to.have.members(seen(whole));
            }
        }
    });

    it('follow a donor who moves in mid-month to her new point, and take nothing of who moves in', () => {
        // In the test month p3 changes hands from bo to chen: bo gives everything, chen nothing.
        fc.assert(
            fc.property(months, (month) => {
                const all = onTime(MARCH, MARCH_SLOTS);
                const calendar = giftCalendar(
                    EMPTY_BOOK,
                    [donation('bo', { way: 'share', share: 10_000 }, MARCH, 1)],
                    all,
                );
                const sums = addGifts(sumGifts(month.lines, calendar, month.tariffOf, 480));
                const earned = month.lines
                    .filter(({ participant }) => participant === 'bo')
                    .reduce((sum, { money }) => sum + BigInt(money.sold) + BigInt(money.feedIn), 0n);
                const given = sums.map((sum) => giftOf(sum, { slots: MARCH_SLOTS, feedIn: null }).money);
                expect(given.reduce((sum, one) => sum + one, 0n)).to.equal(earned);
                expect(sums.every(({ participant }) => participant === 'bo')).to.equal(true);
            }),
            { numRuns: 100 },
        );
    });
});
