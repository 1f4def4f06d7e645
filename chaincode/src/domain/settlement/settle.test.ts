import { expect } from 'chai';
import fc from 'fast-check';
import { hex } from '../crypto.js';
import { proveLines, verifyLine } from '../lines/proof.js';
import type { BookPoint, StandingBook } from '../registry/book.js';
import { parseFee } from '../registry/tariff/fees.js';
import { slotPlus } from '../slot.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { type MoneyJson, price, watt, wh } from '../units.js';
import type { Line, Registers } from './line.js';
import { recordDigest } from './record.js';
import { type AcceptedReading, registersOf, type SettlementInput, settleSlot } from './settle.js';

const SEED = new Uint8Array(32).fill(7);
const CLEAN = { energy: 'clean' } as const;
const ROOF = { id: 'roof', source: 'solar', capacityW: watt(9_000_000), register: 'export' } as const;

function input(
    book: StandingBook,
    readings: readonly AcceptedReading[],
    changes: Partial<SettlementInput> = {},
): SettlementInput {
    const defaults = { registers: new Map(), previous: null, windowOver: false, seed: SEED, hash, hmac };
    return { slot: SLOT, book, readings, ...defaults, ...changes };
}

const send = (
    point: string,
    imported: number,
    exported = 0,
    changes: Parameters<typeof reading>[3] = {},
): AcceptedReading => ({
    point,
    ocmf: METER.signReading(reading(point, [100, 100 + imported], [50, 50 + exported], changes)),
});

const lineOf = (lines: readonly Line[], point: string): Line => {
    const found = lines.find((line) => line.point === point);
    expect(found, point).to.not.equal(undefined);
    return found ?? expect.fail();
};
const units = (amount: MoneyJson) => BigInt(amount);

/** Random districts with signed, missing and doubtful readings, several points an owner, limits and zones. */
const districts = fc
    .array(
        fc.record({
            owner: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
            zone: fc.constantFrom('east', 'west'),
            imported: fc.nat(2000),
            exported: fc.nat(2000),
            generated: fc.option(fc.nat(2500)),
            choice: fc.constantFrom('clean', 'traditional', undefined),
            maxPrice: fc.option(fc.integer({ min: 3000, max: 9000 })),
            minPrice: fc.option(fc.integer({ min: 0, max: 9000 })),
            sends: fc.constantFrom('one', 'one', 'one', 'none', 'two', 'substitute', 'backwards', 'jump'),
        }),
        { minLength: 1, maxLength: 14 },
    )
    .map((drafts) => {
        const points: BookPoint[] = [];
        const readings: AcceptedReading[] = [];
        const registers = new Map<string, Registers>();
        drafts.forEach((draft, index) => {
            const id = `p${String(index).padStart(2, '0')}`;
            const plant =
                draft.generated === null ? null : ({ ...ROOF, id: `plant${index}`, register: 'generation' } as const);
            const point = testPoint(id, draft.owner, { zone: draft.zone, plant });
            const limit = draft.maxPrice === null ? {} : { maxPrice: price(draft.maxPrice) };
            const choice =
                draft.choice === 'clean'
                    ? { choice: { ...CLEAN, ...limit } }
                    : draft.choice
                      ? { choice: { energy: draft.choice } }
                      : {};
            points.push(
                standing(point, { ...choice, ...(draft.minPrice === null ? {} : { minPrice: draft.minPrice }) }),
            );
            const generation =
                draft.generated === null ? {} : { generation: { start: wh(0), end: wh(draft.generated) } };
            const known = { meter: `M-${id}`, at: slotPlus(SLOT, -1), export: wh(50), generation: null, pending: [] };
            const shift = draft.sends === 'backwards' ? 1 : draft.sends === 'jump' ? -1 : 0;
            registers.set(id, { ...known, import: wh(100 + shift) });
            if (draft.sends !== 'none') {
                const quality = draft.sends === 'substitute' ? 'substitute' : 'measured';
                readings.push(send(id, draft.imported, draft.exported, { ...generation, quality }));
            }
            if (draft.sends === 'two') {
                readings.push(send(id, draft.imported + 1, draft.exported, generation));
            }
        });
        const book = testBook(points, {
            fees: [parseFee(['east', 'west', 150], 'fee'), parseFee(['west', 'west', 30], 'fee')],
        });
        return input(book, readings, { registers });
    });

describe('settling a slot', () => {
    it('pairs a roof with a neighbour at the middle of the tariff and books the rest with the grid', () => {
        const anna = testPoint('anna-1', 'anna', { plant: ROOF });
        const ben = testPoint('ben-1', 'ben');
        const book = testBook([standing(anna, { minPrice: 4530 }), standing(ben, { choice: CLEAN })]);
        const { record, lines } = settleSlot(input(book, [send('anna-1', 0, 400), send('ben-1', 1000)]));
        const [seller, buyer] = [lineOf(lines, 'anna-1'), lineOf(lines, 'ben-1')];
        const trade = {
            trade: 1,
            plant: 'roof',
            source: 'solar',
            zone: 'east',
            wh: 400,
            certifiable: 400,
            price: 5665,
            fee: 0,
        };
        expect(buyer.bought).to.deep.equal([trade]);
        expect(seller.sold).to.deep.equal([trade]);
        expect(buyer).to.include({ imported: 1000, fromGrid: 600, state: 'signed', energy: 'clean' });
        // 400 Wh at (4530 + 6800) / 2; 600 Wh at 6800.
        expect(buyer.money).to.deep.equal({
            bought: 2_266_000,
            fees: 0,
            retail: 4_080_000,
            sold: 0,
            feedIn: 0,
            imbalance: 0,
            balance: 6_346_000,
        });
        expect(seller.money.balance).to.equal(-2_266_000);
        expect(record).to.deep.include({
            revision: 1,
            final: true,
            trades: 1,
            prices: { low: 5665, high: 5665 },
            size: 2,
        });
        expect(record.totals).to.deep.equal({
            points: 2,
            imported: 1000,
            exported: 400,
            own: 0,
            traded: 400,
            contracted: 0,
            delivered: 0,
            fromGrid: 600,
            toGrid: 0,
            gapImported: 0,
            gapExported: 0,
            tradedMoney: 2_266_000,
            fees: 0,
            imbalance: 0,
        });
    });

    it('nets an owner’s own points first, with grid fee, without forming a price, also for who chose traditional', () => {
        const fees = [['east', 'west', price(150)]] as const;
        const roof = testPoint('a-roof', 'anna', { plant: ROOF });
        const flat = testPoint('a-flat', 'anna', { zone: 'west' });
        const ben = testPoint('ben-1', 'ben');
        const book = testBook(
            [
                standing(roof, { minPrice: 0 }),
                standing(flat, { choice: { energy: 'traditional' } }),
                standing(ben, { choice: CLEAN }),
            ],
            { fees: fees.map((fee) => parseFee(fee, 'fee')) },
        );
        const { lines, record } = settleSlot(
            input(book, [send('a-roof', 0, 500), send('a-flat', 300), send('ben-1', 900)]),
        );
        const own = lineOf(lines, 'a-flat');
        expect(own.ownReceived).to.deep.equal([
            { trade: 1, plant: 'roof', source: 'solar', zone: 'east', wh: 300, certifiable: 300, price: 0, fee: 150 },
        ]);
        expect(own.money).to.include({ bought: 0, fees: 45_000, retail: 0, balance: 45_000 });
        expect(lineOf(lines, 'ben-1').bought.map((trade) => [trade.wh, trade.price])).to.deep.equal([[200, 5665]]);
        expect(record.totals).to.include({ own: 300, traded: 200 });
    });

    it('does not net own points where the grid fee would eat up the advantage', () => {
        const points = [standing(testPoint('a1', 'anna')), standing(testPoint('a2', 'anna', { zone: 'west' }))];
        const at = (fee: number) => testBook(points, { fees: [parseFee(['east', 'west', fee], 'fee')] });
        const readings = [send('a1', 0, 500), send('a2', 300)];
        expect(settleSlot(input(at(2270), readings)).record.totals.own).to.equal(300);
        expect(settleSlot(input(at(2271), readings)).record.totals.own).to.equal(0);
        expect(settleSlot(input(testBook(points), readings)).record.totals.own).to.equal(0);
    });

    it('keeps traditional choosers, the undecided and doubtful readings out of the market', () => {
        const seller = standing(testPoint('s', 'S', { plant: ROOF }), { minPrice: 0 });
        const book = testBook([
            seller,
            standing(testPoint('b1', 'B1'), { choice: { energy: 'traditional' } }),
            standing(testPoint('b2', 'B2')),
            standing(testPoint('b3', 'B3'), { choice: CLEAN }),
            standing(testPoint('b4', 'B4'), { choice: CLEAN }),
            standing(testPoint('b5', 'B5'), { choice: CLEAN }),
        ]);
        const readings = [
            send('s', 0, 900),
            send('b1', 10),
            send('b2', 10),
            send('b4', 10),
            send('b4', 11),
            send('b5', 10, 0, { quality: 'substitute' }),
        ];
        const { record, lines } = settleSlot(input(book, readings));
        expect(record.trades).to.equal(0);
        expect(record.prices).to.equal(null);
        expect(record.states).to.deep.equal({
            signed: 3,
            missing: 1,
            estimated: 1,
            contradictory: 1,
            registerBackwards: 0,
            registerJump: 0,
            substituted: 0,
        });
        expect(lineOf(lines, 'b3').imported).to.equal(null);
        expect(lineOf(lines, 'b1').money.retail).to.equal(68_000);
        expect(record.final).to.equal(false);
    });

    it('books the energy of missing slots with the grid once it is known', () => {
        const book = testBook([standing(testPoint('b', 'B'), { choice: CLEAN })]);
        const pending = [{ participant: 'B', slots: 3, imported: wh(0), exported: wh(0) }];
        const at = { meter: 'M-b', at: slotPlus(SLOT, -4) };
        const known = { ...at, import: wh(40), export: wh(50), generation: null, pending };
        const registers = new Map([['b', known]]);
        const { lines, record } = settleSlot(input(book, [send('b', 10)], { registers }));
        expect(lineOf(lines, 'b').gap).to.deep.equal({ from: slotPlus(SLOT, -3), imported: 60, exported: 0 });
        expect(lineOf(lines, 'b').money.retail).to.equal(70 * 6800);
        expect(record.final).to.equal(false);
        expect(record.totals).to.include({ gapImported: 60, imported: 10 });
    });

    it('names as certifiable only what the plant made in the slot', () => {
        const plant = { ...ROOF, register: 'generation' } as const;
        const seller = standing(testPoint('s', 'S', { plant }), { minPrice: 0 });
        const buyers = ['b1', 'b2', 'b3'].map((id) => standing(testPoint(id, id), { choice: CLEAN }));
        const sold = (generated: number) => {
            const generation = { generation: { start: wh(0), end: wh(generated) } };
            const readings = [send('s', 0, 100, generation), send('b1', 20), send('b2', 30), send('b3', 50)];
            const { lines } = settleSlot(input(testBook([seller, ...buyers]), readings));
            const certified = (id: string) => lineOf(lines, id).bought.reduce((sum, one) => sum + one.certifiable, 0);
            return ['b1', 'b2', 'b3'].map(certified);
        };
        expect(sold(100)).to.deep.equal([20, 30, 50]);
        expect(sold(5000)).to.deep.equal([20, 30, 50]);
        expect(sold(10)).to.deep.equal([2, 3, 5]);
        expect(sold(0)).to.deep.equal([0, 0, 0]);
        const noPlant = settleSlot(
            input(testBook([standing(testPoint('s', 'S'), { minPrice: 0 }), ...buyers]), [
                send('s', 0, 9),
                send('b1', 9),
            ]),
        );
        expect(lineOf(noPlant.lines, 'b1').bought[0]).to.include({ wh: 9, certifiable: 0, plant: '', source: '' });
    });

    it('leaves out points that are not in service yet or any more', () => {
        const meter = { ...testPoint('x', 'X').meter, from: slotPlus(SLOT, 1) };
        const book = testBook([
            standing(testPoint('a', 'A', { active: false })),
            standing(testPoint('b', 'B', { meter })),
            standing(testPoint('c', 'C')),
        ]);
        expect(settleSlot(input(book, [send('c', 1)])).lines.map(({ point }) => point)).to.deep.equal(['c']);
    });
});

describe('the promises of a settlement, on random districts', function () {
    this.timeout(60_000);

    it('conserves energy at every point and in the whole', () => {
        fc.assert(
            fc.property(districts, (district) => {
                const { lines, record } = settleSlot(district);
                let [bought, sold, own, given] = [0, 0, 0, 0];
                for (const line of lines) {
                    const sum = (trades: Line['bought']) => trades.reduce((total, one) => total + one.wh, 0);
                    expect(line.imported ?? 0).to.equal(sum(line.ownReceived) + sum(line.bought) + line.fromGrid);
                    expect(line.exported ?? 0).to.equal(sum(line.ownGiven) + sum(line.sold) + line.toGrid);
                    expect(Math.min(line.fromGrid, line.toGrid)).to.be.at.least(0);
                    bought += sum(line.bought);
                    sold += sum(line.sold);
                    own += sum(line.ownReceived);
                    given += sum(line.ownGiven);
                }
                expect([bought, own]).to.deep.equal([sold, given]);
                expect(record.totals.traded).to.equal(sold);
            }),
            { numRuns: 300 },
        );
    });

    it('is exact in money: what buyers pay is what sellers and the grid receive', () => {
        fc.assert(
            fc.property(districts, (district) => {
                const { lines } = settleSlot(district);
                let community = 0n;
                let fees = 0n;
                for (const { money, bought, ownReceived } of lines) {
                    community += units(money.bought) - units(money.sold);
                    fees += units(money.fees);
                    fees -= [...bought, ...ownReceived].reduce((sum, one) => sum + BigInt(one.wh * one.fee), 0n);
                    expect(units(money.balance)).to.equal(
                        units(money.bought) +
                            units(money.fees) +
                            units(money.retail) -
                            units(money.sold) -
                            units(money.feedIn),
                    );
                }
                expect([community, fees]).to.deep.equal([0n, 0n]);
            }),
            { numRuns: 300 },
        );
    });

    it('leaves nobody worse off than the tariff, unless she asked for it with a limit of her own', () => {
        fc.assert(
            fc.property(districts, (district) => {
                for (const line of settleSlot(district).lines) {
                    const stands = district.book.points.find(({ entry }) => entry.id === line.point);
                    const limit = stands?.choice?.entry.body.terms.maxPrice ?? 6800;
                    const ask = stands?.offer?.entry.body.terms.minPrice ?? 0;
                    for (const trade of line.bought) {
                        expect(trade.price + trade.fee).to.be.at.most(limit);
                    }
                    for (const trade of line.sold) {
                        expect(trade.price).to.be.at.least(ask);
                    }
                }
            }),
            { numRuns: 300 },
        );
    });

    it('gives the same bytes whatever the order of arrival, and however often a reading came', () => {
        fc.assert(
            fc.property(districts, fc.array(fc.nat()), (district, order) => {
                const key = (index: number) => order[index % Math.max(1, order.length)] ?? index;
                const shuffled = district.readings
                    .map((item, index) => ({ item, at: key(index) }))
                    .sort((a, b) => a.at - b.at)
                    .map(({ item }) => item);
                const registers = new Map([...district.registers].reverse());
                const again = settleSlot({ ...district, registers, readings: [...shuffled, ...shuffled.slice(0, 2)] });
                expect(again).to.deep.equal(settleSlot(district));
            }),
            { numRuns: 200 },
        );
    });

    it('proves every line against its record, and no altered one', () => {
        fc.assert(
            fc.property(districts, fc.nat(), (district, at) => {
                const { lines, record } = settleSlot(district);
                const index = at % lines.length;
                const [proof] = proveLines(lines, [index], { seed: SEED, hash, hmac });
                if (proof === undefined) {
                    expect.fail();
                }
                expect(verifyLine(proof, record, hash)).to.equal(true);
                const line = { ...proof.line, participant: 'Z' };
                expect(verifyLine({ ...proof, line }, record, hash)).to.equal(false);
                expect(verifyLine({ ...proof, salt: '00'.repeat(32) }, record, hash)).to.equal(false);
                expect(verifyLine(proof, { ...record, revision: 9 }, hash)).to.equal(false);
                expect(verifyLine({ ...proof, size: proof.size + 1 }, record, hash)).to.equal(false);
            }),
            { numRuns: 100 },
        );
    });
});

describe('revisions', () => {
    const book = testBook([standing(testPoint('a', 'A')), standing(testPoint('b', 'B'))]);
    const readings = [send('a', 10)];
    const first = settleSlot(input(book, readings));

    it('settle again when something changed, and link the digest of the record before', () => {
        const second = settleSlot(input(book, [...readings, send('b', 20)], { previous: first.record }));
        expect(second.record).to.include({
            revision: 2,
            final: true,
            previousDigest: recordDigest(first.record, hash),
        });
        expect(second.record.root).to.not.equal(first.record.root);
    });

    it('are refused when nothing changed or the slot is final', () => {
        expect(() => settleSlot(input(book, readings, { previous: first.record }))).to.throw(/^NOTHING_CHANGED: /);
        const over = settleSlot(input(book, readings, { previous: first.record, windowOver: true }));
        expect(over.record).to.include({ revision: 2, final: true });
        expect(() => settleSlot(input(book, [send('b', 10)], { previous: over.record }))).to.throw(/^SLOT_FINAL: /);
    });

    it('continue the next slot from the registers of this one', () => {
        const registers = registersOf(first.lines);
        expect([...registers.keys()]).to.deep.equal(['a']);
        expect(registers.get('a')).to.include({ at: SLOT, import: 110, export: 50 });
    });
});

describe('what a settlement needs', () => {
    const book = testBook([standing(testPoint('a', 'A'))]);

    it('is named when it is not there', () => {
        expect(() => settleSlot(input({ ...book, tariff: null }, []))).to.throw(/^TARIFF_MISSING: /);
        expect(() => settleSlot(input({ ...book, rules: null }, []))).to.throw(/^NOT_SET_UP: /);
        expect(() => settleSlot(input(book, [], { seed: new Uint8Array(31) }))).to.throw(/^SEED_INVALID: /);
    });

    it('may be no point at all', () => {
        const { record } = settleSlot(input(testBook([]), []));
        expect(record).to.deep.include({ size: 0, final: true, root: hex(hash(new Uint8Array())) });
    });
});
