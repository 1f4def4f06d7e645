import { CLEAN_SOURCES, formatSlot, intentPayload, parseIntent, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { cleanTerms, NO_PREFERENCES, type Preferences, preferencesOf } from './preferences.ts';

const premium = fc.constantFrom(0, 100, 300);
const preferences: fc.Arbitrary<Preferences> = fc
    .record({
        cleanOnly: fc.boolean(),
        ownZone: fc.boolean(),
        share: fc.integer({ min: 1, max: 100 }),
        names: fc.uniqueArray(fc.constantFrom(...CLEAN_SOURCES), { minLength: 1 }),
        premiums: fc.array(premium, { minLength: 4, maxLength: 4 }),
        plants: fc.dictionary(fc.constantFrom('pv1', 'pv2', 'mill'), fc.constantFrom(100, 300)),
    })
    .map(({ names, premiums, plants, ...rest }) => ({
        ...rest,
        sources: Object.fromEntries(names.map((name, index) => [name, premiums[index] ?? 0])),
        plants: { ...plants },
        onlyPlants: false,
    }));

describe('the preferences of the choice page', () => {
    it('say nothing but clean where nothing is set', () => {
        expect(cleanTerms(NO_PREFERENCES, undefined)).to.deep.equal({ energy: 'clean' });
        expect(cleanTerms({ ...NO_PREFERENCES, onlyPlants: true }, 6000)).to.deep.equal({
            energy: 'clean',
            maxPrice: 6000,
        });
    });

    it('become terms that the contract takes, and come back from them', () => {
        fc.assert(
            fc.property(preferences, (set) => {
                const terms = cleanTerms(set, undefined);
                const from = slot(1_969_216);
                const intent = {
                    v: 1,
                    kind: 'choice',
                    channel: 'c',
                    participant: 'p',
                    point: 'h',
                    from,
                    sequence: 1,
                    terms,
                } as const;
                expect(parseIntent(JSON.parse(intentPayload(intent))).terms).to.deep.equal(terms);
                expect(formatSlot(from)).to.match(/Z$/);
                expect(preferencesOf(terms)).to.deep.equal(set);
            }),
        );
    });

    it('name plants with premiums, and only those if wanted', () => {
        const set = { ...NO_PREFERENCES, plants: { 'school-roof': 300, mill: 0 }, onlyPlants: true };
        expect(cleanTerms(set, undefined)).to.deep.equal({
            energy: 'clean',
            accepts: { plants: ['school-roof', 'mill'] },
            premiums: [{ accepts: { plants: ['school-roof'] }, add: 300 }],
        });
    });
});
