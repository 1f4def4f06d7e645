import { expect } from 'chai';
import fc from 'fast-check';
import {
    formatDate,
    formatSlot,
    inRange,
    ledgerDay,
    ledgerDayRange,
    localDay,
    localDayRange,
    parseDate,
    parseSlot,
    slot,
    slotOfSeconds,
    slotPlus,
    slotStartSeconds,
    slotsOf,
} from './slot.js';

const anySlot = fc.integer({ min: 0, max: 281_558_111 }).map(slot);

describe('slots', () => {
    it('names a slot by its start', () => {
        expect(formatSlot(slot(0))).to.equal('1970-01-01T00:00Z');
        // date -u -d 2026-03-01T10:15Z +%s
        expect(slotStartSeconds(parseSlot('2026-03-01T10:15Z'))).to.equal(1_772_360_100);
        expect(slotOfSeconds(1_772_360_100 + 899)).to.equal(parseSlot('2026-03-01T10:15Z'));
    });

    it('agrees with the platform calendar on every slot to the year 9999', () => {
        fc.assert(
            fc.property(anySlot, (any) => {
                const expected = new Date(any * 900_000).toISOString().replace(/:00\.000Z$/, 'Z');
                expect(formatSlot(any)).to.equal(expected);
                expect(parseSlot(expected)).to.equal(any);
            }),
        );
    });

    it('refuses names that are not the start of a quarter-hour', () => {
        for (const name of [
            '2026-03-01T10:16Z',
            '2026-02-29T10:15Z',
            '2026-03-01T24:00Z',
            '2026-03-01T10:15:00Z',
            '2026-03-01T10:15+08:00',
            '2026-3-1T10:15Z',
            '1969-12-31T23:45Z',
            '2026-13-01T00:00Z',
            '',
        ]) {
            expect(() => parseSlot(name), name).to.throw(/^SLOT_INVALID: /);
        }
        expect(() => slot(-1)).to.throw(/^SLOT_INVALID: /);
        expect(() => slot(1.5)).to.throw(/^SLOT_INVALID: /);
        expect(() => slotPlus(slot(0), -1)).to.throw(/^SLOT_INVALID: /);
    });

    it('shards the ledger by UTC days of 96 slots', () => {
        const range = ledgerDayRange(ledgerDay(parseSlot('2026-03-01T23:45Z')));
        expect([formatSlot(range.from), formatSlot(range.to)]).to.deep.equal([
            '2026-03-01T00:00Z',
            '2026-03-02T00:00Z',
        ]);
        expect([...slotsOf(range)]).to.have.length(96);
    });

    it('gives Shenzhen its own day, eight hours ahead', () => {
        const range = localDayRange('2026-03-01', 480);
        expect([formatSlot(range.from), formatSlot(range.to)]).to.deep.equal([
            '2026-02-28T16:00Z',
            '2026-03-01T16:00Z',
        ]);
        expect(localDay(range.from, 480)).to.equal('2026-03-01');
        expect(localDay(range.to, 480)).to.equal('2026-03-02');
        expect(inRange(range.from, range)).to.equal(true);
        expect(inRange(range.to, range)).to.equal(false);
    });

    it('puts every slot into the local day that holds it, whatever the zone', () => {
        const offsets = fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15);
        fc.assert(
            fc.property(
                anySlot.filter((any) => any > 200 && any < 281_557_000),
                offsets,
                (any, offset) => {
                    expect(inRange(any, localDayRange(localDay(any, offset), offset))).to.equal(true);
                },
            ),
        );
        expect(() => localDay(slot(1000), 7)).to.throw(/^NUMBER_INVALID: /);
    });

    it('refuses days that do not exist', () => {
        for (const day of ['2026-02-29', '2026-00-10', '2026-1-01', 'today', '1969-12-31']) {
            expect(() => parseDate(day), day).to.throw(/^DAY_INVALID: /);
        }
        expect(formatDate(parseDate('2024-02-29') + 1)).to.equal('2024-03-01');
    });
});
