import { expect } from 'chai';
import fc from 'fast-check';
import type { ChoiceTerms } from '../intents/intent.js';
import { tariffAt } from '../registry/tariff/slottariff.js';
import { flatTariff } from '../registry/tariff/tariff.js';
import { settleSlot } from '../settlement/settle.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, RULES, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { price, watt } from '../units.js';
import { addOutcomes, outcomeOf, type PastSlot, pastPoints, previewSlot, sameOutcome } from './preview.js';

const CHOICES: readonly ChoiceTerms[] = [
    { energy: 'traditional' },
    { energy: 'clean' },
    { energy: 'clean', cleanOnly: true },
    { energy: 'clean', share: 5000 },
    { energy: 'clean', maxPrice: price(5000) },
    { energy: 'clean', accepts: { owners: ['o1'] } },
    { energy: 'clean', premiums: [{ accepts: { plants: ['pv-s1'] }, add: 300 }] },
];
const sellers = ['s0', 's1', 's2'].map((name, index) =>
    standing(
        testPoint(name, `o${index}`, {
            plant: {
                id: `pv-${name}`,
                source: index === 0 ? 'wind' : 'solar',
                capacityW: watt(90_000),
                register: 'export',
            },
        }),
        { minPrice: 4530 + index * 100 },
    ),
);

/** A slot settled with these choices and energies, and the same slot as a preview sees it afterwards. */
function world(choices: readonly ChoiceTerms[], imports: readonly number[], exports: readonly number[]) {
    const buyers = choices.map((choice, index) => standing(testPoint(`b${index}`, `p${index}`), { choice }));
    const book = testBook([...sellers, ...buyers]);
    const of = (point: string, taken: number, given: number) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, taken], [0, given])),
    });
    const readings = [
        ...buyers.map(({ entry }, index) => of(entry.id, imports[index] ?? 0, 0)),
        ...sellers.map(({ entry }, index) => of(entry.id, 0, exports[index] ?? 0)),
    ];
    const input = { slot: SLOT, book, readings, registers: new Map(), previous: null, windowOver: false };
    const { lines } = settleSlot({ ...input, seed: new Uint8Array(32), hash, hmac });
    const tariff = tariffAt(flatTariff(price(6800), price(4530)), SLOT, 480);
    const past: PastSlot = { slot: SLOT, rules: RULES.body, tariff, points: pastPoints(book, lines) };
    return { lines, past, tariff };
}

const energies = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 3, maxLength: 3 });
const choices = fc.array(fc.constantFrom(...CHOICES), { minLength: 3, maxLength: 3 });

describe('the preview of a choice', () => {
    it('comes to what was settled when nothing is changed, for everybody', () => {
        fc.assert(
            fc.property(choices, energies, energies, (standingChoices, imports, exports) => {
                const { lines, past, tariff } = world(standingChoices, imports, exports);
                for (const participant of ['p0', 'p1', 'p2', 'o0', 'o1', 'o2']) {
                    const settled = outcomeOf(
                        lines.filter((line) => line.participant === participant),
                        tariff,
                    );
                    expect(sameOutcome(previewSlot(past, participant, null), settled)).to.equal(true);
                }
            }),
            { numRuns: 60 },
        );
    });

    it('comes to what would have been settled, had she chosen so', () => {
        fc.assert(
            fc.property(
                choices,
                fc.constantFrom(...CHOICES),
                energies,
                energies,
                (standingChoices, wish, imports, exports) => {
                    const { past } = world(standingChoices, imports, exports);
                    const other = world([wish, ...standingChoices.slice(1)], imports, exports);
                    const settled = outcomeOf(
                        other.lines.filter((line) => line.participant === 'p0'),
                        other.tariff,
                    );
                    const change = { points: new Set(['b0']), terms: wish };
                    expect(previewSlot(past, 'p0', change)).to.deep.equal(settled);
                },
            ),
            { numRuns: 60 },
        );
    });

    it('changes only her own points, and only those named', () => {
        const { past } = world([{ energy: 'clean' }, { energy: 'clean' }], [500, 500], [300, 0, 0]);
        const none = previewSlot(past, 'p0', { points: new Set(['b1']), terms: { energy: 'traditional' } });
        expect(none).to.deep.equal(previewSlot(past, 'p0', null));
        const grid = previewSlot(past, 'p0', { points: new Set(['b0']), terms: { energy: 'traditional' } });
        expect(grid).to.deep.equal({ imported: 500, local: 0, clean: 0, cost: 500n * 6800n });
    });

    it('adds slots up', () => {
        const { past } = world([{ energy: 'clean' }], [500], [300, 0, 0]);
        const one = previewSlot(past, 'p0', null);
        // 300 Wh at the middle of the tariff, 200 Wh at retail.
        expect(one).to.deep.equal({ imported: 500, local: 300, clean: 300, cost: 300n * 5665n + 200n * 6800n });
        expect(addOutcomes([one, one])).to.deep.equal({
            imported: 1000,
            local: 600,
            clean: 600,
            cost: 2n * one.cost,
        });
    });
});
