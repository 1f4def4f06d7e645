import { expect } from 'chai';
import fc from 'fast-check';
import { slot, slotPlus } from '../slot.js';
import { choiceEntry, offerEntry, pointEntry, RULES, SLOT, tariffEntry, testPoint } from '../testing/district.js';
import { price } from '../units.js';
import { bookAt, EMPTY_BOOK, joinBook, partOfBook, pointOf, rollDay, shardOf, splitBook } from './book.js';
import type { Entry } from './entry.js';
import { flatTariff } from './tariff/tariff.js';

const p1 = testPoint('p1', 'anna');
const at = (offset: number) => slotPlus(SLOT, offset);
const energyOf = (entries: readonly Entry[], basis = SLOT) =>
    pointOf(bookAt(EMPTY_BOOK, entries, basis), 'p1')?.choice?.entry.body.terms.energy;

/** Random entries of a few points and slots, as they could stand on a ledger (one per kind, id, slot and sequence). */
const ledgers = fc
    .array(
        fc.record({
            kind: fc.constantFrom('point', 'choice', 'offer', 'tariff', 'delegated'),
            id: fc.constantFrom('p1', 'p2'),
            owner: fc.constantFrom('anna', 'ben'),
            from: fc.integer({ min: 1, max: 12 }),
            sequence: fc.integer({ min: 0, max: 5 }),
        }),
        { maxLength: 30 },
    )
    .map((drafts) => {
        const entries = drafts.map(({ kind, id, owner, from, sequence }): Entry => {
            const point = testPoint(id, owner);
            switch (kind) {
                case 'point':
                    return pointEntry(point, slot(from), sequence);
                case 'tariff':
                    return tariffEntry(flatTariff(price(6000 + sequence), price(0)), slot(from), sequence);
                case 'offer':
                    return offerEntry(point, 100 * from + sequence, slot(from), sequence);
                case 'delegated':
                    return {
                        ...choiceEntry(point, { energy: 'clean', maxPrice: price(from) }, slot(from), sequence),
                        by: { delegate: 'CommunityMSP', mandate: 'm' },
                    };
                default:
                    return choiceEntry(point, { energy: 'clean', maxPrice: price(sequence) }, slot(from), sequence);
            }
        });
        const keys = new Map(
            entries.map((entry) => [`${entry.kind}${entry.id}${entry.from}.${entry.sequence}`, entry]),
        );
        return [...keys.values()];
    });

describe('the book', function () {
    this.timeout(30_000);

    it('holds at a slot the newest entry that was dated before it', () => {
        const entries = [
            pointEntry(p1),
            choiceEntry(p1, { energy: 'clean' }, at(-5), 1),
            choiceEntry(p1, { energy: 'traditional' }, at(1), 2),
        ];
        expect(energyOf(entries)).to.equal('clean');
        expect(energyOf(entries, at(1))).to.equal('traditional');
        expect(energyOf(entries, at(-6))).to.equal(undefined);
    });

    it('takes for one slot the higher sequence, in whatever order the entries come', () => {
        const entries = [
            choiceEntry(p1, { energy: 'clean' }, SLOT, 4),
            choiceEntry(p1, { energy: 'traditional' }, SLOT, 3),
            pointEntry(p1),
        ];
        expect(energyOf(entries)).to.equal('clean');
        expect(energyOf([...entries].reverse())).to.equal('clean');
    });

    it('does not let a withheld older instruction undo a newer one', () => {
        const newer = choiceEntry(p1, { energy: 'clean' }, at(-5), 9);
        const withheld = choiceEntry(p1, { energy: 'traditional' }, at(-2), 8);
        expect(energyOf([pointEntry(p1), newer, withheld])).to.equal('clean');
        const book = bookAt(EMPTY_BOOK, [pointEntry(p1), newer], at(-4));
        expect(pointOf(bookAt(book, [withheld], SLOT), 'p1')?.choice?.entry).to.deep.equal(newer);
    });

    it('lets a delegate’s instruction stand only until the participant’s own, whatever its sequence', () => {
        const delegated: Entry = {
            ...choiceEntry(p1, { energy: 'traditional' }, at(-5), 1_000_000),
            by: { delegate: 'CommunityMSP', mandate: 'anna.1' },
        };
        const own = choiceEntry(p1, { energy: 'clean' }, at(-2), 2);
        expect(energyOf([pointEntry(p1), delegated], at(-3))).to.equal('traditional');
        expect(energyOf([pointEntry(p1), delegated, own])).to.equal('clean');
    });

    it('ends instructions when the point changes hands, and does not revive them', () => {
        const entries = [
            pointEntry(p1),
            choiceEntry(p1, { energy: 'clean' }, at(-5), 1),
            pointEntry(testPoint('p1', 'ben'), at(-3), 0),
            choiceEntry(p1, { energy: 'clean' }, at(-2), 2),
        ];
        expect(energyOf(entries, at(-4))).to.equal('clean');
        expect(energyOf(entries)).to.equal(undefined);
    });

    it('is the same rolled day by day or heard at once, in any order of entries', () => {
        fc.assert(
            fc.property(ledgers, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (entries, a, b) => {
                const [early, late] = [slot(Math.min(a, b)), slot(Math.max(a, b))];
                const whole = bookAt(EMPTY_BOOK, entries, late);
                const rolled = bookAt(EMPTY_BOOK, entries, early);
                const since = entries.filter(({ from }) => from > early);
                expect(bookAt(rolled, since, late)).to.deep.equal(whole);
                expect(bookAt(EMPTY_BOOK, [...entries].reverse(), late)).to.deep.equal(whole);
            }),
            { numRuns: 500 },
        );
    });

    it('cuts into shards and joins again, in any order', () => {
        const points = Array.from({ length: 11 }, (_, index) => pointEntry(testPoint(`p${index}`, 'anna')));
        const book = rollDay(null, [...points, RULES, tariffEntry()], 20_513, SLOT);
        const shards = splitBook(book, 4);
        expect(shards.map((shard) => shard.points.length)).to.deep.equal([0, 4, 4, 3]);
        expect(joinBook([...shards].reverse())).to.deep.equal(book);
        expect(joinBook(JSON.parse(JSON.stringify(shards)))).to.deep.equal(book);
        expect(() => joinBook(shards.slice(0, 3))).to.throw(/^BOOK_INCOMPLETE: /);
        expect(() => joinBook(shards.slice(1))).to.throw(/^BOOK_INCOMPLETE: /);
        expect(() => joinBook([])).to.throw(/^BOOK_INCOMPLETE: /);
        for (const { id } of points) {
            expect(pointOf(book, id)?.entry.id).to.equal(id);
        }
        expect(pointOf(book, 'p99')).to.equal(undefined);
        const [head] = shards;
        for (const shard of shards.slice(1)) {
            for (const { entry } of shard.points) {
                expect(head && shardOf(head, entry.id)).to.equal(shard.shard);
                expect(pointOf(partOfBook([head ?? shard, shard]), entry.id)).to.deep.equal(pointOf(book, entry.id));
            }
        }
        expect(head && shardOf(head, 'a')).to.equal(0);
        expect(head && shardOf(head, 'z')).to.equal(3);
        expect(() => partOfBook(shards.slice(1))).to.throw(/^BOOK_INCOMPLETE: /);
        expect(rollDay(book, [], 20_514, at(96)).points).to.deep.equal(book.points);
    });

    it('knows zones by their newest entry', () => {
        const zone = (from: number, voltageLevel: string): Entry => ({
            v: 1,
            kind: 'zone',
            id: 'east',
            from: at(from),
            sequence: 0,
            by: { organisation: 'GridMSP' },
            body: { zone: 'east', feeder: 'F1', voltageLevel },
        });
        const book = bookAt(EMPTY_BOOK, [zone(-1, '10 kV'), zone(-2, '0.4 kV')], SLOT);
        expect(book.zones.map(({ body }) => body.voltageLevel)).to.deep.equal(['10 kV']);
    });
});
