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
        onlyOwners: fc.boolean(),
        names: fc.uniqueArray(fc.constantFrom(...CLEAN_SOURCES), { minLength: 1 }),
        premiums: fc.array(premium, { minLength: 4, maxLength: 4 }),
        plants: fc.dictionary(fc.constantFrom('pv1', 'pv2', 'mill'), fc.constantFrom(100, 300)),
        owners: fc.dictionary(fc.constantFrom('p-1', 'p-2', 'p-3'), fc.constantFrom(100, 300)),
        zones: fc.uniqueArray(fc.constantFrom('garden', 'hill')),
    })
    .map(({ names, premiums, plants, owners, onlyOwners, zones, ...rest }) => ({
        ...rest,
        sources: Object.fromEntries(names.map((name, index) => [name, premiums[index] ?? 0])),
        plants: { ...plants },
        onlyPlants: false,
        owners: { ...owners },
        onlyOwners: onlyOwners && Object.keys(owners).length > 0,
        zones: rest.ownZone ? [] : zones,
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

    it('name neighbours and zones, but no zones beside the own one', () => {
        const set = { ...NO_PREFERENCES, owners: { 'p-1': 0, 'p-2': 100 }, onlyOwners: true, zones: ['hill'] };
        expect(cleanTerms(set, undefined)).to.deep.equal({
            energy: 'clean',
            accepts: { owners: ['p-1', 'p-2'], zones: ['hill'] },
            premiums: [{ accepts: { owners: ['p-2'] }, add: 100 }],
        });
        expect(cleanTerms({ ...NO_PREFERENCES, ownZone: true, zones: ['hill'] }, undefined)).to.deep.equal({
            energy: 'clean',
            ownZone: true,
        });
    });
});
