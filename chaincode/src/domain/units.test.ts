import { expect } from 'chai';
import fc from 'fast-check';
import { cost, money, moneyFromJson, moneyToJson, price, sumMoney, sumWh, watt, wh } from './units.js';

describe('units', () => {
    it('refuses fractions, negative and unsafe numbers in every unit', () => {
        for (const unit of [wh, watt, price]) {
            for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0]) {
                expect(() => unit(value)).to.throw(/^NUMBER_INVALID: /);
            }
            expect(unit(2 ** 53 - 1)).to.equal(2 ** 53 - 1);
        }
    });

    it('multiplies energy and price exactly, also beyond 2^53', () => {
        expect(cost(wh(9_007_199_254_740_991), price(6801))).to.equal(61_257_962_131_493_479_791n);
    });

    it('writes money as an integer up to 2^53 − 1 and as a decimal string beyond, and reads it back', () => {
        expect(moneyToJson(money(9_007_199_254_740_991n))).to.equal(9_007_199_254_740_991);
        expect(moneyToJson(money(-9_007_199_254_740_992n))).to.equal('-9007199254740992');
        fc.assert(
            fc.property(fc.bigInt(), (amount) => {
                expect(moneyFromJson(JSON.parse(JSON.stringify(moneyToJson(money(amount)))))).to.equal(amount);
            }),
        );
    });

    it('gives every amount of money one form only', () => {
        for (const text of [
            '12',
            '-0',
            '0',
            '+9007199254740993',
            '09007199254740993',
            '1e20',
            '',
            '9007199254740993.0',
        ]) {
            expect(() => moneyFromJson(text), text).to.throw(/^NUMBER_INVALID: /);
        }
        expect(() => moneyFromJson(1.5)).to.throw(/^NUMBER_INVALID: /);
    });

    it('sums', () => {
        expect(sumWh([wh(1), wh(2), wh(3)])).to.equal(6);
        expect(sumMoney([money(-5n), money(2n ** 70n)])).to.equal(2n ** 70n - 5n);
    });
});
