import { expect } from 'chai';
import { parseRules } from './rules.js';

const PLAIN = {
    priceRule: 'shared',
    utcOffsetMinutes: 480,
    finalAfterSlots: 288,
    clock: 'simulated',
    firstSlot: 1_000_000,
};

describe('rules', () => {
    it('leave every section off that they do not name, and ask a day of notice', () => {
        expect(parseRules(PLAIN)).to.deep.equal({
            ...PLAIN,
            notice: 96,
            provisional: null,
            substitution: null,
            forward: null,
            matcher: null,
            carbon: null,
            pool: null,
        });
    });

    it('price trades as metered by each of the four rules and by no other', () => {
        for (const priceRule of ['shared', 'midpoint', 'buyer', 'seller']) {
            expect(parseRules({ ...PLAIN, priceRule }).priceRule).to.equal(priceRule);
        }
        expect(() => parseRules({ ...PLAIN, priceRule: 'pay-as-bid' })).to.throw('rules.priceRule');
    });

    it('read as they were written', () => {
        const factor = (perKwh: number) => ({ perKwh, year: 2023, source: 'MEE' });
        const sections = {
            notice: 4,
            matcher: { mostTrades: 10 },
            carbon: { location: factor(4042), residual: factor(6096) },
            pool: { floorWh: 30_000, floorPrice: 2_000, keepBasisPoints: 1_000, publishFrom: 7, openWithinSlots: 96 },
            provisional: { deadlineSlots: 8 },
            forward: {
                priceRule: 'buyer',
                horizonSlots: 96,
                contractOrder: 'pro rata',
                toleranceBasisPoints: 500,
                openingSlots: 1,
                ordersPerPoint: 4,
                unopened: 'void',
            },
            substitution: { days: 3, standard: Array.from({ length: 24 }, (_, hour) => hour) },
        };
        const rules = parseRules({ ...PLAIN, ...sections });
        expect(rules).to.deep.equal({ ...PLAIN, ...sections });
        expect(parseRules(JSON.parse(JSON.stringify(rules)))).to.deep.equal(rules);
        expect(parseRules({ ...PLAIN, ...sections, provisional: null, substitution: null })).to.deep.include({
            substitution: null,
        });
        expect(parseRules({ ...PLAIN, substitution: { days: 3, standard: null } }).substitution?.standard).to.equal(
            null,
        );
    });

    it('are refused with the place that is wrong', () => {
        const wrong: [object, string][] = [
            [{ notice: 0 }, 'rules.notice'],
            [{ provisional: { deadlineSlots: -1 } }, 'rules.provisional.deadlineSlots'],
            [{ provisional: { deadlineSlots: 288 } }, 'rules.provisional'],
            [{ substitution: { days: 15 } }, 'rules.substitution.days'],
            [{ substitution: { days: 1, standard: [1, 2] } }, 'rules.substitution.standard'],
            [{ substitution: { days: 1, standard: Array(24).fill(0.5) } }, 'rules.substitution.standard[0]'],
            [{ substitution: { days: 1, mean: true } }, 'rules.substitution.mean'],
            [{ pool: { floorWh: -1 } }, 'rules.pool.floorWh'],
            [{ pool: { keepBasisPoints: 10_001 } }, 'rules.pool.keepBasisPoints'],
            [{ pool: { publishFrom: 4 } }, 'rules.pool.publishFrom'],
            [{ pool: { reason: 'ill' } }, 'rules.pool.reason'],
            [{ matcher: { mostTrades: 0 } }, 'rules.matcher.mostTrades'],
            [{ carbon: { location: {}, residual: {} } }, 'rules.carbon.location.perKwh'],
            [{ surprise: 1 }, 'rules.surprise'],
        ];
        for (const [changes, where] of wrong) {
            expect(() => parseRules({ ...PLAIN, ...changes }), where).to.throw(where);
        }
    });

    it('have a forward market with the usual terms where they only say that there is one', () => {
        expect(parseRules({ ...PLAIN, forward: {} }).forward).to.deep.equal({
            priceRule: 'midpoint',
            horizonSlots: 288,
            contractOrder: 'fifo',
            toleranceBasisPoints: 1000,
            openingSlots: 0,
            ordersPerPoint: 32,
            unopened: 'undelivered',
        });
        for (const [forward, where] of [
            [{ priceRule: 'pay-as-bid' }, 'rules.forward.priceRule'],
            [{ horizonSlots: 0 }, 'rules.forward.horizonSlots'],
            [{ contractOrder: 'luck' }, 'rules.forward.contractOrder'],
            [{ toleranceBasisPoints: 10_001 }, 'rules.forward.toleranceBasisPoints'],
            [{ ordersPerPoint: 1_001 }, 'rules.forward.ordersPerPoint'],
            [{ unopened: 'forgotten' }, 'rules.forward.unopened'],
            [{ more: 1 }, 'rules.forward.more'],
        ] as const) {
            expect(() => parseRules({ ...PLAIN, forward })).to.throw(where);
        }
    });
});
