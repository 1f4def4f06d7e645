import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSlot, slotPlus } from '@linguang/chaincode/domain';
import { CERTIFIER, FIRST_DAY, type OrganisationName } from '@linguang/cli';
import { expect } from 'chai';
import { z } from 'zod';
import { faultsOf } from './audit.js';
import { LANGUAGES, type Language, SCREENS, type Screen, type Visitor } from './chromium.js';
import { Setting } from './setting.js';
import { Stage } from './stage.js';
import { changed, type Received, Stranger } from './stranger.js';

/** 14:00 on the first day: the sun shines on the neighbours' roofs. */
const AFTERNOON = 56;

describe('the pages in a browser', function () {
    this.timeout(600_000);
    let setting: Setting | undefined;
    let stage: Stage;
    /** Of hh_13's certificate. */
    let number = '';

    before(async function () {
        setting = await Setting.open(this);
        stage = await Stage.open();
        await stage.liveThrough(slotPlus(stage.day.from, AFTERNOON - 1));
    });
    after(async () => {
        await setting?.close();
        await stage?.close();
    });

    const opened = (): Setting => setting ?? expect.fail('no browser');
    const arrive = async (organisation: OrganisationName, language: Language, screen: Screen) =>
        await opened().arrive(stage.running.address(organisation), language, screen);
    /** Signs in as one of the district's residents. */
    const enter = async (visitor: Visitor, key: string) => await visitor.enter(stage.actor(key).participant);
    const checked = async (visitor: Visitor, name: string) => await faultsOf(visitor, opened().pictures, name);

    it('let a resident choose clean power in three taps, on a phone, in Chinese', async () => {
        const visitor = await arrive('community', 'zh-CN', 'phone');
        await enter(visitor, 'hh_13');
        visitor.countTaps();
        await visitor.tap('nav.tabs a[href="/choice"]');
        await visitor.settled();
        expect(await visitor.says()).to.include('您现在用的是传统电');
        await visitor.tap('.card:has(input[value="clean"])');
        await visitor.tap('main button[type="submit"].primary');
        await visitor.page.waitForSelector('text=已记入账本');
        expect(visitor.taps).to.be.at.most(3);
        expect(await visitor.says()).to.include('14:00');
        expect(await checked(visitor, 'chosen')).to.deep.equal([]);
        await visitor.leave();
    });

    it('let a resident choose clean power with the keyboard alone, in English', async () => {
        const visitor = await arrive('community', 'en', 'desktop');
        const { page } = visitor;
        await visitor.tabTo(stage.actor('hh_20').participant);
        await page.keyboard.press('Enter');
        await page.waitForSelector('nav.tabs');
        await visitor.tabTo('Choice');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.card');
        await visitor.tabTo('Traditional power');
        await page.keyboard.press('ArrowUp');
        await visitor.tabTo('Sign and choose clean power');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=It is on the ledger');
        expect(await checked(visitor, 'chosen')).to.deep.equal([]);
        await visitor.leave();
    });

    it('show her the next quarter-hour settled with a neighbour’s surplus, by itself', async () => {
        const visitor = await arrive('community', 'en', 'phone');
        await enter(visitor, 'hh_13');
        const before = await visitor.says();
        expect(before).to.include('13:45').and.to.include('came from the grid');
        await stage.liveThrough(slotPlus(stage.day.from, AFTERNOON));
        await visitor.page.waitForSelector('text=came from clean plants in the community');
        expect(await visitor.says()).to.include('14:00');
        await visitor.go(`/line/${slotPlus(stage.day.from, AFTERNOON)}`);
        expect(await visitor.says()).to.match(/\d/);
        expect(await checked(visitor, 'line')).to.deep.equal([]);
        await visitor.leave();
    });

    it('let the certifier issue the day’s certificates, and anybody verify hers by its number', async () => {
        // A day is certified once the slot after it is gated.
        await stage.liveThrough(stage.day.to);
        const officer = await arrive('certifier', 'en', 'desktop');
        await officer.enterDesk();
        await officer.page.waitForSelector("text=96 of the day's 96 quarter-hours are final");
        await officer.page.click('main button.primary');
        const hers = officer.page.locator('tr', { hasText: stage.actor('hh_13').participant });
        await officer.page.waitForSelector('main button.primary', { state: 'detached', timeout: 300_000 });
        await officer.page.waitForSelector('text=issued, 0 not issued.');
        number = (await hers.locator('a[href^="/verify/"]').getAttribute('href'))?.replace('/verify/', '') ?? '';
        expect(number).to.match(/^LG-2026-/);
        expect(await checked(officer, 'issue')).to.deep.equal([]);
        await officer.leave();

        for (const [language, screen, valid] of [
            ['zh-CN', 'phone', '有效'],
            ['en', 'desktop', 'Valid'],
        ] as const) {
            const anybody = await arrive('community', language, screen);
            await anybody.go('/verify');
            await anybody.page.fill('input[name="number"]', number.toLowerCase());
            await anybody.page.keyboard.press('Enter');
            await anybody.page.waitForSelector('.verdict-good');
            expect(await anybody.page.textContent('.verdict-title')).to.equal(valid);
            expect(await anybody.says()).to.include(number);
            expect(await anybody.says()).to.not.include(stage.actor('hh_13').participant);
            expect(await checked(anybody, 'verified')).to.deep.equal([]);
            await anybody.go('/verify/LG-2026-0000-0000');
            await anybody.page.waitForSelector('.verdict-bad');
            expect(await checked(anybody, 'unknown')).to.deep.equal([]);
            await anybody.leave();
        }
    });

    for (const [language, screen] of [
        ['zh-CN', 'phone'],
        ['en', 'desktop'],
    ] as const) {
        it(`let a holder save, share and prove hers, and a stranger tell true from false: ${language}`, async () => {
            const holder = await arrive('community', language, screen);
            await enter(holder, 'hh_13');
            const { page } = holder;
            await holder.go('/certificates');
            expect(await checked(holder, 'certificates')).to.deep.equal([]);
            await page.click(`a[href="/certificates/${number}"]`);
            await page.waitForSelector('.share a');
            const link = new URL((await page.getAttribute('.share a', 'href')) ?? '');
            holder.mayReach(link.origin);
            const files: Received[] = [];
            for (const ending of ['.zh.pdf', '.en.pdf', '.json', '.bundle.json']) {
                files.push(await holder.saves(() => page.locator('.file').nth(files.length).click()));
                expect(files.at(-1)?.name).to.equal(number + ending);
            }
            await page.click('main section .buttons-start button >> nth=0');
            const proof = await holder.saves(() => page.click('.form-row button.primary'));
            const statement = (await page.textContent('.form-row .statement')) ?? '';
            expect(await checked(holder, 'certificate')).to.deep.equal([]);
            await holder.leave();

            const stranger = new Stranger(await opened().arrive(link.origin, language, screen));
            const { visitor } = stranger;
            expect(await stranger.opens(`/verify/${number}${link.hash}`)).to.equal('valid');
            expect(await checked(visitor, 'stranger-code')).to.deep.equal([]);
            for (const file of files) {
                expect(await stranger.drops(file), file.name).to.equal('valid');
                expect(await visitor.says()).to.not.include(stage.actor('hh_13').participant);
            }
            expect(await checked(visitor, 'stranger-bundle')).to.deep.equal([]);
            expect(await stranger.checks(proof)).to.equal('valid');
            expect(await visitor.says()).to.include(statement);
            expect(await checked(visitor, 'stranger-proof')).to.deep.equal([]);
            const [pdf, , json] = files;
            if (pdf === undefined || json === undefined) {
                expect.fail('she saved nothing');
            }
            const field = language === 'en' ? 'Choose or drop a file' : '选择文件';
            expect(await stranger.checksByKeyboard(changed(pdf, 0.5), field)).to.equal('tampered');
            expect((await stranger.reasons()).filter((line) => line.startsWith('✕'))).to.have.length.greaterThan(0);
            expect(await checked(visitor, 'stranger-tampered')).to.deep.equal([]);
            const lie = json.bytes.toString().replace('"simulation":true', '"simulation":false');
            expect(await stranger.checks({ name: 'lie.json', bytes: Buffer.from(lie) })).to.equal('tampered');
            const other = `${link.hash.slice(0, -2)}${link.hash.endsWith('AA') ? 'EE' : 'AA'}`;
            await visitor.go('/verify');
            expect(await stranger.opens(`/verify/${number}${other}`)).to.equal('tampered');

            await visitor.go('/verify');
            const alone = await visitor.saves(() => visitor.page.click('a[href$="/verify.html?save"]'));
            expect(visitor.complaints).to.deep.equal([]);
            await visitor.leave();
            const folder = await mkdtemp(join(tmpdir(), 'linguang-verify-'));
            await writeFile(join(folder, alone.name), alone.bytes);
            const offline = await opened().open(join(folder, alone.name), language, screen);
            const reader = new Stranger(offline);
            expect(await reader.checksByKeyboard(pdf, field)).to.equal('valid');
            expect(await checked(offline, 'offline')).to.deep.equal([]);
            expect(await reader.drops(changed(pdf, 0.5))).to.equal('tampered');
            expect(await reader.checks(proof)).to.equal('valid');
            expect(offline.complaints).to.deep.equal([]);
            await offline.leave();
            await rm(folder, { recursive: true });
        });
    }

    it('lead the certifier in three clicks from the queue to what the meters signed', async () => {
        const officer = await arrive('certifier', 'en', 'desktop');
        const { page } = officer;
        await officer.enterDesk();
        const { participant } = stage.actor('hh_13');
        await page.locator('tr', { hasText: participant }).locator('a[href^="/issue/"]').click();
        await page.waitForSelector('text=Own recomputation agrees with the ledger');
        await page.waitForSelector('h2:has-text("Evidence")');
        expect(await checked(officer, 'examined')).to.deep.equal([]);
        await page.locator('tbody th a[href^="/issue/"]').first().click();
        await page.waitForSelector('h2:has-text("Signed readings")');
        expect(await page.locator('main .mark-refused').count()).to.equal(0);
        expect(await page.locator('main .mark-measured').count()).to.be.greaterThan(1);
        await page.locator('summary', { hasText: 'Signed record of' }).first().click();
        expect(await officer.says()).to.include('OCMF|');
        expect(await checked(officer, 'evidence')).to.deep.equal([]);
        await officer.leave();
    });

    it('let the certifier suspend, resume and revoke from the register, with the keyboard, and the public page follow', async () => {
        const officer = await arrive('certifier', 'en', 'desktop');
        const { page } = officer;
        await officer.enterDesk();
        await officer.go('/issued');
        const row = page.locator('tbody tr').last();
        const number = (await row.locator('a[href^="/verify/"]').textContent())?.trim() ?? '';
        const shows = async (mark: string) =>
            await page.locator('tr', { hasText: number }).locator('.mark', { hasText: mark }).waitFor();
        await page.locator('tr', { hasText: number }).getByRole('button', { name: 'Suspend' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog[open] textarea');
        expect(await checked(officer, 'suspend')).to.deep.equal([]);
        await page.focus('dialog textarea');
        await page.keyboard.type('A reading is looked into.');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await shows('suspended');
        const anybody = await arrive('community', 'en', 'phone');
        await anybody.go(`/verify/${number}`);
        await anybody.page.waitForSelector('text=A reading is looked into.');
        await anybody.leave();
        await page.locator('tr', { hasText: number }).getByRole('button', { name: 'Resume' }).click();
        await page.click('dialog[open] button[type="submit"]');
        await shows('valid');
        await page.locator('tr', { hasText: number }).getByRole('button', { name: 'Revoke' }).click();
        await page.fill('dialog textarea', 'It was issued by mistake.');
        expect(await checked(officer, 'revoke')).to.deep.equal([]);
        await page.click('dialog[open] button[type="submit"]');
        await shows('revoked');
        await page.selectOption('main select', 'revoked');
        await page.locator('tbody tr').first().waitFor();
        expect(await page.locator('tbody tr').count()).to.equal(1);
        await officer.leave();
    });

    it('let the certifier enter a plant’s audit, see reservations and balances, and take away an audit package', async () => {
        const officer = await arrive('certifier', 'en', 'desktop');
        const { page } = officer;
        await officer.enterDesk();
        await officer.go('/plants');
        await page.click('summary:has-text("Audit, suspend")');
        await page.click('details[open] button[type="submit"]');
        await page.waitForSelector('.field-error');
        expect(await checked(officer, 'audit-faults')).to.deep.equal([]);
        await page.getByLabel('Day of the audit').fill(FIRST_DAY);
        await page.locator('details[open] input[type="file"]').setInputFiles({
            name: 'report.txt',
            mimeType: 'text/plain',
            buffer: Buffer.from('The plant is as it was filed.'),
        });
        await page.waitForSelector('text=report.txt');
        await page.click('details[open] button[type="submit"]');
        await page.waitForSelector('text=It is on the ledger.');
        await page.locator('tbody td', { hasText: ': passed' }).first().waitFor();
        await officer.go('/reservations');
        await page.locator('tbody tr').first().waitFor();
        expect(await officer.says()).to.include('GEC reconciliation pending');
        await officer.go('/auditing');
        await page.waitForSelector('h2:has-text("Conservation")');
        await page.locator('td .mark-measured', { hasText: 'holds' }).first().waitFor();
        const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.click('button:has-text("Save the audit package")'),
        ]);
        const file = readFileSync(await download.path(), 'utf8');
        expect(file.split('\n').at(-2)).to.match(/^\{"kind":"end"/);
        expect(file).to.include('"kind":"certificate"');
        await officer.leave();
    });

    it('tell a stranger that a certificate was replaced, and lead to the one that counts', async () => {
        const { certifier, community } = stage.running.gateways;
        const Register = z.object({ items: z.array(z.object({ number: z.string(), status: z.string() })) });
        const { items } = await certifier.get('/certificates?limit=100', Register, CERTIFIER);
        const old = items.find(({ status }) => status === 'valid')?.number ?? expect.fail('no certificate is valid');
        const Issued = z.object({ number: z.string() });
        const successor = await certifier.post(`/certificates/${old}/supersession`, {}, Issued, CERTIFIER);
        const Record = z.object({ status: z.string() });
        for (let left = 900; (await community.get(`/certificates/${old}`, Record)).status !== 'superseded'; left--) {
            expect(left, 'it is not replaced').to.be.greaterThan(0);
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        const stranger = new Stranger(await arrive('community', 'en', 'desktop'));
        const { visitor } = stranger;
        expect(await stranger.opens(`/verify/${old}`)).to.equal('superseded');
        expect(await checked(visitor, 'superseded')).to.deep.equal([]);
        await visitor.page.click('text=Open the certificate that replaces it');
        await visitor.page.waitForSelector(`.verdict-good:has-text("${successor.number}")`);
        await visitor.leave();
    });

    const TABS = {
        community: ['/now', '/day', '/choice', '/money', '/certificates'],
        grid: ['/slots', '/meters', '/tariffs'],
        certifier: ['/issue', '/issued', '/plants', '/reservations', '/auditing'],
    } as const;
    for (const language of LANGUAGES) {
        for (const screen of Object.keys(SCREENS) as Screen[]) {
            it(`have no fault that axe-core knows, fit and stay at home: ${language}, ${screen}`, async () => {
                const faults: string[] = [];
                for (const [organisation, paths] of Object.entries(TABS) as [keyof typeof TABS, readonly string[]][]) {
                    const visitor = await arrive(organisation, language, screen);
                    faults.push(...(await checked(visitor, `welcome-${organisation}`)));
                    await (organisation === 'community' ? enter(visitor, 'hh_01') : visitor.enterDesk());
                    for (const path of paths) {
                        await visitor.go(path);
                        faults.push(...(await checked(visitor, path.slice(1))));
                    }
                    await visitor.leave();
                }
                expect(faults).to.deep.equal([]);
            });
        }
    }

    it('tell the time of the community, not of the device', async () => {
        const visitor = await arrive('grid', 'en', 'desktop');
        await visitor.enterDesk();
        expect(await visitor.says(), `${FIRST_DAY} ends at ${formatSlot(stage.day.to)}`).to.include('23:45');
        await visitor.leave();
    });
});
