import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slotPlus } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { faultsOf } from './audit.js';
import { LANGUAGES, openBrowser, SCREENS, type Screen, Visitor } from './chromium.js';
import { Stage } from './stage.js';

/** 12:00 on the first day. */
const NOON = 48;

describe('the choice page in a browser', function () {
    this.timeout(400_000);
    let browser: Browser | undefined;
    let stage: Stage;
    let pictures: string;

    before(async function () {
        browser = await openBrowser();
        if (browser === undefined) {
            this.skip();
        }
        pictures = process.env['LINGUANG_PICTURES'] ?? mkdtempSync(join(tmpdir(), 'linguang-pictures-'));
        console.log(`      pictures of the pages: ${pictures}`);
        stage = await Stage.open();
        await stage.liveThrough(slotPlus(stage.day.from, NOON - 1));
    });
    after(async () => {
        await browser?.close();
        await stage?.close();
    });

    const enter = async (language: (typeof LANGUAGES)[number], screen: Screen, key: string): Promise<Visitor> => {
        if (browser === undefined) {
            throw new Error('no browser');
        }
        const visitor = await Visitor.arrive(browser, stage.running.address('community'), language, screen);
        await visitor.page.click(`.person:has-text("${stage.actor(key).participant}")`);
        await visitor.page.waitForSelector('nav.tabs');
        await visitor.page.click('nav.tabs a[href="/choice"]');
        await visitor.settled();
        return visitor;
    };

    it('tells what the choice would have cost before it is signed, and signs wishes for source and neighbour', async () => {
        const visitor = await enter('en', 'desktop', 'hh_20');
        const { page } = visitor;
        expect(await visitor.says())
            .to.match(/It would have cost ¥\d/)
            .and.to.include('As it was');
        await page.click('.card:has(input[value="clean"])');
        await page.waitForSelector('.preview[aria-busy="false"]');
        await page.click('details.more summary');
        await page.click('label.check:has-text("Clean only")');
        await page.click('fieldset label.check:has-text("hydro")');
        await page.locator('fieldset').nth(2).locator('label.check').first().click();
        await page.waitForSelector('.preview[aria-busy="true"]');
        await page.waitForSelector('.preview[aria-busy="false"]');
        await page.click('main form:has(.cards) button[type="submit"].primary');
        await page.waitForSelector('text=It is on the ledger');
        await page.click('a[href="/choice/history"]');
        await visitor.settled();
        const history = await visitor.says();
        expect(history).to.include('Clean only; the grid supplies the rest.').and.to.include('With preferences.');
        expect(history).to.match(/you, key \w+/);
        expect(await faultsOf(visitor, pictures, 'history')).to.deep.equal([]);
        await visitor.leave();
    });

    for (const language of LANGUAGES) {
        for (const screen of Object.keys(SCREENS) as Screen[]) {
            it(`reads well opened up, in ${language}, on a ${screen}`, async () => {
                const visitor = await enter(language, screen, 'hh_03');
                await visitor.page.click('.card:has(input[value="clean"])');
                await visitor.page.click('details.more summary');
                await visitor.page.locator('fieldset').nth(2).locator('label.check').first().click();
                await visitor.page.waitForSelector('.preview[aria-busy="false"]');
                expect(await faultsOf(visitor, pictures, 'wishes')).to.deep.equal([]);
                await visitor.page.click('nav.tabs a[href="/money"]');
                await visitor.settled();
                await visitor.page.click('a[href="/figures"]');
                await visitor.settled();
                expect(await visitor.says())
                    .to.match(/HHI/)
                    .and.to.match(/2023/);
                expect(await faultsOf(visitor, pictures, 'figures')).to.deep.equal([]);
                await visitor.leave();
            });
        }
    }
});
