import { slotPlus } from '@linguang/chaincode/domain';
import { describeLines } from '@linguang/network/testing/fabric';
import { expect } from 'chai';
import { faultsOf } from './audit.js';
import type { Language, Screen, Visitor } from './chromium.js';
import { Setting } from './setting.js';
import { Stage } from './stage.js';

/** Certificates are issued when all 96 quarter-hours of the day are final and the one after them is gated. */
const LAST = 96;

/** 14:00 on the first day: the sun shines on the neighbours’ roofs. */
const CHOICE = 56;

describeLines('the pages in a browser on real peers', function (line) {
    this.timeout(600_000);
    let setting: Setting | undefined;
    let stage: Stage;

    before(async function () {
        setting = await Setting.open(this);
        stage = await Stage.open({ engine: 'fabric', fabricVersion: line });
        await stage.liveThrough(slotPlus(stage.day.from, CHOICE - 1));
    });
    after(async () => {
        await setting?.close();
        await stage?.close();
    });

    const opened = (): Setting => setting ?? expect.fail('no browser');
    const arrive = async (organisation: 'community' | 'certifier', language: Language, screen: Screen) =>
        await opened().arrive(stage.running.address(organisation), language, screen);
    const faults = async (visitor: Visitor, name: string) => await faultsOf(visitor, opened().pictures, name);

    it('let a resident choose clean power and see it settled with a neighbour’s surplus', async () => {
        const visitor = await arrive('community', 'en', 'phone');
        await visitor.enter(stage.actor('hh_13').participant);
        await visitor.tap('nav.tabs a[href="/choice"]');
        await visitor.settled();
        await visitor.tap('.card:has(input[value="clean"])');
        await visitor.tap('main button[type="submit"].primary');
        await visitor.page.waitForSelector('text=It is on the ledger');
        await visitor.go('/now');
        expect(await visitor.says()).to.include('came from the grid');
        await stage.liveThrough(slotPlus(stage.day.from, CHOICE));
        await visitor.page.waitForSelector('text=came from clean plants in the community');
        expect(await faults(visitor, `fabric-${line}-now`)).to.deep.equal([]);
        await visitor.leave();
    });

    it('let the certifier issue the day’s certificates, and anybody verify hers by its number', async () => {
        await stage.liveThrough(slotPlus(stage.day.from, LAST));
        const officer = await arrive('certifier', 'en', 'desktop');
        await officer.enterDesk();
        await officer.page.waitForSelector("text=96 of the day's 96 quarter-hours are final");
        await officer.page.click('main button.primary');
        await officer.page.waitForSelector('main button.primary', { state: 'detached', timeout: 300_000 });
        await officer.page.waitForSelector('text=issued, 0 not issued.');
        const hers = officer.page.locator('tr', { hasText: stage.actor('hh_13').participant });
        const number = (await hers.locator('a[href^="/verify/"]').getAttribute('href'))?.replace('/verify/', '') ?? '';
        expect(number).to.match(/^LG-2026-/);
        await officer.leave();
        const anybody = await arrive('community', 'zh-CN', 'phone');
        await anybody.go('/verify');
        await anybody.page.fill('input[name="number"]', number);
        await anybody.page.keyboard.press('Enter');
        await anybody.page.waitForSelector('.verdict-good');
        expect(await anybody.page.textContent('.verdict-title')).to.equal('有效');
        expect(await anybody.says()).to.not.include(stage.actor('hh_13').participant);
        expect(await faults(anybody, `fabric-${line}-verified`)).to.deep.equal([]);
        await anybody.leave();
    });
});
