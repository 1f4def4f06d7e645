import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
    blockHash,
    ledgerDay,
    moneyFromJson,
    objectionSigningInput,
    ordererOrganisations,
    readEndorsed,
    slot,
} from '@linguang/chaincode/domain';
import { describeLines } from '@linguang/network/testing/fabric';
import { expect } from 'chai';
import { verifyEs256 } from '../crypto/es256.js';
import { sha256 } from '../crypto/sha256.js';
import { attested, signedHeader } from '../documents/bundle/evidence.js';
import { networkOf } from '../documents/bundle/network.js';
import * as api from '../http/api.js';
import type { RunningGateway } from '../run.js';
import { ApiClient } from '../testing/apiclient.js';
import { Consortium } from '../testing/consortium.js';
import type { FabricNetwork } from '../testing/fabricnetwork.js';
import { feedIn, retail, type SignedOrder, Village } from '../testing/settlement.js';

/** The command: another package, as whoever audits runs it. */
const LINGUANG = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));
const execute = promisify(execFile);

/** 2026-03-31T15:15Z: three slots of March are left in Shenzhen. */
const begin = 1_972_189;
const april = begin + 3;
const [used, made] = [100, 60];
const mean = (retail + feedIn) / 2;

describeLines('the market’s life on real peers, in a nutshell', function (line) {
    this.timeout(300_000);
    let consortium: Consortium<FabricNetwork>;
    let village: Village;
    let anna: ApiClient;
    let ben: ApiClient;
    let member: RunningGateway;

    before(async () => {
        consortium = await Consortium.onFabric(line);
        const [grid, community] = await Promise.all([consortium.gateway('grid'), consortium.gateway('community')]);
        member = grid;
        const offices = {
            grid: await consortium.officer('grid', grid),
            community: await consortium.officer('community', community),
        };
        village = new Village({ ...offices, certifier: offices.grid }, begin);
        await village.setUp({ forward: {} });
        await village.choose(begin);
        const visitor = new ApiClient(community.port);
        anna = await visitor.signIn({ role: 'resident', participant: 'anna' });
        ben = await visitor.signIn({ role: 'resident', participant: 'ben' });
        await village.gate(begin);
        await village.roll(ledgerDay(slot(begin)));
    });
    after(() => consortium?.stop());

    const place = (by: ApiClient, { jws, order }: SignedOrder) =>
        by.post('/v1/orders', { jws, order }, api.OrderCreated);

    async function settle(of: number): Promise<void> {
        await village.readings(of, { used, made });
        await village.close(of);
        await village.settle(of);
    }

    it('seals forward orders, opens them at the gate and clears them without anybody asking', async () => {
        await place(ben, village.order(begin + 1, 'sell', { wh: 40, price: 4_000 }));
        await place(anna, village.order(begin + 1, 'buy', { wh: 100, price: 6_000 }));
        await village.gate(begin + 1);
        const own = await ben.until(
            '/v1/participants/ben/orders',
            api.OrderPage,
            ({ items }) => items[0]?.state === 'admitted',
        );
        expect(own.items[0]?.contracts).to.deep.equal([{ contract: 1, wh: 40, price: 6_000, fee: 0, delivered: null }]);
    });

    it('settles what meters signed, and corrects a final slot by an entry', async () => {
        await settle(begin);
        const decision = { imported: used + 10, exported: 0, reason: 'meterFaulty', reference: 'F-1' };
        const wanted = { slot: begin, point: 'home-anna', decision };
        const corrected = await village.offices.grid.post('/v1/corrections', wanted, api.CorrectionCreated);
        expect(corrected).to.include({ slot: begin, point: 'home-anna', number: 1 });
        const { items } = await anna.until(
            '/v1/participants/anna/corrections',
            api.OwnCorrections,
            (page) => page.items.length === 1,
        );
        expect(items[0]?.balance).to.equal(10 * retail);
        await village.gate(april);
        await settle(begin + 1);
        await settle(begin + 2);
        const orders = await ben.until(
            '/v1/participants/ben/orders',
            api.OrderPage,
            (page) => page.items[0]?.contracts[0]?.delivered !== null,
        );
        expect(orders.items[0]?.contracts[0]).to.include({ delivered: 40 });
    });

    it('sums up the day and closes the month by itself, to the unit of what was settled', async () => {
        const { grid, community } = village.offices;
        const months = await grid.until(
            '/v1/bills/months',
            api.BillMonthList,
            ({ items }) => items[0]?.closed === true,
        );
        expect(months.rolledThrough).to.equal('2026-03-31');
        await community.until('/v1/participants/anna/bills', api.BillList, ({ items }) => items.length === 1);
        const annas = await anna.get('/v1/participants/anna/bills/2026-03', api.BillDetail);
        const bens = await ben.get('/v1/participants/ben/bills/2026-03', api.BillDetail);
        // 40 Wh of one slot by contract at 6,000, the other 140 as metered at the mean; then the correction.
        const neighbours = 40 * 6_000 + 140 * mean;
        expect(moneyFromJson(annas.money)).to.equal(BigInt(3 * 40 * retail + neighbours + 10 * retail));
        expect(moneyFromJson(bens.money)).to.equal(BigInt(-neighbours));
        expect(months.items[0]).to.deep.include({ month: '2026-03', bills: 2, total: annas.total + bens.total });
        const atGrid = await grid.get('/v1/bills/months/2026-03', api.MonthBills);
        expect(atGrid.items.map(({ digest }) => digest)).to.deep.equal([annas.digest, bens.digest]);
    });

    it('takes an objection that a resident signed, and the grid’s decision', async () => {
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
        await anna.post(`${path}/objections`, { jws }, api.ObjectionAnswer);
        const { grid } = village.offices;
        await grid.until('/v1/objections', api.ObjectionList, ({ items }) => items.length === 1);
        const decision = { amount: 3, text: 'read again' };
        const decided = await grid.post('/v1/objections/2026-03/anna/1/decision', decision, api.ObjectionAnswer);
        expect(decided).to.include({ status: 'upheld' });
        const bill = await anna.until(path, api.BillDetail, ({ objections }) => objections[0]?.status === 'upheld');
        expect(bill).to.include({ frozen: 0 });
    });

    it('gives evidence that a stranger checks offline: what peers answered, and blocks that orderers signed', async () => {
        const { gateway } = member;
        const trust = { network: await networkOf(gateway), hash: sha256, verify: verifyEs256 };
        expect(trust.network.organisations.map(({ name }) => name)).to.deep.equal(['certifier', 'community', 'grid']);
        const argument = { point: 'home-anna' };
        const asked = { chaincode: 'energy', transaction: 'registry:getPoint', argument };
        const endorsed = readEndorsed(await attested(gateway, asked), trust);
        expect(endorsed).to.deep.include({
            chaincode: 'energy',
            args: ['registry:getPoint', JSON.stringify(argument)],
        });
        expect(endorsed.organisations).to.have.members(['CommunityMSP', 'GridMSP']);
        const place = endorsed.reads.get('point~home-anna');
        const block = signedHeader(await gateway.blocks.get(place?.block ?? 0));
        expect(block.number).to.equal(place?.block);
        // Orderers of SmartBFT name themselves by numbers: of those there is none.
        const orderers = ordererOrganisations(block, trust.network, verifyEs256);
        expect(orderers).to.have.length(new Set(orderers).size);
        const another = await gateway.blocks.get((place?.block ?? 0) + 1);
        expect(signedHeader(another).previousHash).to.equal(blockHash(block, sha256));
    });

    it('leaves a ledger that anybody computes again offline, and that all organisations have alike', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-fabric-audit-'));
        const linguang = async (...args: string[]): Promise<string> =>
            (await execute(process.execPath, [LINGUANG, ...args], { maxBuffer: 2 ** 24 })).stdout;
        try {
            for (const organisation of ['grid', 'community'] as const) {
                const profile = consortium.network.profileFile(organisation);
                await linguang(
                    'ledger',
                    'export',
                    '--profile',
                    profile,
                    '--out',
                    join(folder, organisation),
                    '--private',
                );
            }
            const [grid, community] = [join(folder, 'grid'), join(folder, 'community')];
            const text = await linguang('audit', grid, '--private', community, '--against', community, '--json').catch(
                (error: { stdout: string }) => error.stdout,
            );
            const result: unknown = JSON.parse(text);
            expect(result).to.deep.include({ ok: true, difference: null, unchecked: [] });
            expect(result).to.have.nested.property('recomputed.energy billing:closeMonth', 1);
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    });
});
