import { slotPlus } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { faultsOf } from './audit.js';
import { LANGUAGES, type Language, SCREENS, type Screen, type Visitor } from './chromium.js';
import { Setting } from './setting.js';
import { Stage } from './stage.js';

/** 12:00 on the first day. */
const NOON = 48;

describe('the choice page in a browser', function () {
    this.timeout(400_000);
    let setting: Setting | undefined;
    let stage: Stage;

    before(async function () {
        setting = await Setting.open(this);
        stage = await Stage.open();
        await stage.liveThrough(slotPlus(stage.day.from, NOON - 1));
    });
    after(async () => {
        await setting?.close();
        await stage?.close();
    });

    const enter = async (language: Language, screen: Screen, key: string): Promise<Visitor> => {
        const visitor = await opened().arrive(stage.running.address('community'), language, screen);
        await visitor.enter(stage.actor(key).participant);
        await visitor.page.click('nav.tabs a[href="/choice"]');
        await visitor.settled();
        return visitor;
    };
    const opened = (): Setting => setting ?? expect.fail('no browser');
    const faults = async (visitor: Visitor, name: string) => await faultsOf(visitor, opened().pictures, name);

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
        await page.locator('fieldset').nth(3).locator('label.check').first().click();
        await page.waitForSelector('.preview[aria-busy="true"]');
        await page.waitForSelector('.preview[aria-busy="false"]');
        await page.click('main form:has(.cards) button[type="submit"].primary');
        await page.waitForSelector('text=It is on the ledger');
        await page.click('a[href="/choice/history"]');
        await visitor.settled();
        const history = await visitor.says();
        expect(history).to.include('Clean only; the grid supplies the rest.').and.to.include('With preferences.');
        expect(history).to.match(/you, key \w+/);
        expect(await faults(visitor, 'history')).to.deep.equal([]);
        await visitor.leave();
    });

    it('lets a household with a plant give to the pool: it sees the yuan first, signs by keyboard, and withdraws', async () => {
        const visitor = await enter('en', 'desktop', 'hh_03');
        const { page } = visitor;
        await page.click('footer a[href="/pool"]');
        await visitor.settled();
        expect(await visitor.says())
            .to.include('You give nothing now.')
            .and.to.include('Nothing is published yet');
        await page.focus('input[value="share"]');
        await page.keyboard.press('ArrowDown');
        expect(await page.isChecked('input[value="fixed"]')).to.equal(true);
        await page.keyboard.press('ArrowUp');
        await page.fill('input[type="number"]', '50');
        await page.waitForSelector('.preview-sentence:has-text("¥")');
        await page.focus('main form button[type="submit"]');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=It is on the ledger');
        expect(await visitor.says()).to.match(/you give 50 ?% of what your surplus earns/);
        await page.click('main form button:has-text("Withdraw")');
        await page.waitForSelector('main form button:has-text("Withdraw")', { state: 'detached' });
        await visitor.leave();
    });

    it('lets the office admit a household to the community tariff, and end it again', async () => {
        for (const language of LANGUAGES) {
            for (const screen of Object.keys(SCREENS) as Screen[]) {
                const visitor = await opened().arrive(stage.running.address('community'), language, screen);
                const { page } = visitor;
                await page.click('main button:not(.person)');
                await page.click('nav.tabs a[href="/recipients"]');
                await visitor.settled();
                const { participant } = stage.actor('hh_20');
                await page.selectOption('main select', participant);
                await page.click('main form button[type="submit"]');
                await page.waitForSelector(`main ul.plain:has-text("${participant}")`);
                expect(await faults(visitor, 'recipients')).to.deep.equal([]);
                await page.click(`main ul.plain li:has-text("${participant}") button`);
                await page.waitForSelector('main ul.plain', { state: 'detached' });
                await visitor.leave();
            }
        }
    });

    for (const language of LANGUAGES) {
        for (const screen of Object.keys(SCREENS) as Screen[]) {
            it(`reads well opened up, in ${language}, on a ${screen}`, async () => {
                const visitor = await enter(language, screen, 'hh_03');
                await visitor.page.click('.card:has(input[value="clean"])');
                await visitor.page.click('details.more summary');
                await visitor.page.locator('fieldset').nth(3).locator('label.check').first().click();
                await visitor.page.waitForSelector('.preview[aria-busy="false"]');
                expect(await faults(visitor, 'wishes')).to.deep.equal([]);
                await visitor.page.click('nav.tabs a[href="/money"]');
                await visitor.settled();
                await visitor.page.click('a[href="/figures"]');
                await visitor.settled();
                expect(await visitor.says())
                    .to.match(/HHI/)
                    .and.to.match(/2023/);
                expect(await faults(visitor, 'figures')).to.deep.equal([]);
                await visitor.page.click('footer a[href="/pool"]');
                await visitor.settled();
                await visitor.page.waitForSelector('.preview-sentence');
                expect(await faults(visitor, 'pool')).to.deep.equal([]);
                await visitor.leave();
            });
        }
    }
});
