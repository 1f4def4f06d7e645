import { expect } from 'chai';
import fc from 'fast-check';
import { ledgerDayRange, type Slot, slot } from '../slot.js';
import {
    type ClaimRecord,
    claimedBy,
    claimSlot,
    hasSlot,
    holdsAll,
    NO_SLOTS,
    slotsBetween,
    withSlot,
} from './claims.js';

const DAY = 20_000;
const at = (quarter: number): Slot => slot(96 * DAY + quarter);

describe('claims', () => {
    it('give every slot to the series that took it first, for ever, and to no other', () => {
        const steps = fc.array(fc.tuple(fc.nat(95), fc.constantFrom('A', 'B', 'C')), { maxLength: 60 });
        fc.assert(
            fc.property(steps, (taken) => {
                const expected = new Map<number, string>();
                let record: ClaimRecord | undefined;
                for (const [quarter, series] of taken) {
                    const holder = expected.get(quarter);
                    if (holder !== undefined && holder !== series) {
                        const before = record;
                        expect(() => claimSlot(before, 'p', at(quarter), { series, number: `${series}1` })).to.throw(
                            /^CERTIFICATE_CLAIMED: /,
                        );
                    } else {
                        record = claimSlot(record, 'p', at(quarter), {
                            series,
                            number: `${series}${expected.size % 3}`,
                        });
                        expected.set(quarter, series);
                    }
                }
                for (let quarter = 0; quarter < 96; quarter++) {
                    expect(claimedBy(record, at(quarter))?.series).to.equal(expected.get(quarter));
                }
            }),
        );
    });

    it('pass to the certificate that supersedes, slot by slot; what it leaves out stays with the old one', () => {
        const old = [1, 2].reduce<ClaimRecord | undefined>(
            (record, quarter) => claimSlot(record, 'p', at(quarter), { series: 'A', number: 'A' }),
            undefined,
        );
        const now = claimSlot(old, 'p', at(2), { series: 'A', number: 'B' });
        expect([1, 2, 3].map((quarter) => claimedBy(now, at(quarter))?.number)).to.deep.equal(['A', 'B', undefined]);
        const all = claimSlot(now, 'p', at(1), { series: 'A', number: 'B' });
        expect(all.claims).to.have.length(1);
    });

    it('keep the first and the last slot of a day apart from those of its neighbours', () => {
        expect(withSlot(NO_SLOTS, slot(96))).to.equal(`8${'0'.repeat(23)}`);
        expect(withSlot(NO_SLOTS, slot(191))).to.equal(`${'0'.repeat(23)}1`);
        const all = Array.from({ length: 96 }, (_, quarter) => quarter).reduce(
            (map, quarter) => withSlot(map, at(quarter)),
            NO_SLOTS,
        );
        expect(all).to.equal('f'.repeat(24));
        const { from, to } = ledgerDayRange(DAY);
        expect(slotsBetween(all, DAY, from, to)).to.have.length(96);
        expect(slotsBetween(all, DAY, at(3), at(5))).to.deep.equal([at(3), at(4)]);
        expect(slotsBetween(all, DAY, to, slot(to + 5))).to.deep.equal([]);
        expect(holdsAll(all, withSlot(NO_SLOTS, at(7)))).to.equal(true);
        expect(holdsAll(withSlot(NO_SLOTS, at(7)), all)).to.equal(false);
        expect(hasSlot(withSlot(NO_SLOTS, at(7)), at(8))).to.equal(false);
    });
});
