import { expect } from 'chai';
import fc from 'fast-check';
import { settled, USUAL } from '../testing/certification.js';
import { received } from './settled.js';
import {
    ENERGY_MEASURES,
    FEWEST_CONTRIBUTORS,
    OUTCOME_MEASURES,
    publishSums,
    StatisticsCell,
    statisticsOfSlot,
} from './statistics.js';

type Contribution = Readonly<{ measure: (typeof MEASURES)[number]; person: number; wh: number; asOwner: boolean }>;
const MEASURES = [...ENERGY_MEASURES, ...OUTCOME_MEASURES];

const contribution: fc.Arbitrary<Contribution> = fc.record({
    measure: fc.constantFrom(...MEASURES),
    person: fc.integer({ min: 0, max: 9 }),
    wh: fc.integer({ min: 1, max: 50 }),
    asOwner: fc.boolean(),
});
/** Busy slots, so that five people come together often. */
const slots = fc.array(
    fc.oneof(fc.array(contribution, { maxLength: 12 }), fc.array(contribution, { minLength: 150, maxLength: 200 })),
    { minLength: 1, maxLength: 4 },
);

function cellOf(contributions: readonly Contribution[]): StatisticsCell {
    const cell = new StatisticsCell();
    for (const { measure, person, wh, asOwner } of contributions) {
        cell.add(measure, wh, asOwner ? { owner: `p${person}` } : { user: `p${person}` });
    }
    return cell;
}

/** Whether a figure over these contributions may be known. */
function mayBeKnown(contributions: readonly Contribution[]): boolean {
    return MEASURES.every((measure) =>
        [true, false].every((asOwner) => {
            const people = new Set(
                contributions
                    .filter((one) => one.measure === measure && one.asOwner === asOwner)
                    .map(({ person }) => person),
            );
            return people.size === 0 || people.size >= FEWEST_CONTRIBUTORS;
        }),
    );
}

const energyOf = (contributions: readonly Contribution[]) =>
    contributions.filter(({ measure }) => ENERGY_MEASURES.some((one) => one === measure));

describe('statistics of certificates', function () {
    this.timeout(120_000);

    it('tell, whatever is subtracted from what, nothing of fewer than five people: slots, days and their month', () => {
        let shown = 0;
        fc.assert(
            fc.property(fc.array(slots, { minLength: 1, maxLength: 3 }), (days) => {
                const published = days.map((day) => publishSums(day.map((one, name) => ({ name, cell: cellOf(one) }))));
                const hidden = { energy: [] as Contribution[], outcomes: [] as Contribution[] };
                for (const [index, { parts, sum }] of published.entries()) {
                    const day = days[index] ?? [];
                    const left = { energy: [] as Contribution[], outcomes: [] as Contribution[] };
                    for (const [at, { published: part }] of parts.entries()) {
                        const all = day[at] ?? [];
                        expect(part.energy === null || mayBeKnown(energyOf(all))).to.equal(true);
                        expect(part.outcomes === null || (part.energy !== null && mayBeKnown(all))).to.equal(true);
                        left.energy.push(...(part.energy === null ? energyOf(all) : []));
                        left.outcomes.push(...(part.outcomes === null ? all : []));
                        shown += part.outcomes === null ? 0 : 1;
                    }
                    expect(sum.energy === null || mayBeKnown(left.energy)).to.equal(true);
                    expect(sum.outcomes === null || mayBeKnown(left.outcomes)).to.equal(true);
                    hidden.energy.push(...(sum.energy === null ? left.energy : []));
                    hidden.outcomes.push(...(sum.outcomes === null ? left.outcomes : []));
                    if (sum.outcomes !== null) {
                        const retired = day.flat().filter(({ measure }) => measure === 'retiredWh');
                        expect(sum.outcomes.retiredWh).to.equal(retired.reduce((total, { wh }) => total + wh, 0));
                    }
                }
                const month = publishSums(
                    published.map(({ cell, sum, remainder }, name) => ({
                        name,
                        cell,
                        published: { statistics: sum, remainder },
                    })),
                );
                expect(month.sum.energy === null || mayBeKnown(hidden.energy)).to.equal(true);
                expect(month.sum.outcomes === null || mayBeKnown(hidden.outcomes)).to.equal(true);
            }),
        );
        expect(shown).to.be.greaterThan(0);
    });

    it('publish nothing of four people, everything of five, and count no power station as a person', () => {
        const cell = new StatisticsCell();
        const add = (user: string) => {
            for (const measure of ['issuedWh', 'retiredWh'] as const) {
                cell.add(measure, 10, { user });
            }
        };
        for (const user of ['a', 'b', 'c', 'd']) {
            add(user);
        }
        const published = () => publishSums([{ name: 1, cell }]).sum;
        expect(published()).to.deep.equal({ energy: null, outcomes: null });
        add('e');
        expect(published()).to.deep.equal({
            energy: { issuedWh: 50, toGridWh: 0, fromGridWh: 0, residualMixWh: 0 },
            outcomes: { retiredWh: 50, reservedWh: 0, expiredWh: 0, revokedWh: 0 },
        });
        // Of one who is revoked the outcomes would tell; what was issued would not.
        cell.add('revokedWh', 5, { user: 'a' });
        expect(published()).to.deep.include({ outcomes: null });
        expect(published().energy).to.include({ issuedWh: 50, residualMixWh: null });
    });

    it('add up from the lines of a slot: what plants gave is what users got, by zone of the plant', () => {
        const { lines } = settled(0, { ...USUAL, roof: [0, 400] });
        const all = lines.flatMap((line) => received(line));
        const cells = statisticsOfSlot(lines, {
            outcome: (_, plant) => (plant === 'sun1' ? 'retiredWh' : 'reservedWh'),
            isPerson: () => true,
        });
        for (const zone of new Set(lines.map((line) => line.zone))) {
            const cell = cells.get(zone) ?? expect.fail();
            const sum = (plants: (plant: string) => boolean) =>
                all
                    .filter((trade) => trade.zone === zone && plants(trade.plant))
                    .reduce((total, { certifiable }) => total + certifiable, 0);
            expect(cell.amount('issuedWh')).to.equal(sum(() => true));
            expect(cell.amount('retiredWh')).to.equal(sum((plant) => plant === 'sun1'));
            expect(cell.amount('reservedWh')).to.equal(sum((plant) => plant !== 'sun1'));
            expect(cell.amount('fromGridWh')).to.equal(
                lines.filter((line) => line.zone === zone).reduce((total, line) => total + line.fromGrid, 0),
            );
        }
        expect(all.length).to.be.greaterThan(0);
    });
});
