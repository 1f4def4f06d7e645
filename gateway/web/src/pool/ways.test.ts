import { expect } from 'chai';
import { termsOf, typedOf } from './ways.ts';

describe('what a donor types', () => {
    it('becomes terms in Wh, hundredths of a percent and 10⁻⁴ CNY/kWh', () => {
        expect(termsOf('share', '12.5')).to.deep.equal({ way: 'share', share: 1250 });
        expect(termsOf('fixed', '20')).to.deep.equal({ way: 'fixed', wh: 20_000 });
        expect(termsOf('above', '0')).to.deep.equal({ way: 'above', wh: 0 });
        expect(termsOf('roundUp', '0.5')).to.deep.equal({ way: 'roundUp', add: 50 });
    });

    it('is no gift where it is empty, no number or out of bounds', () => {
        for (const typed of ['', ' ', 'much', '-1', '0', '101', 'NaN', 'Infinity']) {
            expect(termsOf('share', typed), typed).to.equal(undefined);
        }
        expect(termsOf('fixed', '0')).to.equal(undefined);
        expect(termsOf('roundUp', '0')).to.equal(undefined);
    });

    it('comes back from the terms that stand on the ledger', () => {
        for (const [way, typed] of [
            ['share', '12.5'],
            ['fixed', '20'],
            ['above', '0'],
            ['roundUp', '0.5'],
        ] as const) {
            const terms = termsOf(way, typed);
            expect(terms && typedOf(terms)).to.equal(typed);
        }
        expect(typedOf({ way: 'none' })).to.equal(undefined);
    });
});
