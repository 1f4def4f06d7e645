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

/** The optimum by HiGHS: first the gains, then the volume among plans of that gain. */
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
    const gains = terms.map((term) => `${term.gain} ${term.name}`).join(' + ');
    const all = terms.map((term) => term.name).join(' + ');
    const gain = solve(['Maximize', ` obj: ${gains}`, 'Subject To', ...subject, 'End']);
    const volume = solve(['Maximize', ` obj: ${all}`, 'Subject To', ...subject, ` g: ${gains} >= ${gain}`, 'End']);
    return { gain, volume };
}

function solve(lines: string[]): number {
    const solution = highs.solve(lines.join('\n'));
    expect(solution.Status).to.equal('Optimal');
    return Math.round(solution.ObjectiveValue);
}
