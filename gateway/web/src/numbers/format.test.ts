import { expect } from 'chai';
import fc from 'fast-check';
import * as format from './format.ts';

const plain = (text: string) => text.replace(/[ \u00a0\u202f]/g, ' ');

describe('numbers on the pages', () => {
    it('writes energy to the watt-hour, with the unit of the language', () => {
        expect(format.energy(1_234_567, 'en')).to.equal('1,234.567 kWh');
        expect(format.energy(350, 'zh-CN')).to.equal('0.350 千瓦时');
    });

    it('writes prices with four decimals and bills with two', () => {
        expect(format.price(6800, 'zh-CN')).to.equal('0.6800 元/千瓦时');
        expect(format.price(6800, 'en')).to.equal('¥0.6800/kWh');
        expect(format.fen(1_235n, 'zh-CN')).to.equal('12.35 元');
        expect(format.fen(-1_234n, 'en')).to.equal('−¥12.34');
    });

    it('writes exact money with as many decimals as it has, two at least', () => {
        expect(format.exactMoney(522_500, 'en')).to.equal('¥0.05225');
        expect(format.exactMoney(10_000_000, 'zh-CN')).to.equal('1.00 元');
        expect(format.exactMoney('-1', 'zh-CN')).to.equal('−0.0000001 元');
    });

    it('keeps every digit of money beyond 2^53', () => {
        expect(format.fen(9_007_199_254_740_993_07n, 'en')).to.equal('¥9,007,199,254,740,993.07');
    });

    it('shows the digits of the integer, whatever the language', () => {
        fc.assert(
            fc.property(fc.nat(), fc.constantFrom('en' as const, 'zh-CN' as const), (wh, language) => {
                const digits = format.kilowattHours(wh, language).replace(/[.,]/g, '');
                expect(Number(digits)).to.equal(wh);
            }),
        );
    });

    it('says 100 % only when it is everything', () => {
        expect(format.share(999, 1000, 'en')).to.equal('99%');
        expect(format.share(1000, 1000, 'zh-CN')).to.equal('100%');
        expect(format.share(0, 0, 'en')).to.equal('0%');
    });

    it("names a quarter-hour by its own interval in the community's time", () => {
        const slot = Date.parse('2026-03-01T10:15Z') / 900_000;
        expect(format.interval(slot, 480)).to.equal('18:15–18:30');
        expect(format.localDay(slot + 23, 480)).to.equal('2026-03-02');
        expect(format.moment(slot, 480, 'en')).to.equal('1 Mar, 18:15');
        expect(format.moment(slot, 480, 'zh-CN')).to.equal('3月1日 18:15');
        expect(plain(format.instant('2026-11-22T08:15:00Z', 480, 'zh-CN'))).to.equal('2026年11月22日 16:15');
    });
});
