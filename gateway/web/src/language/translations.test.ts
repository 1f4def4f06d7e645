import { expect } from 'chai';
import { faults } from '../../i18n/translations.ts';

describe('translations of the pages', () => {
    it('has every text in both languages, with the same parameters, and none that no page uses', () => {
        expect(faults()).to.deep.equal([]);
    });
});
