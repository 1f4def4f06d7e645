import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../crypto.js';
import { formatSlot } from '../slot.js';
import { FEED_IN, MARCH, MARCH_SLOTS, type Month, months } from '../testing/months.js';
import { moneyFromJson, price, wh } from '../units.js';
import {
    ACCOUNTS,
    addPoints,
    type Bill,
    billDigest,
    billSalt,
    bookBills,
    daysOfMonth,
    lineItems,
    localMonth,
    localMonthRange,
    type MonthEntry,
    type MonthTerms,
    makeBill,
    mustBalance,
    NO_ACCOUNTS,
    nextMonth,
    type PointSum,
    previousMonth,
    sumPoints,
} from './index.js';

const SHENZHEN = 480;
const TERMS: MonthTerms = { steps: null, vat: 900, feedIn: FEED_IN };

describe('bills', () => {
    it('are, before the final feed-in tariff, the settlement lines of the month, to the unit', () => {
        fc.assert(
            fc.property(months, (month) => {
                for (const [participant, bill] of billsOf(month)) {
                    const final = exact(bill, (kind) => kind === 'feedInFinal');
                    expect(moneyFromJson(bill.money) - final).to.equal(month.owed.get(participant));
                }
            }),
            { numRuns: 300 },
        );
    });

    it('sum to zero with the accounts of the grid company, and pass on wholly what neighbours pay', () => {
        fc.assert(
            fc.property(months, (month) => {
                const bills = [...billsOf(month).values()];
                const accounts = bookBills(NO_ACCOUNTS, bills);
                const total = bills.reduce((sum, bill) => sum + BigInt(bill.total), 0n);
                mustBalance('2026-03', accounts, total);
                const booked = ACCOUNTS.reduce((sum, name) => sum + moneyFromJson(accounts[name]), 0n);
                expect(total * 100_000n - booked).to.equal(0n);
                expect(accounts.neighbours).to.equal(0);
                const inParts = bills.reduce((before, bill) => bookBills(before, [bill]), NO_ACCOUNTS);
                expect(inParts).to.deep.equal(accounts);
            }),
            { numRuns: 300 },
        );
    });

    it('are rounded once: lines sum to the total, which is off by half a fen at most', () => {
        fc.assert(
            fc.property(months, (month) => {
                for (const bill of billsOf(month).values()) {
                    expect(bill.lines.reduce((sum, { fen }) => sum + fen, 0)).to.equal(bill.total);
                    const off = BigInt(bill.total) * 100_000n - moneyFromJson(bill.money);
                    expect(moneyFromJson(bill.rounding)).to.equal(off);
                    expect(off >= -50_000n && off <= 50_000n).to.equal(true);
                    for (const { fen, money } of bill.lines) {
                        const line = BigInt(fen) * 100_000n - moneyFromJson(money);
                        expect(line > -100_000n && line < 100_000n).to.equal(true);
                    }
                    expect(bill.lines.map(({ line }) => line)).to.deep.equal(bill.lines.map((_, index) => index + 1));
                }
            }),
            { numRuns: 300 },
        );
    });

    it('bill every Wh that reached a point once: from the grid, from neighbours, or from her own points', () => {
        fc.assert(
            fc.property(months, (month) => {
                for (const [participant, bill] of billsOf(month)) {
                    const energy = bill.lines
                        .filter(({ kind }) => ['grid', 'gridGap', 'neighbours', 'own'].includes(kind))
                        .reduce((sum, line) => sum + (line.wh ?? 0), 0);
                    expect(energy).to.equal(month.reached.get(participant));
                }
            }),
        );
    });

    it('follow from day sums in any order and any shards as from all lines at once', () => {
        fc.assert(
            fc.property(months, fc.integer({ min: 1, max: 7 }), (month, shards) => {
                const whole = sumPoints(month.lines, month.tariffOf, SHENZHEN);
                const parts: PointSum[] = [];
                for (const lines of Map.groupBy(month.lines, ({ slot }) => Math.floor((slot - MARCH) / 96)).values()) {
                    for (let shard = 0; shard < shards; shard++) {
                        const own = lines.filter((_, index) => index % shards === shard);
                        parts.push(...sumPoints(own, month.tariffOf, SHENZHEN));
                    }
                }
                expect(addPoints(parts)).to.deep.equal(whole);
                expect(addPoints(parts.reverse())).to.deep.equal(whole);
            }),
        );
    });

    it('part at the slot in which a point changes hands', () => {
        fc.assert(
            fc.property(months, (month) => {
                const sums = sumPoints(month.lines, month.tariffOf, SHENZHEN).filter(({ point }) => point === 'p3');
                const [bo, chen] = ['bo', 'chen'].map((name) => sums.find((sum) => sum.participant === name));
                expect(sums.reduce((all, { slots }) => all + slots, 0)).to.equal(
                    month.lines.filter(({ point }) => point === 'p3').length,
                );
                if (bo !== undefined && chen !== undefined) {
                    expect(bo.last).to.be.lessThan(chen.from);
                }
            }),
        );
    });

    it('ask for the final feed-in tariff where it was provisional, and credit the difference', () => {
        const feedIn = {
            kind: 'feedIn',
            period: '',
            price: price(4500),
            vat: 0,
            wh: wh(1000),
            money: -4_500_000,
        } as const;
        const sum = pointSum([
            { ...feedIn, provisional: true },
            { ...feedIn, price: price(4400), provisional: false, money: -4_400_000 },
        ]);
        const input = { month: '2026-03', participant: 'anna', sums: [sum], entries: [] };
        expect(() => makeBill({ ...input, terms: { ...TERMS, feedIn: null } })).to.throw(/^FEED_IN_UNKNOWN: /);
        const bill = makeBill({ ...input, terms: { ...TERMS, feedIn: price(4700) } });
        expect(bill.lines.map(({ kind, money }) => [kind, money])).to.deep.equal([
            ['feedIn', -4_500_000],
            ['feedIn', -4_400_000],
            ['feedInFinal', -200_000],
        ]);
        expect(bill.total).to.equal(-91);
    });

    it('charge steps on what the tariff counts, for each point', () => {
        const item = { period: '', price: null, provisional: false, vat: 0 } as const;
        const sum = pointSum([
            { ...item, kind: 'grid', price: price(7000), wh: wh(200_000), money: 1_400_000_000 },
            { ...item, kind: 'gridGap', price: price(7000), wh: wh(10_000), money: 70_000_000 },
            { ...item, kind: 'neighbours', wh: wh(40_000), money: 200_000_000 },
            { ...item, kind: 'own', wh: wh(20_000), money: 0 },
        ]);
        const levels = [{ aboveWh: wh(200_000), add: price(500) }];
        const charged = (matchedCounts: boolean) =>
            makeBill({
                month: '2026-03',
                participant: 'anna',
                sums: [sum],
                terms: { ...TERMS, steps: { levels, matchedCounts } },
                entries: [],
            }).lines.filter(({ kind }) => kind === 'step');
        expect(charged(false).map(({ wh: energy, money }) => [energy, money])).to.deep.equal([[10_000, 5_000_000]]);
        expect(charged(true).map(({ wh: energy, money }) => [energy, money])).to.deep.equal([[70_000, 35_000_000]]);
    });

    it('take in corrections, objections and the pool as lines of their own, in one order whatever order they are given in', () => {
        const entry = (kind: MonthEntry['kind'], reference: string, money: number): MonthEntry => ({
            kind,
            reference,
            point: '',
            ofMonth: kind === 'correction' || kind === 'objection' ? '2026-02' : null,
            wh: null,
            money,
            vat: 1300,
        });
        const entries = [
            entry('objection', 'o1', -113_000_000),
            entry('correction', 'c2', 1_000),
            entry('correction', 'c1', 2_000),
            entry('communityTariff', 'pool', -300_000),
        ];
        const make = (given: readonly MonthEntry[]) =>
            makeBill({ month: '2026-03', participant: 'anna', sums: [], terms: TERMS, entries: given });
        const bill = make(entries);
        expect(bill.lines.map(({ kind, reference }) => `${kind} ${reference}`)).to.deep.equal([
            'correction c1',
            'correction c2',
            'objection o1',
            'communityTariff pool',
        ]);
        expect(make([...entries].reverse())).to.deep.equal(bill);
        expect(bill.total).to.equal(-1133);
        // 11.33 CNY gross at 13 % contain 1.3034… CNY.
        expect(bill.tax).to.deep.equal([{ vat: 1300, charged: 0, chargedTax: 0, credited: -1133, creditedTax: -130 }]);
        expect(bookBills(NO_ACCOUNTS, [bill])).to.include({ solidarity: -300_000, corrections: -112_997_000 });
    });

    it('are refused where a line does not say what its trades, tariff or fees come to', () => {
        fc.assert(
            fc.property(months, fc.nat(), (month, pick) => {
                const line = month.lines[pick % month.lines.length];
                if (line === undefined) {
                    return;
                }
                const tariff = month.tariffOf(line.slot);
                const off = { ...line, money: { ...line.money, balance: Number(line.money.balance) + 1 } };
                expect(() => lineItems(off, tariff, SHENZHEN)).to.throw(/^INVARIANT_BROKEN: /);
                const dearer = { ...tariff, retail: { ...tariff.retail, base: price(99_999), periods: [] } };
                if (line.fromGrid > 0) {
                    expect(() => lineItems(line, dearer, SHENZHEN)).to.throw(/^INVARIANT_BROKEN: /);
                }
                if (line.bought.some(({ fee }) => fee > 0)) {
                    expect(() => lineItems(line, { ...tariff, fees: [] }, SHENZHEN)).to.throw(/^INVARIANT_BROKEN: /);
                }
            }),
        );
    });

    it('do not balance when a bill is left out or neighbours pay more than neighbours receive', () => {
        const accounts = { ...NO_ACCOUNTS, energy: 100_000 };
        mustBalance('2026-03', accounts, 1n);
        expect(() => mustBalance('2026-03', accounts, 2n)).to.throw(/^BILLS_DO_NOT_ADD_UP: /);
        const kept = { ...NO_ACCOUNTS, neighbours: 100_000 };
        expect(() => mustBalance('2026-03', kept, 1n)).to.throw(/^BILLS_DO_NOT_ADD_UP: .*neighbours/);
    });

    it('have digests that depend on every member and on the salt', () => {
        const bill = makeBill({ month: '2026-03', participant: 'anna', sums: [], terms: TERMS, entries: [] });
        const texts: string[] = [];
        const hash = (bytes: Uint8Array) => {
            texts.push(new TextDecoder().decode(bytes));
            return bytes;
        };
        billDigest(bill, '00', hash);
        expect(JSON.parse(texts[0] ?? '')).to.deep.equal({ bill, salt: '00' });
        const hmac = (key: Uint8Array, message: Uint8Array) => new Uint8Array([...key, ...message]);
        expect(billSalt(new Uint8Array([0xab]), bill, hmac)).to.equal(
            `ab${[...utf8('bill|2026-03|anna')].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
        );
    });
});

describe('months', () => {
    it('are those of the local calendar', () => {
        const { from, to } = localMonthRange('2026-03', SHENZHEN);
        expect([formatSlot(from), formatSlot(to)]).to.deep.equal(['2026-02-28T16:00Z', '2026-03-31T16:00Z']);
        expect([from, to - from]).to.deep.equal([MARCH, MARCH_SLOTS]);
        expect(localMonth(from, SHENZHEN)).to.equal('2026-03');
        expect(localMonth(to, SHENZHEN)).to.equal('2026-04');
        expect([nextMonth('2026-12'), previousMonth('2026-01')]).to.deep.equal(['2027-01', '2025-12']);
        expect(daysOfMonth('2028-02')).to.have.length(29);
        expect(daysOfMonth('2026-03').at(-1)).to.equal('2026-03-31');
        for (const bad of ['2026-13', '2026-3', '2026', '']) {
            expect(() => daysOfMonth(bad)).to.throw(/^MONTH_INVALID: /);
        }
    });
});

function billsOf(month: Month): ReadonlyMap<string, Bill> {
    const sums = Map.groupBy(sumPoints(month.lines, month.tariffOf, SHENZHEN), ({ participant }) => participant);
    return new Map(
        [...sums].map(([participant, own]) => [
            participant,
            makeBill({ month: '2026-03', participant, sums: own, terms: TERMS, entries: [] }),
        ]),
    );
}

function exact(bill: Bill, of: (kind: string) => boolean): bigint {
    return bill.lines.reduce((sum, { kind, money }) => sum + (of(kind) ? moneyFromJson(money) : 0n), 0n);
}

function pointSum(items: PointSum['items']): PointSum {
    return { point: 'p1', participant: 'anna', from: MARCH, last: MARCH, slots: 1, unknownSlots: 0, items };
}
