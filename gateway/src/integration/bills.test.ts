import { ledgerDay, moneyFromJson, objectionSigningInput, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { z } from 'zod';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import { feedIn, retail, Village } from '../testing/settlement.js';

/** 2026-03-31T15:00Z: the last hour of March in Shenzhen. */
const lastHour = 1_972_188;
const used = 100;
const made = 60;

describe('bills through the gateways', function () {
    this.timeout(180_000);
    let consortium: Consortium;
    let village: Village;
    let anna: ApiClient;
    const gateways: Record<string, RunningGateway> = {};

    before(async () => {
        consortium = await Consortium.start();
        for (const organisation of ['grid', 'community', 'certifier'] as const) {
            gateways[organisation] = await consortium.gateway(organisation);
        }
        const officer = async (organisation: 'grid' | 'community' | 'certifier') =>
            await consortium.officer(organisation, { port: gateways[organisation]?.port ?? 0 });
        village = new Village(
            {
                grid: await officer('grid'),
                community: await officer('community'),
                certifier: await officer('certifier'),
            },
            lastHour,
        );
        await village.setUp();
        await village.choose(lastHour);
        const visitor = new ApiClient(gateways['community']?.port ?? 0);
        anna = await visitor.signIn({ role: 'resident', participant: 'anna' });
    });
    after(async () => {
        await consortium.stop();
    });

    async function settle(from: number, count: number): Promise<void> {
        for (let index = 0; index < count; index++) {
            await village.readings(from + index, { used, made });
        }
        await village.close(from + count - 1);
        for (let index = 0; index < count; index++) {
            await village.settle(from + index);
        }
    }

    it('shows the running month from the slots settled so far', async () => {
        await village.gate(lastHour + 3);
        await village.roll(ledgerDay(slot(lastHour)));
        await settle(lastHour, 3);
        const bill = await anna.until(
            '/v1/participants/anna/bills/2026-03',
            api.BillDetail,
            ({ points }) => points[0]?.slots === 3,
        );
        const mean = (retail + feedIn) / 2;
        expect(bill).to.include({
            status: 'running',
            digest: null,
            total: Math.round((3 * (40 * retail + 60 * mean)) / 1e5),
        });
        expect(bill.lines.map(({ kind, wh, money }) => [kind, wh, money])).to.deep.equal([
            ['grid', 120, 120 * retail],
            ['neighbours', 180, 180 * mean],
        ]);
        const list = await anna.get('/v1/participants/anna/bills', api.BillList);
        expect(list).to.include({ running: '2026-03' });
        expect(await anna.problem('GET', '/v1/participants/anna/bills/2026-01')).to.include({ code: 'NOT_FOUND' });
        expect(await anna.problem('GET', '/v1/participants/anna/bills/2026-13')).to.include({ status: 400 });
    });

    it('are made by the grid’s gateway when the month’s last slot is final and the next one gated', async () => {
        await village.gate(lastHour + 4);
        await village.roll(ledgerDay(slot(lastHour)) + 1).catch(() => undefined);
        await settle(lastHour + 3, 1);
        const { grid, community } = village.offices;
        const months = await grid.until(
            '/v1/bills/months',
            api.BillMonthList,
            ({ items }) => items[0]?.closed === true,
        );
        expect(months.rolledThrough).to.equal('2026-03-31');
        const list = await community.until(
            '/v1/participants/anna/bills',
            api.BillList,
            ({ items }) => items.length === 1,
        );
        const annas = await anna.get('/v1/participants/anna/bills/2026-03', api.BillDetail);
        const bens = await community.get('/v1/participants/ben/bills/2026-03', api.BillDetail);
        const mean = (retail + feedIn) / 2;
        expect(moneyFromJson(annas.money)).to.equal(BigInt(4 * (40 * retail + 60 * mean)));
        expect(moneyFromJson(bens.money)).to.equal(BigInt(-4 * 60 * mean));
        expect(months.items[0]).to.deep.include({ month: '2026-03', bills: 2, total: annas.total + bens.total });
        expect(months.items[0]?.accounts).to.include({ energy: 4 * 40 * retail, neighbours: 0 });
        expect(list.items).to.deep.equal([{ month: '2026-03', total: annas.total, frozen: 0 }]);
        expect(annas.digest).to.match(/^[0-9a-f]{64}$/);
        const atGrid = await grid.get('/v1/bills/months/2026-03', api.MonthBills);
        expect(atGrid.items.map(({ participant, digest }) => [participant, digest])).to.deep.equal([
            ['anna', annas.digest],
            ['ben', bens.digest],
        ]);
    });

    it('open every line into its slots, which sum to it', async () => {
        const bill = await anna.get('/v1/participants/anna/bills/2026-03', api.BillDetail);
        for (const line of bill.lines) {
            const { slots } = await anna.get(
                `/v1/participants/anna/bills/2026-03/lines/${line.line}`,
                api.BillLineSlots,
            );
            expect(slots).to.have.length(4);
            expect(slots.reduce((sum, { money }) => sum + moneyFromJson(money), 0n)).to.equal(
                moneyFromJson(line.money),
            );
            expect(slots.reduce((sum, { wh }) => sum + (wh ?? 0), 0)).to.equal(line.wh);
        }
        expect(await anna.problem('GET', '/v1/participants/anna/bills/2026-03/lines/99')).to.include({
            code: 'NOT_FOUND',
        });
    });

    it('can be saved as CSV by suffix and by Accept', async () => {
        const path = '/v1/participants/anna/bills/2026-03';
        for (const [address, accept] of [
            [`${path}.csv`, '*/*'],
            [path, 'text/csv'],
        ] as const) {
            const { headers, body } = await anna.request('GET', address, undefined, { Accept: accept });
            expect(headers.get('content-type')).to.match(/^text\/csv/);
            expect(headers.get('content-disposition')).to.equal('attachment; filename="bill-2026-03.csv"');
            expect(z.string().parse(body).split('\r\n')).to.have.length(5);
        }
    });

    it('take an objection signed by the resident, freeze what she disputes, and take the grid’s decision', async () => {
        const { grid, community } = village.offices;
        const { slot: from } = await anna.get('/v1/participants/anna/next-slot', api.NextSlot);
        const objection = {
            v: 1,
            channel: 'linguang',
            participant: 'anna',
            month: '2026-03',
            line: 1,
            amount: 5,
            text: 'we were away',
            from: slot(from),
        } as const;
        const path = '/v1/participants/anna/bills/2026-03';
        const jws = village.anna.signInput(objectionSigningInput(objection, village.anna.kid));
        expect(await anna.problem('POST', `${path}/objections`, { line: 1, amount: 5, text: 'unsigned' })).to.include({
            code: 'ROLE_NOT_ALLOWED',
        });
        const answer = await anna.post(`${path}/objections`, { jws }, api.ObjectionAnswer);
        expect(answer).to.include({ line: 1, status: 'open' });
        expect(await anna.problem('POST', `${path}/objections`, { jws })).to.include({ code: 'OBJECTION_REFUSED' });
        expect(await anna.get(path, api.BillDetail)).to.include({ frozen: 5 });
        const office = await community.post(
            `${path}/objections`,
            { line: 2, amount: 1, text: 'by phone' },
            api.ObjectionAnswer,
        );
        expect(office).to.include({ status: 'open' });
        await grid.until('/v1/objections', api.ObjectionList, ({ items }) => items.length === 2);
        const decided = await grid.post(
            '/v1/objections/2026-03/anna/1/decision',
            { amount: 3, text: 'read again' },
            api.ObjectionAnswer,
        );
        expect(decided).to.include({ status: 'upheld' });
        const bill = await anna.until(path, api.BillDetail, ({ frozen }) => frozen === 1);
        expect(bill.objections.find(({ line }) => line === 1)).to.deep.include({
            status: 'upheld',
            signedBy: 'participant',
            text: 'we were away',
            granted: 3,
            answer: 'read again',
        });
    });

    it('come out the same from a read model made again from block 0', async () => {
        const { readModel } = (gateways['community'] as RunningGateway).gateway;
        const { height } = readModel;
        const before = [...readModel.dump()].filter((row) => /^(bill|objection|feed)/.test(row));
        expect(before.length).to.be.greaterThan(5);
        await consortium.stopGateway(gateways['community'] as RunningGateway);
        const again = await consortium.gateway('community', { rebuild: true });
        gateways['community'] = again;
        // It is ready when it has what its peer had at the start, which may be a block less.
        while (again.gateway.readModel.height < height) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const after = [...again.gateway.readModel.dump()].filter((row) => /^(bill|objection|feed)/.test(row));
        expect(after).to.deep.equal(before);
    });
});
