import { expect } from 'chai';
import fc from 'fast-check';
import type { ForwardContract } from '../forward/auction.js';
import type { Forfeit } from '../forward/forfeit.js';
import type { StandingBook } from '../registry/book.js';
import { type ContractOrder, FORWARD_DEFAULTS, type ForwardRules } from '../registry/rules/forward.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, RULES, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { moneyFromJson, price, watt, wh } from '../units.js';
import { mustAddUp } from './invariants.js';
import type { Line } from './line.js';
import { settleSlot } from './settle.js';

const ROOF = { id: 'roof', source: 'solar', capacityW: watt(9_000_000), register: 'export' } as const;
const CLEAN = { choice: { energy: 'clean' } } as const;
const TARIFF = { retail: price(6800), feedIn: price(4530) };

function contract(number: number, seller: string, buyer: string, ordered: number, at = 5000): ForwardContract {
    const parties = { seller, buyer, sellOrder: 10 + number, buyOrder: 20 + number };
    return { ...parties, contract: number, wh: wh(ordered), price: price(at), fee: price(0) };
}

const send = (point: string, imported: number, exported = 0) => ({
    point,
    ocmf: METER.signReading(reading(point, [100, 100 + imported], [50, 50 + exported])),
});

function settle(
    points: StandingBook['points'],
    readings: readonly ReturnType<typeof send>[],
    contracts: readonly ForwardContract[],
    rules: Partial<ForwardRules> = {},
    forfeits: readonly Forfeit[] = [],
) {
    const forward = { ...FORWARD_DEFAULTS, ...rules };
    const book = { ...testBook(points), rules: { ...RULES, body: { ...RULES.body, forward } } };
    const seed = new Uint8Array(32);
    const rest = { registers: new Map(), previous: null, windowOver: true, seed, hash, hmac };
    return settleSlot({ slot: SLOT, book, readings, contracts, forfeits, ...rest });
}

const lineOf = (lines: readonly Line[], point: string) => lines.find((line) => line.point === point) ?? expect.fail();

describe('settling forward contracts', () => {
    const seller = standing(testPoint('s', 'S', { plant: ROOF }), { minPrice: 4530 });
    const firm = standing(testPoint('a', 'A'));
    const home = standing(testPoint('b', 'B'), CLEAN);

    it('delivers the contract first and lets the excess join the market as metered', () => {
        const { lines, record } = settle(
            [seller, firm, home],
            [send('s', 0, 900), send('a', 700), send('b', 500)],
            [contract(1, 's', 'a', 600)],
        );
        expect(lineOf(lines, 's').sold.map(({ contract: of, wh: sold, price: at }) => [of, sold, at])).to.deep.equal([
            [1, 600, 5000],
            [undefined, 300, 5665],
        ]);
        expect(lineOf(lines, 'a')).to.deep.include({ fromGrid: 100, imbalances: [] });
        expect(lineOf(lines, 'a').contracts).to.deep.equal([
            { contract: 1, side: 'buy', order: 21, ordered: 600, delivered: 600, price: 5000, fee: 0 },
        ]);
        expect(lineOf(lines, 'b').bought.map((trade) => trade.wh)).to.deep.equal([300]);
        expect(record.totals).to.include({ contracted: 600, delivered: 600, traded: 900, imbalance: 0 });
    });

    it('books the shortfall with the grid, and the plant that caused it pays the difference beyond the tolerance', () => {
        const { lines, record } = settle(
            [seller, firm],
            [send('s', 0, 400), send('a', 700)],
            [contract(1, 's', 'a', 600)],
        );
        // 200 Wh short, 60 tolerated: 140 Wh × (6800 − 5000).
        expect(lineOf(lines, 's').money).to.deep.equal({
            bought: 0,
            fees: 0,
            retail: 0,
            sold: 2_000_000,
            feedIn: 0,
            imbalance: 252_000,
            balance: 252_000 - 2_000_000,
        });
        expect(lineOf(lines, 'a').money).to.deep.include({ bought: 2_000_000, retail: 2_040_000, imbalance: -252_000 });
        expect(lineOf(lines, 'a').imbalances).to.deep.equal([{ contract: 1, owed: false, wh: 140, price: 1800 }]);
        expect(record.totals).to.include({ contracted: 600, delivered: 400, imbalance: 252_000 });
    });

    it('sells a certificate’s worth of each delivery, as of every trade', () => {
        const plant = { ...ROOF, register: 'generation' } as const;
        const half = standing(testPoint('s', 'S', { plant }));
        const ocmf = METER.signReading(reading('s', [0, 0], [0, 600], { generation: { start: wh(0), end: wh(300) } }));
        const { lines } = settle([half, firm], [{ point: 's', ocmf }, send('a', 600)], [contract(1, 's', 'a', 600)]);
        const common = { contract: 1, fee: 0, price: 5000, zone: 'east', wh: 300 };
        expect(lineOf(lines, 'a').bought).to.deep.equal([
            { ...common, certifiable: 300, plant: 'roof', source: 'solar', trade: 1 },
            { ...common, certifiable: 0, plant: '', source: '', trade: 2 },
        ]);
    });

    it('does not let an owner’s own use go before what she has sold', () => {
        const own = standing(testPoint('s2', 'S'));
        const { lines } = settle(
            [seller, own, firm],
            [send('s', 0, 600), send('s2', 600), send('a', 600)],
            [contract(1, 's', 'a', 500)],
        );
        expect(lineOf(lines, 'a').contracts[0]?.delivered).to.equal(500);
        expect(lineOf(lines, 's2').ownReceived.map((trade) => trade.wh)).to.deep.equal([100]);
    });

    it('lets a point owe the grid company for an order that nobody opened, beside what contracts come to', () => {
        const forfeit: Forfeit = { point: 'a', side: 'buy', order: 31, wh: wh(900), price: price(2270) };
        const { lines, record } = settle(
            [seller, firm],
            [send('s', 0, 600), send('a', 600)],
            [contract(1, 's', 'a', 600)],
            {},
            [forfeit],
        );
        expect(lineOf(lines, 'a').imbalances).to.deep.equal([
            { contract: 0, order: 31, owed: true, price: 2270, wh: 900 },
        ]);
        expect(lineOf(lines, 'a').money).to.include({ imbalance: 2_043_000, balance: 3_000_000 + 2_043_000 });
        expect(lineOf(lines, 's').money).to.include({ imbalance: 0, balance: -3_000_000 });
        expect(record.totals).to.include({ imbalance: 2_043_000 });
        // Twice the same, or paid to the point instead, would be caught.
        const [first] = lineOf(lines, 'a').imbalances;
        const wrong = { ...first, contract: 0, owed: false, price: price(2270), wh: wh(900) };
        for (const imbalances of [[first, first].flatMap((one) => (one === undefined ? [] : [one])), [wrong]]) {
            const changed = lines.map((line) => (line.point === 'a' ? { ...line, imbalances } : line));
            expect(() => mustAddUp(SLOT, changed, TARIFF)).to.throw(/^INVARIANT_BROKEN: /);
        }
    });

    it('leaves a contract with a point without a reading undelivered, and charges nobody', () => {
        const { lines } = settle([seller, firm], [send('a', 700)], [contract(1, 's', 'a', 600)]);
        expect(lineOf(lines, 'a')).to.deep.include({ fromGrid: 700, imbalances: [] });
        expect(lineOf(lines, 's').contracts[0]).to.include({ side: 'sell', delivered: 0 });
    });

    it('serves two contracts over 5 and 4 kWh of 8 kWh as the rules say', () => {
        const points = [seller, firm, standing(testPoint('c', 'C'))];
        const readings = [send('s', 0, 8000), send('a', 5000), send('c', 4000)];
        const contracts = [contract(1, 's', 'a', 5000), contract(2, 's', 'c', 4000)];
        const served = (contractOrder: ContractOrder) =>
            lineOf(settle(points, readings, contracts, { contractOrder }).lines, 's').contracts.map(
                (one) => one.delivered,
            );
        expect(served('fifo')).to.deep.equal([5000, 3000]);
        expect(served('pro rata')).to.deep.equal([4444, 3556]);
    });

    it('refuses lines whose contracts do not add up', () => {
        const { lines } = settle([seller, firm], [send('s', 0, 400), send('a', 700)], [contract(1, 's', 'a', 600)]);
        const changed = (point: string, change: (line: Line) => object) =>
            lines.map((line) => (line.point === point ? { ...line, ...change(line) } : line));
        const first = (line: Line) => line.contracts[0] ?? expect.fail();
        const one = (line: Line) => line.imbalances[0] ?? expect.fail();
        const broken: [string, readonly Line[]][] = [
            ['only a shortfall is compensated', changed('a', () => ({ contracts: [] }))],
            [
                'both sides of a contract say the same',
                changed('a', (line) => ({ contracts: [{ ...first(line), price: price(4999) }] })),
            ],
            ['no more is delivered', changed('a', (line) => ({ contracts: [{ ...first(line), ordered: wh(399) }] }))],
            [
                'is traded',
                changed('s', (line) => ({ contracts: [{ ...first(line), delivered: wh(399) }] })).map((line) =>
                    line.point === 'a' ? { ...line, contracts: [{ ...first(line), delivered: wh(399) }] } : line,
                ),
            ],
            ['money of a point: imbalance', changed('a', () => ({ imbalances: [] }))],
            ['money of a point: imbalance', changed('a', (line) => ({ imbalances: [{ ...one(line), owed: true }] }))],
            [
                'only who chose clean buys',
                changed('a', (line) => ({ bought: line.bought.map(({ contract: _, ...trade }) => trade) })),
            ],
        ];
        for (const [rule, wrong] of broken) {
            expect(() => mustAddUp(SLOT, wrong, TARIFF), rule).to.throw(rule);
        }
    });

    it('conserves every Wh and every unit of money, whatever is contracted and metered', () => {
        const drafts = fc.record({
            meters: fc.array(
                fc.tuple(
                    fc.nat(2000),
                    fc.nat(2000),
                    fc.boolean(),
                    fc.boolean(),
                    fc.constantFrom('A', 'B', 'C', 'D', 'E'),
                ),
                { minLength: 2, maxLength: 9 },
            ),
            pairs: fc.array(
                fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 4530, max: 6800 })),
                { maxLength: 12 },
            ),
            contractOrder: fc.constantFrom<ContractOrder>('fifo', 'pro rata'),
            toleranceBasisPoints: fc.constantFrom(0, 1000),
        });
        fc.assert(
            fc.property(drafts, ({ meters, pairs, contractOrder, toleranceBasisPoints }) => {
                const points = meters.map(([, , , clean, owner], index) =>
                    standing(testPoint(`p${index}`, owner), clean ? { ...CLEAN, minPrice: 4600 } : {}),
                );
                const readings = meters.flatMap(([imported, exported, sends], index) =>
                    sends ? [send(`p${index}`, imported, exported)] : [],
                );
                const contracts = pairs
                    .map(
                        ([seller_, buyer_, ordered, at]) =>
                            [seller_ % meters.length, buyer_ % meters.length, ordered, at] as const,
                    )
                    .filter(([from, to]) => meters[from]?.[4] !== meters[to]?.[4])
                    .map(([from, to, ordered, at], index) => contract(index + 1, `p${from}`, `p${to}`, ordered, at));
                const { lines, record } = settle(points, readings, contracts, { contractOrder, toleranceBasisPoints });
                const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
                const all = (of: readonly { readonly wh: number }[]) => of.reduce((total, one) => total + one.wh, 0);
                expect(sum((line) => all(line.bought))).to.equal(sum((line) => all(line.sold)));
                for (const line of lines) {
                    expect(all(line.bought) + all(line.ownReceived) + line.fromGrid).to.equal(line.imported ?? 0);
                    expect(all(line.sold) + all(line.ownGiven) + line.toGrid).to.equal(line.exported ?? 0);
                    const delivered = line.contracts.reduce(
                        (total, one) => total + (one.side === 'sell' ? one.delivered : 0),
                        0,
                    );
                    expect(all(line.sold.filter((trade) => trade.contract !== undefined))).to.equal(delivered);
                }
                expect(lines.reduce((total, line) => total + moneyFromJson(line.money.imbalance), 0n)).to.equal(0n);
                // The grid company pays and is paid what the points are paid and pay: nothing comes out of nowhere.
                const balances = lines.reduce((total, line) => total + moneyFromJson(line.money.balance), 0n);
                const grid = sum((line) => line.fromGrid * 6800 - line.toGrid * 4530);
                expect(balances).to.equal(BigInt(grid));
                expect(record.totals.delivered).to.be.at.most(record.totals.contracted);
            }),
            { numRuns: 300 },
        );
    });
});
