import { expect } from 'chai';
import fc from 'fast-check';
import { averagePrice, decimal, divideRounded } from './decimal.ts';

describe('decimals', () => {
    it('writes an integer with its decimals', () => {
        expect(decimal(1234n, 3)).to.equal('1.234');
        expect(decimal(-5n, 3)).to.equal('-0.005');
        expect(decimal(7n, 0)).to.equal('7');
    });

    it('loses no digit of any integer', () => {
        fc.assert(
            fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(10), (value, places) => {
                expect(BigInt(decimal(value, places).replace('.', ''))).to.equal(value);
            }),
        );
    });

    it('rounds half away from zero', () => {
        expect([5n, 4n, -5n, -4n, 15n].map((value) => divideRounded(value, 10n))).to.deep.equal([1n, 0n, -1n, 0n, 2n]);
    });

    it('is never more than half a unit from the exact quotient', () => {
        fc.assert(
            fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 9n), (dividend, divisor) => {
                const off = divideRounded(dividend, divisor) * divisor - dividend;
                expect((off < 0n ? -off : off) * 2n <= divisor).to.equal(true);
            }),
        );
    });

    it('knows no average price of nothing', () => {
        expect(averagePrice(0, 0)).to.equal(undefined);
        expect(averagePrice(3 * 5075, 3)).to.equal(5075n);
    });
});
