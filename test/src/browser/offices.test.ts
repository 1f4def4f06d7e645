import { slotPlus } from '@linguang/chaincode/domain';
import type { OrganisationName } from '@linguang/cli';
import { expect } from 'chai';
import { faultsOf } from './audit.js';
import { LANGUAGES, type Language, type Screen, type Visitor } from './chromium.js';
import { Hamlet } from './hamlet.js';
import { Setting } from './setting.js';

const usual = { anna: 400, ben: 900, chris: 300 };

describe('tariffs, corrections, objections and neighbours in a browser', function () {
    this.timeout(400_000);
    let setting: Setting | undefined;
    let hamlet: Hamlet;

    before(async function () {
        setting = await Setting.open(this);
        hamlet = await Hamlet.open();
        // Chris's meter is silent in the second quarter-hour of the month's last hour.
        const march = [usual, { ...usual, chris: undefined }, usual, usual];
        await hamlet.live(hamlet.first, [...march, ...Array<typeof usual>(6).fill(usual)]);
        await hamlet.billed();
    });
    after(async () => {
        await setting?.close();
        await hamlet?.close();
    });

    const opened = (): Setting => setting ?? expect.fail('no browser');
    const arrive = async (organisation: OrganisationName, language: Language, screen: Screen) =>
        await opened().arrive(hamlet.running.address(organisation), language, screen);
    const desk = async (language: Language = 'en', screen: Screen = 'desktop'): Promise<Visitor> => {
        const visitor = await arrive('grid', language, screen);
        await visitor.enterDesk();
        return visitor;
    };
    const resident = async (name: string, language: Language = 'en', screen: Screen = 'phone'): Promise<Visitor> => {
        const visitor = await arrive('community', language, screen);
        await visitor.enter(`p-${name}`);
        return visitor;
    };
    const checked = async (visitor: Visitor, name: string) => await faultsOf(visitor, opened().pictures, name);

    it('let a resident object to a bill line, the office follow it, and the grid company decide and answer', async () => {
        const anna = await resident('anna');
        await anna.go('/bills/2026-03');
        await anna.page.locator('.bill-lines summary').first().click();
        await anna.page.click('summary:has-text("Object to this line")');
        await anna.page.fill('textarea', 'I was away that evening.');
        await anna.page.click('button:has-text("Sign and send")');
        await anna.page.waitForSelector('text=not decided yet');
        await anna.leave();

        const office = await arrive('community', 'en', 'desktop');
        await office.enterOffice();
        await office.go('/objections');
        await office.page.click('.bill-lines summary');
        await office.page.waitForSelector('text=I was away that evening.');
        expect(await office.says())
            .to.include('waits')
            .and.to.include('signed by the participant');
        await office.page.click('summary:has-text("in a participant")');
        await office.page.selectOption('select >> nth=0', 'p-chris');
        await office.page.waitForSelector('option[value="2026-03"]', { state: 'attached' });
        await office.page.selectOption('select >> nth=1', '2026-03');
        await office.page.waitForSelector('select >> nth=2 >> option[value="1"]', { state: 'attached' });
        await office.page.selectOption('select >> nth=2', '1');
        await office.page.fill('form textarea', 'He cannot write himself.');
        await office.page.click('button:has-text("Send the objection")');
        await office.page.waitForSelector('text=Recorded; the amount is frozen');
        expect(await checked(office, 'objections-office')).to.deep.equal([]);

        const grid = await desk();
        await grid.go('/billing');
        await grid.page.click('.bill-lines summary:has-text("p-anna")');
        await grid.page.fill('textarea', 'Granted: the meter was read twice.');
        await grid.page.click('button:has-text("all:")');
        expect(await checked(grid, 'objections-grid')).to.deep.equal([]);
        await grid.page.click('form button.primary');
        await grid.page.waitForSelector('.bill-lines:not(:has-text("p-anna"))');
        await grid.leave();

        await office.go('/objections');
        await office.page.click('button:has-text("Decided")');
        await office.page.click('.bill-lines summary:has-text("p-anna")');
        await office.page.waitForSelector('text=Granted: the meter was read twice.');
        expect(await office.says()).to.include('upheld');
        await office.leave();
    });

    it('let the grid company enter a tariff by the hour, show what slots will cost, and keep every version', async () => {
        const grid = await desk();
        const { page } = grid;
        await grid.go('/tariffs');
        await page.click('button:has-text("Enter a new tariff")');
        await page.click('button:has-text("Set this tariff")');
        await page.waitForSelector('text=Registered in block');
        await page.click('button:has-text("Add a period")');
        await page.getByLabel('Price (yuan/kWh)', { exact: true }).fill('1.2x');
        await page.getByLabel('Feed-in price (yuan/kWh)').fill('0.9');
        await page.click('button:has-text("Set this tariff")');
        const faults = await page.locator('.field-error').allInnerTexts();
        expect(faults.join(' ')).to.include('at most four decimals').and.to.include('cheapest retail price');
        expect(await page.evaluate("document.activeElement.getAttribute('aria-invalid')")).to.equal('true');
        expect(await checked(grid, 'tariff-faults')).to.deep.equal([]);
        await page.getByLabel('Price (yuan/kWh)', { exact: true }).fill('1.2');
        await page.getByLabel('Feed-in price (yuan/kWh)').fill('0.45');
        await page.click('summary:has-text("voltage levels")');
        await page.getByLabel('Network tariff at 0.4 kV').fill('0.2');
        await page.getByLabel('Network tariff at 10 kV').fill('0.15');
        await page.getByLabel('above all zones').fill('0.1');
        await page.click('button:has-text("Fill the matrix")');
        await page.waitForSelector('text=The matrix is filled in');
        await page.waitForSelector('.day-steps');
        expect(await grid.says()).to.match(/10:00–12:00\s+peak\s+¥1\.2000/);
        // From garden (0.4 kV) to hill (10 kV): 0.15 − 0.10; the gain of 1.20 − 0.45 − 0.05 is halved.
        await page.selectOption('.effect select', 'garden hill');
        expect(await page.locator('.effect tr', { hasText: '10:00–12:00' }).textContent()).to.match(/0\.8500.*0\.8000/);
        expect(await checked(grid, 'tariff')).to.deep.equal([]);
        await page.click('button:has-text("Set this tariff")');
        await page.waitForSelector('text=Registered in block');
        await page.waitForSelector('text=replaced before it began');
        await page.locator('summary:has-text("to come")').click();
        await page.waitForSelector('td:has-text("10:00–12:00")');
        await grid.leave();
    });

    it('let the grid company correct a final slot with the keyboard, after seeing what that changes', async () => {
        const grid = await desk();
        const { page } = grid;
        await grid.go('/corrections');
        await grid.tabTo('home-chris');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=Stands at unknown drawn');
        await grid.tabTo('Drawn in the quarter-hour');
        await page.keyboard.type('0.2');
        await grid.tabTo('File');
        await page.keyboard.type('F-2026-7');
        await grid.tabTo('Show what it would change');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=the corrected meter');
        expect(await grid.says())
            .to.include('0.200 kWh')
            .and.to.include('Taken in by the bills for April 2026');
        expect(await checked(grid, 'correction')).to.deep.equal([]);
        await grid.tabTo('Enter this correction');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=home-chris, 31 Mar, 23:15: corrected');
        await page.waitForSelector('text=file F-2026-7');
        await page.waitForSelector('text=Every final quarter-hour has a usable reading');
        await grid.leave();
    });

    it('show the resident what stands after the correction, marked, everywhere alike, with a proof', async () => {
        const chris = await resident('chris');
        const { page } = chris;
        await chris.go('/corrections');
        await page.waitForSelector('text=your meter was corrected');
        await page.click('button:has-text("Check against the ledger")');
        await page.waitForSelector('text=It matches');
        expect(await chris.says())
            .to.include('bill for April 2026')
            .and.to.include('file F-2026-7');
        expect(await checked(chris, 'corrections-mine')).to.deep.equal([]);
        await chris.go('/money');
        await page.click('button:has-text("Yesterday")');
        await page.waitForSelector('text=were corrected after they were final');
        await page.click('summary:has-text("quarter-hour")');
        await page.waitForSelector('tr:has-text("23:15") .mark-corrected');
        expect(await page.locator('tr', { hasText: '23:15–23:30' }).textContent()).to.include('0.200');
        await chris.go(`/line/${slotPlus(hamlet.first, 1)}`);
        await page.waitForSelector('text=What stands now');
        expect(await checked(chris, 'corrected-line')).to.deep.equal([]);
        await chris.go('/bills/2026-03');
        expect(await chris.says()).to.match(/\d+ quarter-hours of this month were corrected/);
        await chris.go('/bills/2026-04');
        expect(await chris.says()).to.include('Correction, bill for March 2026');
        await chris.leave();
    });

    it('let neighbours find one another by a name they share, or an id they tell, and by nothing else', async () => {
        const ben = await resident('ben');
        await ben.go('/choice');
        await ben.page.click('summary:has-text("How neighbours find me")');
        await ben.page.fill('form:has-text("Name for the other members") input', 'Sunny roof');
        await ben.page.click('button:has-text("Share this name")');
        await ben.page.waitForSelector('text=Shared with the members');
        await ben.page.click('summary:has-text("Reserve for certain buyers")');
        await ben.page.fill('details.more input:not([type])', 'p-anna');
        await ben.page.keyboard.press('Enter');
        await ben.page.waitForSelector('label.check:has-text("p-anna")');
        await ben.page.click('button:has-text("offer my surplus")');
        await ben.page.waitForSelector('text=It is on the ledger');
        expect(await checked(ben, 'offer')).to.deep.equal([]);
        await ben.leave();
        const anna = await resident('anna');
        await anna.go('/choice');
        await anna.page.click('details.more summary');
        await anna.page.click('fieldset label.check:has-text("Sunny roof") >> nth=0');
        await anna.page.click('label.check:has-text("Only from these neighbours")');
        await anna.page.click('label.check:has-text("garden (F1")');
        expect(await anna.says()).to.not.include('p-chris');
        await anna.page.click('main form:has(.cards) button[type="submit"].primary');
        await anna.page.waitForSelector('text=It is on the ledger');
        await anna.go('/choice/history');
        expect(await anna.says()).to.include('With preferences.');
        await anna.leave();
    });

    // On a desktop they were looked at on the way; here the narrow screen, in which words are hardest to fit.
    for (const language of LANGUAGES) {
        const screen = 'phone';
        it(`have no fault that axe-core knows and fit a phone, in ${language}`, async () => {
            const faults: string[] = [];
            const grid = await desk(language, screen);
            for (const path of ['/tariffs', '/corrections', '/billing']) {
                await grid.go(path);
                if (path === '/tariffs') {
                    await grid.page.click('main p > button.primary');
                    await grid.page.waitForSelector('.day-steps');
                }
                faults.push(...(await checked(grid, `desk-${path.slice(1)}`)));
            }
            await grid.leave();
            const office = await arrive('community', language, screen);
            await office.enterOffice();
            await office.go('/objections');
            await office.page.locator('main details:last-of-type > summary').last().click();
            faults.push(...(await checked(office, 'desk-objections')));
            await office.leave();
            const chris = await resident('chris', language, screen);
            for (const path of ['/corrections', '/choice', '/money', '/bills/2026-04']) {
                await chris.go(path);
                if (path === '/choice') {
                    await chris.page.click('details.more summary');
                }
                faults.push(...(await checked(chris, `home-${path.slice(1).replaceAll('/', '-')}`)));
            }
            await chris.leave();
            expect(faults).to.deep.equal([]);
        });
    }
});
