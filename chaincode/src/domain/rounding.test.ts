import { expect } from 'chai';
import fc from 'fast-check';
import { roundToFen, toFen } from './rounding.js';
import { money } from './units.js';

describe('the rounding of a bill', () => {
    it('lets the lines sum to the rounded total, each less than a fen from its exact amount', () => {
        fc.assert(
            fc.property(fc.array(fc.bigInt(-(10n ** 13n), 10n ** 13n).map(money), { maxLength: 12 }), (amounts) => {
                const { fen, total } = roundToFen(amounts);
                const exact = amounts.reduce((sum, amount) => sum + amount, 0n);
                expect(fen.reduce((sum, line) => sum + line, 0)).to.equal(total);
                expect(Math.abs(Number(exact) - total * 100_000)).to.be.at.most(50_000);
                for (const [index, line] of fen.entries()) {
                    expect(Math.abs(Number(amounts[index]) - line * 100_000)).to.be.below(100_000);
                }
            }),
        );
    });

    it('gives the odd fen to the largest remainder', () => {
        const rounded = (...amounts: bigint[]) => roundToFen(amounts.map(money));
        expect(rounded(140_000n, 160_000n, 100_000n)).to.deep.equal({ fen: [1, 2, 1], total: 4 });
        expect(rounded(-140_000n, 40_000n)).to.deep.equal({ fen: [-1, 0], total: -1 });
    });

    it('rounds half a fen up, whichever way the money goes', () => {
        const amounts = [49_999n, 50_000n, -50_000n, -50_001n, 0n];
        expect(amounts.map((amount) => toFen(money(amount)))).to.deep.equal([0, 1, 0, -1, 0]);
    });
});
