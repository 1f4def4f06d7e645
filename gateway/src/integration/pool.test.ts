import { setTimeout as delay } from 'node:timers/promises';
import { type DonationTerms, formatSlot, ledgerDay, moneyFromJson, price, slot, wh } from '@linguang/chaincode/domain';
import type { BillMonthRecord, PoolMonthRecord } from '@linguang/chaincode/ledger';
import { expect } from 'chai';
import * as api from '../http/api.js';
import { recordOf } from '../readmodel/readmodel.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { feedIn, retail, Village } from '../testing/settlement.js';

/** 2026-03-31T15:00Z: the last hour of March in Shenzhen. */
const lastHour = 1_972_188;
const used = 100;
const made = 60;
const mean = (retail + feedIn) / 2;

describe('the solidarity pool through the gateways', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let anna: ApiClient;
    let ben: ApiClient;
    const gateways: Record<string, RunningGateway> = {};
    let sequence = 100;

    before(async () => {
        consortium = await Consortium.start();
        for (const organisation of ['grid', 'community', 'certifier'] as const) {
            gateways[organisation] = await consortium.gateway(organisation);
        }
        const officer = async (organisation: 'grid' | 'community' | 'certifier') =>
            await consortium.officer(organisation, { port: gateways[organisation]?.port ?? 0 });
        const offices = {
            grid: await officer('grid'),
            community: await officer('community'),
            certifier: await officer('certifier'),
        };
        village = new Village(offices, lastHour);
        await village.setUp({ pool: { floorWh: 50_000 } });
        await village.choose(lastHour);
        const visitor = new ApiClient(gateways['community']?.port ?? 0);
        anna = await visitor.signIn({ role: 'resident', participant: 'anna' });
        ben = await visitor.signIn({ role: 'resident', participant: 'ben' });
    });
    after(async () => {
        await consortium.stop();
    });

    const signed = (from: number, terms: DonationTerms) =>
        village.ben.signIntent({
            v: 1,
            kind: 'donation',
            channel: 'linguang',
            participant: 'ben',
            point: '*',
            from: slot(from),
            sequence: ++sequence,
            terms,
        });

    it('takes a gift from its donor alone, and lists what she signed', async () => {
        const jws = signed(lastHour, { way: 'share', share: 5_000 });
        expect(await anna.problem('POST', '/v1/donations', { jws })).to.include({ code: 'NOT_YOURS' });
        const created = await ben.post('/v1/donations', { jws }, api.DonationCreated);
        expect(created).to.include({ from: lastHour, start: formatSlot(slot(lastHour)) });
        await ben.post('/v1/donations', { jws: signed(lastHour + 2, { way: 'none' }) }, api.DonationCreated);
        const { items } = await ben.get('/v1/participants/ben/donations', api.Donations);
        expect(items.map(({ terms }) => terms)).to.deep.equal([{ way: 'none' }, { way: 'share', share: 5_000 }]);
        expect(await anna.problem('GET', '/v1/participants/ben/donations')).to.include({ code: 'NOT_YOURS' });
        const next = await ben.get('/v1/participants/ben/next-slot', api.NextSlot);
        expect(next.sequence).to.be.greaterThan(sequence);
    });

    it('admits a household once, by the office, before the month begins', async () => {
        const { community, grid } = village.offices;
        const admit = { participant: 'anna' };
        for (const other of [anna, ben]) {
            expect(await other.problem('POST', '/v1/pool/recipients', admit)).to.include({ code: 'ROLE_NOT_ALLOWED' });
            expect(await other.problem('GET', '/v1/pool/recipients')).to.include({ code: 'ROLE_NOT_ALLOWED' });
        }
        expect(await grid.problem('GET', '/v1/pool/recipients')).to.include({ code: 'ROUTE_UNKNOWN' });
        const unknown = { participant: 'nobody' };
        expect(await community.problem('POST', '/v1/pool/recipients', unknown)).to.include({ code: 'NOT_FOUND' });
        const { from } = await community.post('/v1/pool/recipients', { participant: 'ben' }, api.RecipientsChanged);
        expect(from).to.equal(lastHour);
        await community.post('/v1/pool/recipients', admit, api.RecipientsChanged);
        expect(await community.problem('POST', '/v1/pool/recipients', admit)).to.include({ code: 'ALREADY_EXISTS' });
        await community.post('/v1/pool/recipients/ben/end', {}, api.RecipientsChanged);
        expect(await community.problem('POST', '/v1/pool/recipients/ben/end', {})).to.include({ code: 'NOT_FOUND' });
        const lists = await community.get('/v1/pool/recipients', api.RecipientLists);
        expect(lists.next).to.deep.include({ month: '2026-03', participants: ['anna'] });
    });

    it('opens the list for coming slots by itself once an offer reserves energy for its households', async () => {
        const jws = village.ben.signIntent({
            v: 1,
            kind: 'offer',
            channel: 'linguang',
            participant: 'ben',
            point: 'roof-ben',
            from: slot(lastHour + 3),
            sequence: ++sequence,
            terms: { minPrice: price(feedIn), communityShare: 10_000 },
        });
        await ben.post('/v1/offers', { jws }, api.IntentCreated);
        const { readModel } = (gateways['community'] as RunningGateway).gateway;
        const served = () => readModel.all('SELECT slot FROM pool_servings').map((row) => Number(row['slot']));
        while (served().length === 0) {
            await delay(20);
        }
        expect(served()).to.deep.equal([lastHour + 2]);
    });

    it('tells a donor what a gift would have come to, by the arithmetic of the bill', async () => {
        await village.gate(lastHour + 3);
        await village.roll(ledgerDay(slot(lastHour)));
        for (let index = 0; index < 3; index++) {
            await village.readings(lastHour + index, { used, made });
        }
        await village.close(lastHour + 2);
        for (let index = 0; index < 3; index++) {
            await village.settle(lastHour + index);
        }
        await ben.until('/v1/info', api.Info, ({ clock }) => clock.settledThrough === lastHour + 2);
        const preview = async (terms: object) => {
            const path = '/v1/participants/ben/donations/preview';
            const { status, body } = await ben.request('POST', path, { terms });
            expect(status).to.equal(200);
            return api.DonationPreview.parse(body);
        };
        const earned = 3 * made * mean;
        expect(await preview({ way: 'share', share: 5_000 })).to.deep.include({
            month: '2026-03',
            slots: 3,
            slotsOfMonth: 2_976,
            surplusWh: 3 * made,
            earned,
            wh: (3 * made) / 2,
            money: earned / 2,
        });
        expect((await preview({ way: 'above', wh: wh(0) })).money).to.equal(earned);
        const bad = { terms: { way: 'share', share: 20_000 } };
        expect(await ben.problem('POST', '/v1/participants/ben/donations/preview', bad)).to.include({
            code: 'INTENT_INVALID',
        });
        expect(
            await anna.problem('POST', '/v1/participants/ben/donations/preview', { terms: { way: 'none' } }),
        ).to.include({ code: 'NOT_YOURS' });
    });

    it('changes a list only for the month after the one that runs', async () => {
        const { community } = village.offices;
        const lists = await community.get('/v1/pool/recipients', api.RecipientLists);
        expect(lists.inForce?.participants).to.deep.equal(['anna']);
        expect(lists.next).to.include({ month: '2026-04', from: lastHour + 4 });
    });

    it('is opened by the community and spent by both when the month is billed', async () => {
        await village.gate(lastHour + 4);
        await village.roll(ledgerDay(slot(lastHour)) + 1).catch(() => undefined);
        await village.readings(lastHour + 3, { used, made });
        await village.close(lastHour + 3);
        await village.settle(lastHour + 3);
        await village.offices.grid.until(
            '/v1/bills/months',
            api.BillMonthList,
            ({ items }) => items[0]?.closed === true,
        );
        const closed = (path: string, of: ApiClient) =>
            of.until(path, api.BillDetail, ({ status }) => status === 'closed');
        const annas = await closed('/v1/participants/anna/bills/2026-03', anna);
        const bens = await closed('/v1/participants/ben/bills/2026-03', ben);
        // Half of what two slots earned: she withdrew in the third.
        const given = made * mean;
        // What she made in the last slot was reserved for Anna: it cost Anna nothing, and Ben gave what it would have earned.
        const reserved = made * mean;
        expect(bens.lines.filter(({ kind }) => kind === 'donation').map(({ money }) => money)).to.deep.equal([
            given,
            reserved,
        ]);
        const [tariff] = annas.lines.filter(({ kind }) => kind === 'communityTariff');
        expect(tariff).to.include({ money: -given - reserved, wh: 4 * used, line: annas.lines.length, reference: '' });
        expect(moneyFromJson(annas.money)).to.equal(BigInt(4 * (40 * retail + 60 * mean) - given - reserved));
        const ofBill = bens.lines.reduce((sum, { kind, fen }) => sum + (kind === 'donation' ? fen : 0), 0);
        const mine = await ben.get('/v1/participants/ben/donations', api.Donations);
        expect(mine.given).to.deep.include({ month: '2026-03', wh: 2 * made, money: given + reserved, fen: ofBill });
    });

    it('tells nobody any total while fewer than five households are helped', async () => {
        for (const organisation of ['grid', 'community', 'certifier'] as const) {
            const running = gateways[organisation] as RunningGateway;
            const visitor = new ApiClient(running.port);
            const pool = await visitor.until('/v1/pool', api.PoolInfo, ({ withheld }) => withheld.length === 1);
            expect(pool).to.deep.include({ periods: [], withheld: ['2026-03'] });
            const { readModel } = running.gateway;
            const month = readModel.one("SELECT record FROM bill_months WHERE month = '2026-03'");
            expect(month && recordOf<BillMonthRecord>(month)).to.include({ total: null, accounts: null, closed: true });
            const account = readModel.one("SELECT record FROM pool_months WHERE month = '2026-03'");
            expect(account && recordOf<PoolMonthRecord>(account).published).to.equal(null);
        }
        // The grid company, which keeps the books, sees its own accounts.
        const { items } = await village.offices.grid.get('/v1/bills/months', api.BillMonthList);
        expect(items[0]).to.include({ public: false });
        expect(items[0]?.accounts).to.include({ solidarity: 0, energy: 4 * 40 * retail });
    });

    it('gives a neighbour no way to learn who is helped', async () => {
        for (const path of [
            '/v1/participants/anna/bills/2026-03',
            '/v1/participants/anna/bills/2026-03.csv',
            '/v1/participants/anna/bills',
            '/v1/participants/anna/donations',
        ]) {
            expect(await ben.problem('GET', path), path).to.include({ code: 'NOT_YOURS' });
        }
        expect(await ben.problem('GET', '/v1/bills/months')).to.include({ code: 'ROUTE_UNKNOWN' });
        const { community } = gateways;
        const everybody = new ApiClient(community?.port ?? 0);
        for (const path of ['/v1/pool', '/v1/rules', '/v1/info', '/v1/slots']) {
            const { body } = await everybody.request('GET', path);
            expect(JSON.stringify(body), path).to.not.match(/anna|communityTariff/);
        }
        // Not even the grid's own tables hold the list; the community's do, for its office.
        const rows = (of: RunningGateway | undefined) =>
            Number(of?.gateway.readModel.one('SELECT count(*) AS n FROM pool_kept')?.['n']);
        expect(rows(gateways['grid'])).to.equal(0);
        expect(rows(gateways['certifier'])).to.equal(0);
        expect(rows(community)).to.equal(3);
    });

    it('comes out the same from a read model made again from block 0', async () => {
        const { readModel } = (gateways['community'] as RunningGateway).gateway;
        const pool = (of: typeof readModel) => [...of.dump()].filter((row) => /^(pool|month_totals)/.test(row));
        const before = pool(readModel);
        expect(before.length).to.be.greaterThan(7);
        const { height } = readModel;
        await consortium.stopGateway(gateways['community'] as RunningGateway);
        const again = await consortium.gateway('community', { rebuild: true });
        gateways['community'] = again;
        while (again.gateway.readModel.height < height) {
            await delay(20);
        }
        expect(pool(again.gateway.readModel)).to.deep.equal(before);
    });
});
