import { expect } from 'chai';
import fc from 'fast-check';
import highsLoader from 'highs';
import type { Book } from './book.js';
import { clear } from './index.js';
import { books, gainPerWh, seed } from './testbooks.js';

// The package's types describe a module with a default; at run time the loader itself is what is imported.
const highs = await (highsLoader as unknown as typeof highsLoader.default)();

describe('the optimum of gains and then of volume that an independent linear program finds', function () {
    this.timeout(600_000);
    for (const { most, count, apart } of [
        { most: 9, count: 7000, apart: undefined },
        { most: 50, count: 3000, apart: undefined },
        { most: 12, count: 1500, apart: 0 },
    ]) {
        it(`is what clearing finds: ${count} random books with up to ${most} orders a side${apart === 0 ? ', owners together at first' : ''}`, () => {
            const parameters = { numRuns: count, seed: seed() };
            let traded = 0;
            fc.assert(
                fc.property(books(most), (book) => {
                    const result = clear(book, apart);
                    const best = linearOptimum(book);
                    expect(Number(result.gain)).to.equal(best.gain);
                    expect(Number(result.volumeWh)).to.equal(best.volume);
                    traded += best.volume > 0 ? 1 : 0;
                }),
                parameters,
            );
            console.log(`      ${count} books, ${traded} with trades, seed ${parameters.seed}`);
            expect(traded).to.be.greaterThan(count / 10);
        });
    }
});

/** The optimum by HiGHS: the best gains, and the most volume among plans of that gain. */
function linearOptimum(book: Book): { gain: number; volume: number } {
    const terms: { name: string; gain: number; offer: number; bid: number }[] = [];
    book.offers.forEach((one, offer) => {
        book.bids.forEach((two, bid) => {
            const gain = gainPerWh(book, one, two);
            if (gain !== undefined && gain >= 0) {
                terms.push({ name: `x${offer}_${bid}`, gain, offer, bid });
            }
        });
    });
    if (terms.length === 0) {
        return { gain: 0, volume: 0 };
    }
    const limits = [
        ...book.offers.map((one, index) => ({
            wh: one.wh,
            names: terms.filter((term) => term.offer === index).map((term) => term.name),
        })),
        ...book.bids.map((one, index) => ({
            wh: one.wh,
            names: terms.filter((term) => term.bid === index).map((term) => term.name),
        })),
    ].filter((limit) => limit.names.length > 0);
    const subject = limits.map((limit, index) => ` c${index}: ${limit.names.join(' + ')} <= ${limit.wh}`);
    // One objective ranks plans by gain and then by volume: no plan trades as much as `most` Wh. A second program that asks for the best gain as a
    // limit fails now and then, because that limit leaves a single face of the polytope and the solver's tolerance none.
    const most = 1 + book.offers.reduce((sum, one) => sum + one.wh, 0);
    const ranked = terms.map(({ gain, name }) => `${gain * most + 1} ${name}`).join(' + ');
    const plan = solve(['Maximize', ` obj: ${ranked}`, 'Subject To', ...subject, 'End']);
    const wh = terms.map(({ name }) => Math.round(plan[name] ?? 0));
    return {
        gain: terms.reduce((sum, { gain }, index) => sum + gain * (wh[index] ?? 0), 0),
        volume: wh.reduce((sum, one) => sum + one, 0),
    };
}

/** The plan of a transport problem with whole limits: its corners are whole as well. */
function solve(lines: string[]): Record<string, number> {
    const solution = highs.solve(lines.join('\n'));
    expect(solution.Status).to.equal('Optimal');
    return Object.fromEntries(
        Object.entries(solution.Columns).map(([name, column]) => {
            const value = (column as { Primal: number }).Primal;
            expect(value).to.be.closeTo(Math.round(value), 1e-6);
            return [name, value];
        }),
    );
}
