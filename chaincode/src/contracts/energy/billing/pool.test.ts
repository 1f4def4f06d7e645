import { expect } from 'chai';
import { Fields } from '../../../domain/fields.js';
import {
    canonical,
    type DonationTerms,
    hex,
    type Item,
    localMonthRange,
    NO_ACCOUNTS,
    type PointSum,
    parseDate,
    parsePoolRules,
    parseRules,
    recipientCommitment,
    slotPlus,
    utf8,
} from '../../../domain/index.js';
import {
    billKeys,
    billRecords,
    type Codec,
    collections,
    keys,
    poolKeys,
    poolRecords,
    privateBillRecords,
    privatePoolKeys,
    records,
    type Versioned,
} from '../../../ledger/index.js';
import { RecomputingStub } from '../../../recompute/stub.js';
import type { Write } from '../../../recompute/world.js';
import { hash } from '../../crypto.js';
import { EnergyContext } from '../context.js';
import { closeMonth } from './month.js';

const APRIL = localMonthRange('2026-04', 480);
const BEGIN = slotPlus(APRIL.from, -2);
const HOMES = ['h1', 'h2', 'h3', 'h4', 'h5'];
const SEED = new Uint8Array(32);

/** The state of a ledger on which April can be closed: what everything before wrote, by the codecs that wrote it. */
class State {
    readonly values = new Map<string, Uint8Array>();
    readonly writes: Write[] = [];

    put<T extends Versioned>(codec: Codec<T>, key: string, record: T, collection = ''): void {
        this.values.set(`${collection} ${key}`, codec.encode(record));
    }

    remove(key: string, collection = ''): void {
        this.values.delete(`${collection} ${key}`);
    }

    /** Runs a function of the contract on it. */
    context(): EnergyContext {
        const named = (collection: string, key: string) => this.values.get(`${collection} ${key}`);
        const world = {
            getState: (_: string, key: string) => named('', key),
            getStateRange: (_: string, start: string, end: string) =>
                [...this.values]
                    .map(([key, value]) => ({ key: key.slice(1), whole: key, value }))
                    .filter(({ key, whole }) => whole.startsWith(' ') && key >= start && key < end)
                    .sort((a, b) => (a.key < b.key ? -1 : 1)),
            getPrivateData: (_: string, collection: string, key: string) => named(collection, key),
            getPrivateDataHash: () => undefined,
            write: (write: Write) => {
                this.writes.push(write);
            },
        };
        const called = {
            chaincode: 'energy',
            channel: 'linguang',
            transaction: 't',
            args: [],
            creator: { mspId: 'GridMSP', certificate: new Uint8Array() },
            seconds: 0,
            nanos: 0,
        };
        const stub = new RecomputingStub(called, called, world, new Map(), () => {
            throw new Error('no chaincode is called');
        });
        const context = new EnergyContext();
        context.stub = stub.asStub();
        return context;
    }

    written<T extends Versioned>(codec: Codec<T>, key: string): T {
        const found = this.writes.find((write) => write.key === key)?.value;
        if (found === undefined) {
            throw new Error(`${key} was not written`);
        }
        return codec.decode(found);
    }
}

const item = (kind: 'grid' | 'feedIn', wh: number, money: number): Item => ({
    kind,
    period: '',
    price: null,
    provisional: false,
    vat: 1300,
    wh,
    money,
});
const sum = (participant: string, items: readonly Item[]): PointSum => ({
    point: `p-${participant}`,
    participant,
    from: APRIL.from,
    last: slotPlus(APRIL.to, -1),
    slots: 2_880,
    unknownSlots: 0,
    items,
});

/** March left 1,000,000 in the account and told nobody; in April a donor gives the 4,500,000 that her surplus earned. */
function april(): State {
    const state = new State();
    const pool = parsePoolRules(new Fields({ floorWh: 0, keepBasisPoints: 5_000 }, 'pool'));
    const rules = parseRules({
        priceRule: 'shared',
        utcOffsetMinutes: 480,
        finalAfterSlots: 288,
        clock: 'simulated',
        firstSlot: BEGIN,
        pool,
    });
    const by = { organisation: 'GridMSP' };
    state.put(records.origin, keys.origin.build({}), { v: 1, firstSlot: BEGIN, clock: 'simulated' });
    state.put(records.rules, keys.rules.build({ version: 1 }), {
        v: 1,
        version: 1,
        from: BEGIN,
        rules,
        proposedBy: 'grid',
        acceptedBy: 'community',
    });
    const day = parseDate('2026-04-30') - 1;
    const entry = {
        v: 1,
        kind: 'rules',
        id: 'rules',
        from: BEGIN,
        sequence: 1,
        by,
        body: { ...rules, version: 1 },
    } as const;
    state.put(records.book, keys.book.build({ day, shard: 0 }), {
        v: 1,
        day,
        asOf: slotPlus(APRIL.to, -200),
        shard: 0,
        shards: 1,
        common: { rules: entry, tariff: null, zones: [], starts: [] },
        points: [],
    });
    state.put(records.gate, keys.gate.build({ slot: APRIL.to }), { v: 1, slot: APRIL.to, basis: APRIL.to, by: 'grid' });
    const march = { v: 1, month: '2026-03', parts: 1, part: 1, bills: 6, feedIn: null, digest: '' } as const;
    state.put(billRecords.billMonth, keys.billMonth.build({ month: '2026-03' }), {
        ...march,
        closed: true,
        total: null,
        accounts: null,
    });
    const totals = { given: 3_000_000, energy: 0, energyWh: 0, floor: 2_000_000, floorWh: 10, shares: 0 };
    const closed = { v: 1, month: '2026-03', rulesVersion: 1, digest: '', published: null } as const;
    state.put(poolRecords.month, poolKeys.month.build({ month: '2026-03' }), closed);
    state.put(
        poolRecords.account,
        privatePoolKeys.account.build({ month: '2026-03' }),
        {
            v: 1,
            month: '2026-03',
            salt: '',
            opening: 0,
            totals,
            closing: 1_000_000,
            recipients: 4,
            withheld: { months: ['2026-03'], totals },
        },
        collections.bills,
    );
    const last = { v: 1, day: '2026-04-30', shard: 0 } as const;
    const billed = keys.billedDay.build({ day: parseDate('2026-04-30'), shard: 0 });
    state.put(billRecords.billedDay, billed, { ...last, shards: 1, points: 6, digest: '' });
    const surplus = [item('feedIn', 1_000, -4_500_000)];
    const terms: DonationTerms = { way: 'share', share: 10_000 };
    const span = { from: APRIL.from, last: slotPlus(APRIL.to, -1) };
    state.put(
        privateBillRecords.monthSums,
        billKeys.monthSums.build({ month: '2026-04', shard: 0 }),
        {
            ...last,
            month: '2026-04',
            salt: '',
            terms: { steps: null, vat: 1300 },
            sums: [sum('donor', surplus), ...HOMES.map((home) => sum(home, [item('grid', 100_000, 600_000_000)]))],
            gifts: [
                { reference: 'donation.donor.1.1', participant: 'donor', point: '', terms, ...span, items: surplus },
            ],
            rulesVersion: 1,
        },
        collections.bills,
    );
    const recipients = HOMES.map((participant) => ({ participant, salt: '11'.repeat(32) }));
    const list = { from: APRIL.from, sequence: 1 };
    const commitments = recipients.map((one) => recipientCommitment(one, hash));
    state.put(poolRecords.list, poolKeys.list.build(list), { v: 1, ...list, commitments });
    const opening = { v: 1, month: '2026-04', ...list, digest: '' } as const;
    state.put(poolRecords.opening, poolKeys.opening.build({ month: '2026-04' }), opening);
    state.put(
        poolRecords.recipients,
        privatePoolKeys.recipients.build({ month: '2026-04' }),
        { v: 1, month: '2026-04', salt: '', recipients },
        collections.bills,
    );
    return state;
}

const close = (state: State) => closeMonth(state.context(), '2026-04', 0, SEED);
const refusal = (state: State) => close(state).then(() => 'CLOSED', String);

describe('closing a later month of the pool', () => {
    it('bears what reserved energy cost whoever it was opened for, list or no list at the end, and what it earned pays for it', async () => {
        const state = april();
        state.remove(poolKeys.opening.build({ month: '2026-04' }));
        const over = slotPlus(APRIL.to, 1_344);
        state.put(records.gate, keys.gate.build({ slot: over }), { v: 1, slot: over, basis: over, by: 'grid' });
        const from = slotPlus(APRIL.from, 1);
        const list = { from: APRIL.from, sequence: 1 };
        state.put(poolRecords.serving, poolKeys.serving.build({ from }), { v: 1, from, list, digest: '' });
        const recipients = ['h1'].map((participant) => ({ participant, salt: '11'.repeat(32) }));
        const served = { v: 1, from, salt: '', recipients } as const;
        state.put(poolRecords.served, privatePoolKeys.served.build({ from }), served, collections.bills);
        const key = billKeys.monthSums.build({ month: '2026-04', shard: 0 });
        const sums = privateBillRecords.monthSums.decode(state.values.get(`${collections.bills} ${key}`) ?? SEED);
        const reserved = {
            given: [{ point: 'p-donor', participant: 'donor', wh: 500, money: 2_000_000 }],
            used: [{ participant: 'h1', wh: 500, money: 2_000_000, fees: 70_000 }],
        };
        state.put(privateBillRecords.monthSums, key, { ...sums, reserved }, collections.bills);
        await close(state);
        const account = state.written(poolRecords.account, privatePoolKeys.account.build({ month: '2026-04' }));
        // 1,000,000 + 4,500,000 that her surplus earned in all; 2,070,000 for the energy, then half is kept and she has the other.
        expect(account.totals).to.include({ given: 4_500_000, energy: 2_070_000, energyWh: 500, shares: 1_715_000 });
        expect(account).to.include({ closing: 1_715_000, recipients: 1 });
        const bill = (participant: string) =>
            state
                .written(
                    privateBillRecords.billDocument,
                    billKeys.billDocument.build({ month: '2026-04', participant }),
                )
                .bill.lines.map(({ kind, money, wh, reference }) => [kind, money, wh, reference]);
        expect(bill('h1').at(-1)).to.deep.equal(['communityTariff', -3_785_000, 500, '']);
        expect(bill('donor').filter(([kind]) => kind === 'donation')).to.deep.equal([
            ['donation', 2_500_000, 555, 'donation.donor.1.1'],
            ['donation', 2_000_000, 500, 'reserved.p-donor'],
        ]);
    });

    it('carries over what the month before left, and publishes both together without opening the bills’ sums', async () => {
        const state = april();
        const record = await close(state);
        expect(record).to.include({ closed: true, bills: 6, total: null, accounts: null });
        const { published, digest } = state.written(poolRecords.month, poolKeys.month.build({ month: '2026-04' }));
        // 1,000,000 + 4,500,000, of which half is kept and a fifth of the rest goes to each.
        expect(published).to.deep.equal({
            months: ['2026-03', '2026-04'],
            recipients: 5,
            given: 7_500_000,
            energy: 0,
            energyWh: 0,
            floor: 2_000_000,
            floorWh: 10,
            shares: 2_750_000,
            balance: 2_750_000,
        });
        const account = state.written(poolRecords.account, privatePoolKeys.account.build({ month: '2026-04' }));
        expect(account).to.deep.include({ opening: 1_000_000, closing: 2_750_000, recipients: 5, withheld: null });
        expect(digest).to.equal(hex(hash(utf8(canonical(account)))));
        for (const home of HOMES) {
            const key = billKeys.billDocument.build({ month: '2026-04', participant: home });
            const { lines } = state.written(privateBillRecords.billDocument, key).bill;
            expect(lines.map(({ kind, money }) => [kind, money])).to.deep.equal([
                ['grid', 600_000_000],
                ['communityTariff', -550_000],
            ]);
        }
    });

    it('is refused before the month before is closed, and before the list is opened', async () => {
        const early = april();
        const march = keys.billMonth.build({ month: '2026-03' });
        early.put(billRecords.billMonth, march, {
            v: 1,
            month: '2026-03',
            closed: false,
            part: 1,
            parts: 2,
            bills: 1,
            total: null,
            accounts: NO_ACCOUNTS,
            feedIn: null,
            digest: '',
        });
        expect(await refusal(early)).to.include('BILLING_OUT_OF_ORDER');
        const shut = april();
        shut.remove(poolKeys.opening.build({ month: '2026-04' }));
        expect(await refusal(shut)).to.include('BILLING_NOT_FINAL');
        const gate = (late: State, slots: number) => {
            const slot = slotPlus(APRIL.to, slots);
            late.put(records.gate, keys.gate.build({ slot }), { v: 1, slot, basis: slot, by: 'grid' });
        };
        gate(shut, 1_343);
        expect(await refusal(shut)).to.include('BILLING_NOT_FINAL');
        // A community that never opens its list keeps the month open no longer than the rules say.
        const late = april();
        late.remove(poolKeys.opening.build({ month: '2026-04' }));
        gate(late, 1_344);
        expect(await refusal(late)).to.equal('CLOSED');
        const kept = late.written(poolRecords.account, privatePoolKeys.account.build({ month: '2026-04' }));
        expect(kept).to.deep.include({ opening: 1_000_000, closing: 5_500_000, recipients: 0 });
        // Nobody was ever admitted: nothing has to be opened, and what is given stays in the account.
        shut.remove(poolKeys.list.build({ from: APRIL.from, sequence: 1 }));
        expect(await refusal(shut)).to.equal('CLOSED');
        const account = shut.written(poolRecords.account, privatePoolKeys.account.build({ month: '2026-04' }));
        expect(account).to.deep.include({ closing: 5_500_000, recipients: 0 });
    });
});
