import {
    type Bill,
    billDigest,
    type CorrectionEntry,
    formatSlot,
    type Line,
    moneyFromJson,
    objectionSigningInput,
    parseSlot,
    type Slot,
    slotPlus,
} from '@linguang/chaincode/domain';
import type { BillDocument, BilledDayRecord, BillMonthRecord, ObjectionText } from '@linguang/chaincode/ledger';
import { hash } from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { blocks } from './support/blocks.js';
import { CHANNEL, type Client, type Committed, codeFrom } from './support/client.js';
import { District, type Home, seed } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

/** Two slots of 30 March and the whole of 31 March in Shenzhen. */
const BEGIN = parseSlot('2026-03-30T15:30Z');
const MIDNIGHT = parseSlot('2026-03-30T16:00Z');
const APRIL = parseSlot('2026-03-31T16:00Z');

describe('bills on a network', function () {
    this.timeout(240_000);
    let network: EnergyNetwork;
    let district: District;
    /** Balances of all settled lines by participant, 10⁻⁷ CNY. */
    const owed = new Map<string, bigint>();
    /** Participants whose bills the correction changes. */
    const corrected = new Set<string>();

    before(async () => {
        network = await EnergyNetwork.start();
        district = await District.found(network, { firstSlot: BEGIN });
        const fees = [['east', 'east', { network: 101, losses: 13, levies: 7 }]];
        const later = slotPlus(MIDNIGHT, 40);
        await district.grid.submit('registry:setTariff', {
            from: later,
            retail: 7001,
            feedIn: 4530,
            feedInProvisional: true,
            fees,
            vat: 1300,
        });
        await district.gate(BEGIN);
        await district.rollDay(Math.floor(BEGIN / 96));
        await district.gate(MIDNIGHT);
    });

    after(() => network?.stop());

    const grid = (): Client => district.grid;
    const withSeed = () => ({ transient: { seed: seed() } });
    const rollDay = (day: string, shard = 0): Promise<Committed<BilledDayRecord>> =>
        grid().submit('billing:rollDay', { day, shard }, withSeed());
    const closeMonth = (part = 0): Promise<Committed<BillMonthRecord>> =>
        grid().submit('billing:closeMonth', { month: '2026-03', part }, withSeed());
    const billOf = (of: Home, by: Client = grid()): Promise<BillDocument> =>
        by.evaluate<BillDocument>('billing:getBill', { month: '2026-03', participant: of.participant });

    async function settle(from: Slot, to: Slot): Promise<void> {
        for (let at = from; at < to; at = slotPlus(at, 1)) {
            await district.submitReadings(at);
        }
        await district.close(slotPlus(to, -1));
        for (let at = from; at < to; at = slotPlus(at, 1)) {
            expect((await district.settle(at)).result.final, formatSlot(at)).to.equal(true);
            const { lines } = await grid().evaluate<{ lines: Line[] }>('settlement:getLines', { slot: at });
            for (const { participant, money } of lines) {
                owed.set(participant, (owed.get(participant) ?? 0n) + moneyFromJson(money.balance));
            }
        }
    }

    /** The grid decides during March that a meter counted 100 Wh too much in the ledger's first slot. */
    async function correct(): Promise<void> {
        const [, , home] = district.homes as [Home, Home, Home];
        const basis = { kind: 'decision', reason: 'meterFaulty', reference: 'W-1' };
        const request = { slot: BEGIN, point: home.id, decided: slotPlus(MIDNIGHT, 2), basis };
        const correction = JSON.stringify({ imported: 37, exported: 0 });
        await grid().submit('settlement:correct', request, { transient: { correction, seed: seed() } });
        const { corrections } = await grid().evaluate<{ corrections: { entries: CorrectionEntry[] }[] }>(
            'settlement:getCorrections',
            { slot: BEGIN },
        );
        for (const { participant, balance } of corrections.flatMap(({ entries }) => entries)) {
            owed.set(participant, (owed.get(participant) ?? 0n) + moneyFromJson(balance));
            corrected.add(participant);
        }
    }

    it('take in no day before all its slots are final, and days and shards only in order', async () => {
        expect(await codeFrom(rollDay('2026-03-30'))).to.equal('BILLING_NOT_FINAL');
        expect(await codeFrom(rollDay('2026-03-29'))).to.equal('BILLING_NOT_FINAL');
        expect(await codeFrom(rollDay('2026-02-30'))).to.equal('DAY_INVALID');
        await settle(BEGIN, MIDNIGHT);
        expect(await codeFrom(rollDay('2026-03-30', 1))).to.equal('BILLING_OUT_OF_ORDER');
        await correct();
        await district.gate(slotPlus(APRIL, -1));
        await district.rollDay(Math.floor(APRIL / 96));
        await settle(MIDNIGHT, APRIL);
        expect(await codeFrom(rollDay('2026-03-31'))).to.equal('BILLING_OUT_OF_ORDER');
        expect(await codeFrom(closeMonth())).to.equal('BILLING_NOT_FINAL');
        expect((await rollDay('2026-03-30')).result).to.include({ shards: 1, points: 4 });
        expect(await codeFrom(rollDay('2026-03-30'))).to.equal('BILLING_DONE');
        const both = await Promise.all([
            rollDay('2026-03-31').then(
                () => 'VALID',
                (error) => codeFrom(Promise.reject(error)),
            ),
            rollDay('2026-03-31').then(
                () => 'VALID',
                (error) => codeFrom(Promise.reject(error)),
            ),
        ]);
        expect(both.filter((outcome) => outcome === 'VALID')).to.have.length(1);
    });

    it('close a month once its last slot is gated past, by the grid, with the final feed-in tariff', async () => {
        expect(await codeFrom(closeMonth())).to.equal('BILLING_NOT_FINAL');
        await district.gate(APRIL);
        expect(await codeFrom(closeMonth())).to.equal('FEED_IN_UNKNOWN');
        const feedIn = { month: '2026-03', feedIn: 4600 };
        expect(await codeFrom(district.community.submit('billing:setFeedIn', feedIn))).to.equal('CALLER_NOT_ALLOWED');
        await grid().submit('billing:setFeedIn', feedIn);
        expect(await codeFrom(closeMonth(1))).to.equal('BILLING_OUT_OF_ORDER');
        const { result } = await closeMonth();
        expect(result).to.include({ closed: true, parts: 1, bills: 4, feedIn: 4600 });
        expect(await codeFrom(closeMonth())).to.equal('BILLING_DONE');
        expect(await codeFrom(grid().submit('billing:setFeedIn', feedIn))).to.equal('BILLING_DONE');
    });

    it('are the settled lines to the unit, sum to the totals on the ledger, and have the digests that stand there', async () => {
        const month = await grid().evaluate<BillMonthRecord>('billing:getMonth', { month: '2026-03' });
        const bills: Bill[] = [];
        for (const home of district.homes) {
            const { bill, salt } = await billOf(home);
            const slots = bill.lines
                .filter(({ kind }) => kind !== 'feedInFinal')
                .reduce((sum, { money }) => sum + moneyFromJson(money), 0n);
            expect(slots).to.equal(owed.get(home.participant));
            expect(bill.points).to.deep.equal([
                { point: home.id, from: BEGIN, last: slotPlus(APRIL, -1), slots: 98, unknownSlots: 0 },
            ]);
            const digest = (await blocks(network)).some((block) => block.includes(billDigest(bill, salt, hash)));
            expect(digest).to.equal(true);
            const lines = bill.lines.filter(({ kind }) => kind === 'correction');
            expect(lines.length > 0).to.equal(corrected.has(home.participant));
            expect(lines.every(({ ofMonth }) => ofMonth === '2026-03')).to.equal(true);
            bills.push(bill);
        }
        expect(bills.reduce((sum, { total }) => sum + total, 0)).to.equal(month.total);
        const kinds = new Set(bills.flatMap(({ lines }) => lines.map(({ kind }) => kind)));
        expect([...kinds]).to.include.members([
            'neighbours',
            'sales',
            'feedIn',
            'feedInFinal',
            'network',
            'losses',
            'levies',
        ]);
    });

    it('are for grid and community alone, and no amount of them stands in a block', async () => {
        const [home] = district.homes as [Home];
        const { bill } = await billOf(home, district.community);
        expect(await codeFrom(billOf(home, district.certifier))).to.equal('CALLER_NOT_ALLOWED');
        const all = Buffer.concat([...(await blocks(network))]).toString('latin1');
        for (const { money } of bill.lines.filter(({ money }) => String(money).length > 6)) {
            expect(all.includes(String(money))).to.equal(false);
        }
    });

    it('can be objected to by their participant, once a line, and what is granted stands in the next month', async () => {
        const [, , home, other] = district.homes as [Home, Home, Home, Home];
        const { participant } = home;
        const { bill } = await billOf(home);
        const line = bill.lines.find(({ fen }) => fen > 0) ?? bill.lines[0];
        if (line === undefined) {
            throw new Error('the bill has no line');
        }
        const open = slotPlus(APRIL, 5);
        const named = { month: '2026-03', participant, line: line.line };
        const object = (amount: number, by: Home = home, request: object = named) => {
            const objection = { v: 1, channel: CHANNEL, ...named, amount, text: 'we were away', from: open } as const;
            const jws = by.resident.signInput(objectionSigningInput(objection, by.resident.kid));
            const transient = { objection: JSON.stringify({ salt: seed(), jws }) };
            return district.community.submit('billing:object', request, { transient });
        };
        expect(await codeFrom(object(line.fen + 1))).to.equal('OBJECTION_REFUSED');
        expect(await codeFrom(object(1, other))).to.equal('KEY_NOT_IN_FORCE');
        expect(await codeFrom(object(1, home, { ...named, line: 99 }))).to.equal('OBJECTION_REFUSED');
        const decision = { ...named, from: open };
        const decide = (amount: number, by: Client = grid()) => {
            const transient = { decision: JSON.stringify({ salt: seed(), amount, text: 'meter read again' }) };
            return by.submit<object>('billing:decide', decision, { transient });
        };
        expect(await codeFrom(decide(1))).to.equal('NOT_FOUND');
        expect((await object(1)).result).to.include({ status: 'open' });
        expect(await codeFrom(object(1))).to.equal('OBJECTION_REFUSED');
        expect(await codeFrom(decide(1, district.community))).to.equal('CALLER_NOT_ALLOWED');
        expect(await codeFrom(decide(2))).to.equal('OBJECTION_REFUSED');
        expect((await decide(1)).result).to.include({ status: 'upheld', decidedFrom: open });
        expect(await codeFrom(decide(1))).to.equal('OBJECTION_REFUSED');
        const said = await district.community.evaluate<ObjectionText>('billing:getObjection', named);
        expect(said).to.deep.include({ amount: 1, text: 'we were away' });
        const all = Buffer.concat([...(await blocks(network))]).toString('latin1');
        expect(all.includes('we were away')).to.equal(false);
        expect(await billOf(home)).to.deep.include({ bill });
    });
});
