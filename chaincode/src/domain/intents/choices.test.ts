import { expect } from 'chai';
import { flatTariff, type Tariff } from '../registry/tariff/tariff.js';
import { SLOT } from '../testing/district.js';
import { price } from '../units.js';
import type { ChoiceTerms, OfferTerms, StandingIntent } from './intent.js';
import { choiceBounds, mustBeWithinTariff, namesPrice, offerBounds } from './limits.js';
import { intentPayload, parseIntent } from './parse.js';

const common = { v: 1, channel: 'linguang', participant: 'anna', point: 'p1', from: SLOT, sequence: 7 } as const;
const choice = (terms: ChoiceTerms): StandingIntent => ({ ...common, kind: 'choice', terms });
const offer = (terms: OfferTerms): StandingIntent => ({ ...common, kind: 'offer', terms });
const parsed = (kind: 'choice' | 'offer', terms: object) =>
    parseIntent({ ...common, from: '2026-03-01T10:15Z', kind, terms }).terms;
const items = (network: number) => ({ network: price(network), losses: price(0), levies: price(0) });

describe('the terms of choices and offers', () => {
    it('say clean only, own zone, a share, several premiums, and a gift to the pool', () => {
        const terms: ChoiceTerms = {
            energy: 'clean',
            cleanOnly: true,
            ownZone: true,
            share: 2500,
            accepts: { sources: ['solar', 'wind'] },
            premiums: [
                { accepts: { sources: ['wind'] }, add: 100 },
                { accepts: { plants: ['school-roof'] }, add: 300 },
            ],
        };
        expect(parseIntent(JSON.parse(intentPayload(choice(terms)))).terms).to.deep.equal(terms);
        expect(parsed('offer', { minPrice: 5000, poolShare: 10_000 })).to.deep.equal({
            minPrice: 5000,
            poolShare: 10_000,
        });
        expect(parsed('offer', { minPrice: 5000, communityShare: 2_500 })).to.deep.equal({
            minPrice: 5000,
            communityShare: 2_500,
        });
    });

    for (const [what, kind, terms] of [
        ['a share of nothing', 'choice', { energy: 'clean', share: 0 }],
        ['a share above the whole', 'choice', { energy: 'clean', share: 10_001 }],
        ['a switch that says false', 'choice', { energy: 'clean', cleanOnly: false }],
        ['a source nobody knows', 'choice', { energy: 'clean', accepts: { sources: ['coal'] } }],
        [
            'a premium for a source nobody knows',
            'choice',
            { energy: 'clean', premiums: [{ accepts: { sources: ['x'] }, add: 1 }] },
        ],
        [
            'clean only of a source that is not clean',
            'choice',
            { energy: 'clean', cleanOnly: true, accepts: { sources: ['other'] } },
        ],
        [
            'own zone and named zones at once',
            'choice',
            { energy: 'clean', ownZone: true, accepts: { zones: ['east'] } },
        ],
        ['traditional energy with a share', 'choice', { energy: 'traditional', share: 100 }],
        ['an offer of sources', 'offer', { minPrice: 1, accepts: { sources: ['solar'] } }],
        ['a gift above the whole', 'offer', { minPrice: 1, poolShare: 10_001 }],
        ['a reserved share of nothing', 'offer', { minPrice: 1, communityShare: 0 }],
    ] as const) {
        it(`refuse ${what}`, () => {
            expect(() => parsed(kind, terms)).to.throw(/^INTENT_INVALID: /);
        });
    }
});

describe('the bounds of prices', () => {
    const flat = flatTariff(price(6800), price(4530));
    const zoned: Tariff = flatTariff(price(6800), price(4530), [
        ['east', 'east', items(200)],
        ['east', 'west', items(900)],
    ]);
    const byTime: Tariff = {
        ...flat,
        retail: { base: price(6800), periods: [{ name: 'peak', from: '08:00', to: '12:00', price: price(11_000) }] },
    };

    it('let a ceiling reach from feed-in to retail plus the highest premium declared', () => {
        const premiums = [100, 300].map((add) => ({ accepts: {}, add }));
        expect(choiceBounds(flat, {})).to.deep.equal({ low: 4530, high: 6800 });
        expect(choiceBounds(flat, { premiums })).to.deep.equal({ low: 4530, high: 7100 });
        expect(choiceBounds(byTime, {})).to.deep.equal({ low: 4530, high: 11_000 });
        for (const maxPrice of [4530, 7100]) {
            mustBeWithinTariff(choice({ energy: 'clean', maxPrice: price(maxPrice), premiums }), flat, 'east');
        }
        for (const maxPrice of [4529, 7101]) {
            const outside = choice({ energy: 'clean', maxPrice: price(maxPrice), premiums });
            expect(() => mustBeWithinTariff(outside, flat, 'east')).to.throw(
                `CHOICE_PRICE_OUT_OF_BOUNDS: the price ceiling ${maxPrice} is outside 4530 to 7100`,
            );
        }
    });

    it('let a least price reach from feed-in to retail less the lowest fee to anybody served', () => {
        expect(offerBounds(flat, 'east', {})).to.deep.equal({ low: 4530, high: 6800 });
        expect(offerBounds(zoned, 'east', {})).to.deep.equal({ low: 4530, high: 6600 });
        expect(offerBounds(zoned, 'east', { accepts: { zones: ['west'] } })).to.deep.equal({ low: 4530, high: 5900 });
        expect(offerBounds(zoned, 'west', {})).to.deep.equal({ low: 4530, high: 6800 });
        mustBeWithinTariff(offer({ minPrice: price(6600) }), zoned, 'east');
        for (const minPrice of [4529, 6601]) {
            expect(() => mustBeWithinTariff(offer({ minPrice: price(minPrice) }), zoned, 'east')).to.throw(
                /^OFFER_PRICE_OUT_OF_BOUNDS: .* 4530 to 6600 /,
            );
        }
    });

    it('refuse a premium above the retail tariff itself, and ask no tariff of who names no price', () => {
        const slip = choice({ energy: 'clean', premiums: [{ accepts: {}, add: 6801 }] });
        expect(() => mustBeWithinTariff(slip, flat, 'east')).to.throw(/^PREMIUM_TOO_HIGH: /);
        expect([choice({ energy: 'clean' }), choice({ energy: 'traditional' }), slip].map(namesPrice)).to.deep.equal([
            false,
            false,
            true,
        ]);
        expect(namesPrice(offer({ minPrice: price(1) }))).to.equal(true);
    });
});
