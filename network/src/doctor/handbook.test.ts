import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { CATALOGUE, type CatalogueEntry } from './catalogue.js';
import { handbook } from './handbook.js';

const PAGE = new URL('../../../docs/operations/doctor.md', import.meta.url);

describe("the operator's handbook", () => {
    it('tells every code of the doctor, as the doctor does', async () => {
        const page = await readFile(PAGE, 'utf8');
        const tables = page.slice(page.indexOf('### programs'));
        expect(tables, 'see handbook() for what the page should say').to.equal(handbook());
    });

    it('has a meaning, a command and an advice for each', () => {
        for (const [code, { meaning, remedy, advice }] of Object.entries<CatalogueEntry>(CATALOGUE)) {
            expect(code).to.match(/^[A-Z]+(_[A-Z]+)*$/);
            for (const text of [meaning, remedy, advice]) {
                expect(text.trim(), code).to.equal(text).and.to.not.equal('');
            }
        }
    });
});
