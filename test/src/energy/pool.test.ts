import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
    type Bill,
    canonical,
    commitmentsOf,
    type DonationTerms,
    daysOfMonth,
    type Line,
    moneyFromJson,
    type OfferTerms,
    parseSlot,
    price,
    type RecipientList,
    type Slot,
    slotPlus,
    utf8,
    wh,
} from '@linguang/chaincode/domain';
import type {
    BillDocument,
    BillMonthRecord,
    PoolKeptRecord,
    PoolMonthRecord,
    PoolOpeningRecord,
} from '@linguang/chaincode/ledger';
import { hash } from '@linguang/chaincode/testing';
import { NetworkLayout } from '@linguang/network';
import { expect } from 'chai';
import { blocks } from './support/blocks.js';
import { codeFrom } from './support/client.js';
import { District, type Home, seed } from './support/district.js';
import { EnergyNetwork } from './support/network.js';

const MAIN = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));
const execute = promisify(execFile);
const APRIL = parseSlot('2026-03-31T16:00Z');
const SLOTS = 6;
const BEGIN = slotPlus(APRIL, -SLOTS);
const MONTH = '2026-03';
/** What a home with a plant has left for others in a slot, Wh, and what of it is reserved in the last two. */
const RESERVED = 100;
/** Half of the way between feed-in and retail tariff. */
const MIDDLE = 5_665n;

describe('the solidarity pool on a network', function () {
    this.timeout(240_000);
    let network: EnergyNetwork;
    let district: District;
    let list: RecipientList;
    const lines: Line[] = [];
    const bills = new Map<string, Bill>();

    const home = (index: number): Home => {
        const found = district.homes[index];
        if (found === undefined) {
            throw new Error('there is no such home');
        }
        return found;
    };
    /** Two with plants, who give; five who are admitted; one neighbour. */
    const recipients = () => [2, 3, 4, 5, 6].map((index) => home(index).participant);
    const decoys = (many: number) => Array.from({ length: many }, () => seed());
    const listOf = (participants: readonly string[]): RecipientList => ({
        recipients: participants.map((participant) => ({ participant, salt: seed() })),
        decoys: decoys(64 - participants.length),
    });
    const admit = (of: RecipientList, from: Slot, sequence: number, by = district.community) =>
        by.submit('pool:admit', { from, sequence, commitments: commitmentsOf(of, hash) });
    const open = (of: RecipientList, sequence: number, by = district.community) => {
        const opening = JSON.stringify({ salt: seed(), recipients: of.recipients });
        const request = { month: MONTH, from: BEGIN, sequence };
        return by.submit<PoolOpeningRecord>('pool:open', request, { transient: { opening } });
    };
    const serve = (of: RecipientList, from: Slot, sequence: number, by = district.community) => {
        const transient = { opening: JSON.stringify({ salt: seed(), recipients: of.recipients }) };
        return by.submit('pool:serve', { from, list: { from: BEGIN, sequence } }, { transient });
    };
    const signed = (by: Home, from: Slot, terms: DonationTerms, key = by.resident) =>
        key.signIntent({ ...district.intent(by, from, { kind: 'donation', terms }), point: '*' } as Parameters<
            typeof key.signIntent
        >[0]);
    const donate = (by: Home, from: Slot, terms: DonationTerms) =>
        district.community.submit('pool:donate', { jws: signed(by, from, terms) });
    const closeMonth = () =>
        district.grid.submit<BillMonthRecord>('billing:closeMonth', { month: MONTH, part: 0 }, withSeed());
    const withSeed = () => ({ transient: { seed: seed() } });

    before(async () => {
        network = await EnergyNetwork.start();
        const pool = { floorWh: 300, floorPrice: 1_000, openWithinSlots: 96 };
        district = await District.found(network, { homes: 8, firstSlot: BEGIN, finalAfterSlots: 1, rules: { pool } });
        // Somebody was admitted twice.
        list = listOf([...recipients(), home(2).participant]);
    });

    after(() => network?.stop());

    it('takes gifts that their donor signed, from a slot that is still open, and no other', async () => {
        const [donor, other] = [home(0), home(1)];
        const half: DonationTerms = { way: 'share', share: 5_000 };
        const jws = signed(donor, slotPlus(BEGIN, 1), half);
        await district.community.submit('pool:donate', { jws });
        expect(await codeFrom(district.community.submit('pool:donate', { jws }))).to.equal('SEQUENCE_USED');
        const forged = signed(donor, slotPlus(BEGIN, 1), half, other.resident);
        expect(await codeFrom(district.community.submit('pool:donate', { jws: forged }))).to.equal('KEY_NOT_IN_FORCE');
        const choice = district.sign(donor, BEGIN, { kind: 'choice', terms: { energy: 'clean' } });
        expect(await codeFrom(district.community.submit('pool:donate', { jws: choice }))).to.equal('INTENT_INVALID');
        expect(await codeFrom(district.grid.submit('pool:donate', { jws }))).to.equal('CALLER_NOT_ALLOWED');
        // She gives twice from one slot on, and withdraws in mid-month.
        await donate(donor, slotPlus(BEGIN, 1), { way: 'share', share: 2_500 });
        await donate(donor, slotPlus(BEGIN, 3), { way: 'none' });
        await donate(home(7), BEGIN, { way: 'roundUp', add: price(100) });
        const offer: OfferTerms = { minPrice: price(4530), poolShare: 1_000 };
        await district.offer(other, slotPlus(BEGIN, 2), offer);
        await district.offer(other, slotPlus(BEGIN, 4), { ...offer, communityShare: 5_000 });
    });

    it('admits households by commitments alone, filled up, before the month’s first slot', async () => {
        const kept = { transient: { list: JSON.stringify(list) }, endorsers: ['CommunityMSP'] };
        const { result } = await district.community.submit<{ digest: string }>('pool:keepList', {}, kept);
        await admit(listOf([home(7).participant]), BEGIN, 1);
        await admit(list, BEGIN, 2);
        expect(await codeFrom(admit(listOf([]), BEGIN, 2))).to.equal('SEQUENCE_USED');
        expect(await codeFrom(admit(list, BEGIN, 3, district.grid))).to.equal('CALLER_NOT_ALLOWED');
        const few = { from: BEGIN, sequence: 3, commitments: commitmentsOf(list, hash).slice(1) };
        expect(await codeFrom(district.community.submit('pool:admit', few))).to.equal('REQUEST_INVALID');
        const [third, fourth] = [slotPlus(BEGIN, 3), slotPlus(BEGIN, 4)];
        expect(await codeFrom(serve(list, third, 9))).to.equal('POOL_LIST_SUPERSEDED');
        expect(await codeFrom(serve(list, third, 1))).to.equal('POOL_OPENING_INVALID');
        expect(await codeFrom(serve(list, third, 2, district.grid))).to.equal('CALLER_NOT_ALLOWED');
        await serve(list, fourth, 2);
        expect(await codeFrom(serve(list, fourth, 2))).to.equal('SEQUENCE_USED');
        const request = { digest: result.digest };
        const held = await district.community.evaluate<PoolKeptRecord>('pool:getKept', request, ['CommunityMSP']);
        expect(held).to.deep.include({ recipients: list.recipients });
        expect(await codeFrom(district.grid.evaluate('pool:getKept', request))).to.equal('CALLER_NOT_ALLOWED');
    });

    it('settles reserved energy in lines like any other, and what money does changes nothing there', async () => {
        await district.gate(BEGIN);
        await district.rollDay(Math.floor(BEGIN / 96));
        await district.gate(slotPlus(APRIL, -1));
        expect(await codeFrom(admit(list, BEGIN, 4))).to.equal('SLOT_GATED');
        const late = donate(home(0), slotPlus(BEGIN, 1), { way: 'share', share: 1 });
        expect(await codeFrom(late)).to.equal('CHOICE_TOO_LATE');
        expect(await codeFrom(serve(list, slotPlus(BEGIN, 5), 2))).to.equal('SLOT_GATED');
        for (let at: Slot = BEGIN; at < APRIL; at = slotPlus(at, 1)) {
            await district.submitReadings(at);
        }
        await district.close(slotPlus(APRIL, -1));
        for (let at: Slot = BEGIN; at < APRIL; at = slotPlus(at, 1)) {
            expect((await district.settle(at)).result.final).to.equal(true);
            const settled = await district.grid.evaluate<{ lines: Line[] }>('settlement:getLines', { slot: at });
            lines.push(...settled.lines);
        }
        await district.grid.submit('billing:rollDay', { day: '2026-03-31', shard: 0 }, withSeed());
        const bought = (of: Home, at: Slot) =>
            lines
                .filter(({ point, slot }) => point === of.id && slot === at)
                .flatMap((line) => line.bought)
                .reduce((sum, trade) => sum + trade.wh, 0);
        // 402 Wh among six who want 137 each; then 100 among five, and 302 among what they still want.
        expect([2, 6, 7].map((index) => bought(home(index), slotPlus(BEGIN, 3)))).to.deep.equal([67, 67, 67]);
        expect([2, 6, 7].map((index) => bought(home(index), slotPlus(BEGIN, 4)))).to.deep.equal([69, 69, 57]);
        expect(lines.every(({ bought: trades }) => trades.every(({ price: at }) => BigInt(at) === MIDDLE))).to.equal(
            true,
        );
        expect(JSON.stringify(lines)).to.not.include('reserved');
    });

    it('lets no month be billed before the community has opened the list that held in its first slot', async () => {
        expect(await codeFrom(open(list, 2))).to.equal('BILLING_NOT_FINAL');
        await district.gate(APRIL);
        expect(await codeFrom(closeMonth())).to.equal('BILLING_NOT_FINAL');
        expect(await codeFrom(open(list, 1))).to.equal('POOL_LIST_SUPERSEDED');
        expect(await codeFrom(open(list, 9))).to.equal('POOL_LIST_SUPERSEDED');
        expect(await codeFrom(open(list, 2, district.grid))).to.equal('CALLER_NOT_ALLOWED');
        const more = { ...list, recipients: [...list.recipients, { participant: home(7).participant, salt: seed() }] };
        expect(await codeFrom(open(more, 2))).to.equal('POOL_OPENING_INVALID');
        await open(list, 2);
        const { result } = await closeMonth();
        expect(result).to.include({ closed: true, bills: 8 });
        expect(await codeFrom(open(list, 2))).to.equal('BILLING_DONE');
        for (const { participant } of district.homes) {
            const request = { month: MONTH, participant };
            const { bill } = await district.community.evaluate<BillDocument>('billing:getBill', request);
            bills.set(participant, bill);
        }
    });

    const linesOf = (of: Home, kind: string) =>
        (bills.get(of.participant)?.lines ?? []).filter((line) => line.kind === kind);
    const earned = (of: Home, from: Slot, to: Slot) =>
        lines
            .filter(({ participant, slot }) => participant === of.participant && slot >= from && slot < to)
            .reduce((sum, { money }) => sum + moneyFromJson(money.sold) + moneyFromJson(money.feedIn), 0n);

    it('charges donors for the slots in which they gave, by what these earned', async () => {
        const [donor, other] = [home(0), home(1)];
        const [gift] = linesOf(donor, 'donation');
        const quarter = (earned(donor, slotPlus(BEGIN, 1), slotPlus(BEGIN, 3)) * 2_500n) / 10_000n;
        expect(quarter > 0n).to.equal(true);
        expect(linesOf(donor, 'donation')).to.have.length(1);
        expect(moneyFromJson(gift?.money ?? 0)).to.equal(quarter);
        const tenth = (from: number, to: Slot) => (earned(other, slotPlus(BEGIN, from), to) * 1_000n) / 10_000n;
        const reserved = BigInt(2 * RESERVED) * MIDDLE;
        expect(linesOf(other, 'donation').map(({ money }) => moneyFromJson(money))).to.deep.equal([
            tenth(2, slotPlus(BEGIN, 4)),
            tenth(4, APRIL),
            reserved,
        ]);
        expect(linesOf(other, 'donation').at(-1)).to.include({ point: other.id, wh: wh(2 * RESERVED) });
        const bought = lines
            .filter(({ participant }) => participant === home(7).participant)
            .reduce((sum, line) => sum + line.fromGrid + line.bought.reduce((all, trade) => all + trade.wh, 0), 0);
        expect(linesOf(home(7), 'donation').map(({ money }) => moneyFromJson(money))).to.deep.equal([
            BigInt(bought) * 100n,
        ]);
        expect(tenth(2, slotPlus(BEGIN, 4)) > 0n && bought > 0).to.equal(true);
    });

    it('pays each recipient once, as an ordinary line of her bill, and nobody else', async () => {
        const month = await district.grid.evaluate<PoolMonthRecord>('pool:getMonth', { month: MONTH });
        const sum = (kind: string) =>
            [...bills.values()]
                .flatMap((bill) => bill.lines)
                .reduce((all, line) => all + (line.kind === kind ? moneyFromJson(line.money) : 0n), 0n);
        const given = sum('donation');
        for (const index of [0, 1, 7]) {
            expect(linesOf(home(index), 'communityTariff')).to.have.length(0);
        }
        // All use the same, so each gets a fifth of what was given, but for a unit.
        for (const index of [2, 3, 4, 5, 6]) {
            const [line, ...others] = linesOf(home(index), 'communityTariff');
            expect(others).to.have.length(0);
            const paid = -moneyFromJson(line?.money ?? 0);
            expect(paid - given / 5n >= 0n && paid - given / 5n <= 1n).to.equal(true);
            expect(line).to.include({ reference: '', point: '', vat: 0, wh: wh(300 + (2 * RESERVED) / 5) });
        }
        expect(sum('communityTariff')).to.equal(-given);
        expect(month.published).to.deep.include({ months: [MONTH], recipients: 5, balance: 0, shares: 0 });
        expect(moneyFromJson(month.published?.given ?? 0)).to.equal(given);
        const energy = BigInt(2 * RESERVED) * MIDDLE;
        expect(month.published).to.include({ energyWh: 2 * RESERVED });
        expect(moneyFromJson(month.published?.energy ?? 0)).to.equal(energy);
        expect(moneyFromJson(month.published?.floor ?? 0)).to.equal(given - energy);
    });

    it('keeps the sums of all bills public where the pool’s are, and the grid’s other accounts untouched', async () => {
        const month = await district.grid.evaluate<BillMonthRecord>('billing:getMonth', { month: MONTH });
        expect(month.accounts).to.include({ solidarity: 0, neighbours: 0 });
        expect(month.total).to.equal([...bills.values()].reduce((sum, { total }) => sum + total, 0));
    });

    it('shows a neighbour who reads every block neither who receives nor what anybody gave or got', async () => {
        const all = Buffer.concat([...(await blocks(network))]).toString('latin1');
        for (const { salt } of list.recipients) {
            expect(all.includes(salt)).to.equal(false);
        }
        for (const commitment of commitmentsOf(list, hash)) {
            expect(all.includes(commitment)).to.equal(true);
        }
        for (const bill of bills.values()) {
            for (const { money } of bill.lines.filter(
                ({ kind }) => kind === 'communityTariff' || kind === 'donation',
            )) {
                expect(all.includes(`"money":${money},`)).to.equal(false);
            }
        }
        expect(all.includes('"household"') || all.includes('"donor"')).to.equal(false);
        // What the ledger says of the pool names no participant but donors, who signed.
        const said = [...all.matchAll(/\{[^{}]*"(?:commitments|published|digest)"[^{}]*\}/g)].map(([text]) => text);
        for (const { participant } of district.homes) {
            const pool = said.filter((text) => text.includes('commitments') || text.includes('"published"'));
            expect(pool.some((text) => text.includes(`"${participant}"`))).to.equal(false);
        }
        // Names alone give no commitment: guessing the members does not help without their salts.
        const guesses = district.homes.map(({ participant }) =>
            Buffer.from(hash(utf8(canonical({ participant, salt: '' })))).toString('hex'),
        );
        expect(commitmentsOf(list, hash).some((one) => guesses.includes(one))).to.equal(false);
        expect(await codeFrom(district.certifier.evaluate('pool:getKept', { digest: '00' }))).to.equal(
            'CALLER_NOT_ALLOWED',
        );
    });

    it('takes no objection to the line in public, since the record would tell of it', async () => {
        const of = home(2);
        const [line] = linesOf(of, 'communityTariff');
        const named = { month: MONTH, participant: of.participant, line: line?.line ?? 0 };
        const said = { v: 1, channel: 'linguang', ...named, amount: 1, text: 'more', from: '2026-03-31T18:00Z' };
        const transient = { objection: JSON.stringify({ salt: seed(), objection: said }) };
        expect(await codeFrom(district.community.submit('billing:object', named, { transient }))).to.equal(
            'OBJECTION_REFUSED',
        );
    });

    it('bills a second month though the community does not open its list at the end', async function () {
        // 2,880 slots, one after the other: some minutes.
        if (process.env['LINGUANG_POOL_MONTHS'] === undefined) {
            this.skip();
        }
        this.timeout(3_600_000);
        const may = parseSlot('2026-04-30T16:00Z');
        const last = slotPlus(may, -1);
        for (let through = slotPlus(APRIL, 600); through < slotPlus(may, 96); through = slotPlus(through, 600)) {
            await district.gate(slotPlus(APRIL, Math.min(through, last) - APRIL));
        }
        await district.gate(may);
        for (let day = Math.floor(APRIL / 96) + 1; day <= Math.floor(may / 96); day++) {
            await district.rollDay(day);
        }
        // Nobody's meter is heard of until the last quarter-hour, which tells what the whole month came to.
        await district.submitReadings(last);
        for (let through = slotPlus(APRIL, 600); through < last; through = slotPlus(through, 600)) {
            await district.close(through);
        }
        await district.close(last);
        for (let at: Slot = APRIL; at < may; at = slotPlus(at, 1)) {
            await district.settle(at);
        }
        for (const day of daysOfMonth('2026-04')) {
            await district.grid.submit('billing:rollDay', { day, shard: 0 }, withSeed());
        }
        const closeApril = () =>
            district.grid.submit<BillMonthRecord>('billing:closeMonth', { month: '2026-04', part: 0 }, withSeed());
        expect(await codeFrom(closeApril())).to.equal('BILLING_NOT_FINAL');
        await district.gate(slotPlus(may, 95));
        expect(await codeFrom(closeApril())).to.equal('BILLING_NOT_FINAL');
        await district.gate(slotPlus(may, 96));
        const { result } = await closeApril();
        expect(result).to.include({ closed: true, bills: 8 });
        const month = await district.grid.evaluate<PoolMonthRecord>('pool:getMonth', { month: '2026-04' });
        expect(month).to.include({ rulesVersion: 1 });
        let paid = 0n;
        for (const { participant } of district.homes) {
            const request = { month: '2026-04', participant };
            const { bill } = await district.community.evaluate<BillDocument>('billing:getBill', request);
            const tariff = bill.lines.filter(({ kind }) => kind === 'communityTariff');
            paid -= tariff.reduce((sum, { money }) => sum + moneyFromJson(money), 0n);
        }
        // Nothing was left of March. Those for whom energy was reserved in the last quarter-hour were opened for that, and are entitled.
        const { published } = month;
        expect(published).to.deep.include({ months: ['2026-04'], recipients: 5, balance: 0, energyWh: RESERVED });
        expect(moneyFromJson(published?.energy ?? 0)).to.equal(BigInt(RESERVED) * MIDDLE);
        expect(moneyFromJson(published?.given ?? 0)).to.equal(paid);
    });

    it('is recomputed whole by an auditor to whom grid and community disclose', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-pool-'));
        try {
            const linguang = async (...args: string[]): Promise<unknown> => {
                const options = { maxBuffer: 2 ** 24 };
                const run = await execute(process.execPath, [MAIN, ...args, '--json'], options).catch((error) => error);
                return JSON.parse(run.stdout);
            };
            const file = (name: string) => join(folder, `${name}.lgx`);
            for (const name of ['grid', 'community']) {
                const profile = new NetworkLayout(network.handle.dataDir).profile(name);
                await linguang('ledger', 'export', '--profile', profile, '--out', file(name), '--private');
            }
            const result = await linguang('audit', file('grid'), '--private', file('community'));
            expect(result).to.deep.include({ ok: true, difference: null });
            expect(result)
                .to.have.property('recomputed')
                .that.includes.keys(
                    'energy pool:donate',
                    'energy pool:keepList',
                    'energy pool:admit',
                    'energy pool:open',
                    'energy pool:serve',
                    'energy billing:closeMonth',
                );
            expect(JSON.stringify(result)).to.not.match(/needs private data|private input/);
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    });
});
