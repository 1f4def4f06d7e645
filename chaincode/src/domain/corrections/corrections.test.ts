import { expect } from 'chai';
import fc from 'fast-check';
import { proveLines, verifyLine } from '../lines/proof.js';
import type { Line, Registers } from '../settlement/line.js';
import { registersOf, type Settlement, settleSlot } from '../settlement/settle.js';
import { type Slot, slotPlus } from '../slot.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { type MoneyJson, watt, wh } from '../units.js';
import type { Closing } from './closing.js';
import { type CorrectionInput, correctSlot, standingLine } from './correct.js';
import { shiftedLine } from './correctedline.js';
import type { Correction } from './correction.js';
import { correctionMustAddUp } from './invariants.js';
import { correctionDigest, proveEntry, verifyEntry } from './proof.js';

const ROOF = { id: 'roof', source: 'solar', capacityW: watt(9_000_000), register: 'export' } as const;
const SELLER = testPoint('s', 'S', { plant: ROOF });
const CLEAN = { energy: 'clean' } as const;
const seed = new Uint8Array(32).fill(3);
const units = (amount: MoneyJson) => BigInt(amount);

function settle(
    slot: Slot,
    sent: Readonly<Record<string, readonly [number, number]>>,
    registers: ReadonlyMap<string, Registers> = new Map(),
): Settlement {
    const points = [
        standing(SELLER, { minPrice: 0 }),
        ...['a', 'b'].map((id) => standing(testPoint(id, id), { choice: CLEAN })),
    ];
    const readings = Object.entries(sent).map(([point, [imported, exported]]) => ({
        point,
        ocmf: METER.signReading(reading(point, [0, imported], [0, exported], { slot })),
    }));
    return settleSlot({
        slot,
        book: testBook(points),
        readings,
        registers,
        previous: null,
        windowOver: true,
        seed,
        hash,
        hmac,
    });
}

const energy = (imported: number, exported: number, plant = ''): CorrectionInput['energy'] => ({
    imported: wh(imported),
    exported: wh(exported),
    generated: null,
    parts: exported === 0 ? [] : [{ plant, source: plant === '' ? '' : 'solar', wh: wh(exported) }],
});

function correct(
    { record, lines }: Settlement,
    point: string,
    now: CorrectionInput['energy'],
    changes: Partial<CorrectionInput> = {},
): Correction {
    return correctSlot({
        record,
        lines,
        earlier: [],
        point,
        energy: now,
        closing: null,
        basis: { kind: 'reading' },
        decided: slotPlus(SLOT, 3000),
        by: 'GridMSP',
        seed,
        hash,
        hmac,
        ...changes,
    });
}

const lineOf = ({ lines }: Settlement, point: string): Line =>
    lines.find((line) => line.point === point) ?? expect.fail();
const entryOf = ({ entries }: Correction, point: string) =>
    entries.find((entry) => entry.point === point) ?? expect.fail();

describe('a correction of a final slot', () => {
    // 400 Wh of the roof go to a (300 of 900 Wh …) and b pro rata: 100 and 300.
    const settled = settle(SLOT, { s: [0, 400], a: [200, 0], b: [600, 0] });
    const price = lineOf(settled, 'a').bought[0]?.price ?? expect.fail();

    it('starts from trades that share the roof pro rata', () => {
        expect(['a', 'b'].map((id) => lineOf(settled, id).bought[0]?.wh)).to.deep.equal([100, 300]);
    });

    it('lets nobody’s trade grow: more export goes to the grid, more import comes from it', () => {
        const more = correct(settled, 's', energy(0, 1000, 'roof'));
        expect(more.entries).to.have.length(1);
        expect(entryOf(more, 's')).to.deep.include({ trades: [], own: true });
        expect(entryOf(more, 's').after).to.include({ exported: 1000, toGrid: 600 });
        expect(entryOf(more, 's').balance).to.equal(-600 * 4530);
        const used = correct(settled, 'a', energy(250, 0));
        expect(entryOf(used, 'a').balance).to.equal(50 * 6800);
    });

    it('shortens the meter’s own trades pro rata, and the other side has the rest from the grid at retail', () => {
        const less = correct(settled, 's', energy(0, 200, 'roof'));
        expect(entryOf(less, 's').trades.map(({ after }) => after.wh)).to.deep.equal([50, 150]);
        expect(entryOf(less, 's').balance).to.equal(200 * price);
        const b = entryOf(less, 'b');
        expect(b.after).to.deep.include({ imported: 600, fromGrid: 450 });
        expect(b.trades[0]?.after).to.deep.equal({ wh: 150, certifiable: 150 });
        expect(b.balance).to.equal(150 * (6800 - price));
    });

    it('gives a seller the feed-in tariff for what a buyer turned out not to have used', () => {
        const less = correct(settled, 'a', energy(40, 0));
        // 100 Wh came from the grid and 100 from the roof: the grid’s go first.
        expect(entryOf(less, 'a').after).to.include({ fromGrid: 0 });
        expect(entryOf(less, 'a').trades[0]?.after.wh).to.equal(40);
        expect(entryOf(less, 's').after).to.deep.include({ exported: 400, toGrid: 60 });
        expect(entryOf(less, 's').balance).to.equal(60 * (price - 4530));
        expect(less.entries.map(({ point }) => point)).to.deep.equal(['a', 's']);
    });

    it('takes from certificates what a plant’s register no longer backs, without touching the money', () => {
        const less = correct(settled, 's', {
            ...energy(0, 400),
            parts: [{ plant: 'roof', source: 'solar', wh: wh(100) }],
        });
        expect(entryOf(less, 'b').trades[0]?.after).to.deep.equal({ wh: 300, certifiable: 75 });
        expect(entryOf(less, 'b').balance).to.equal(0);
    });

    it('chains: the next starts from what the last left, and links its record', () => {
        const first = correct(settled, 's', energy(0, 200, 'roof'));
        const second = correct(settled, 'b', energy(100, 0), { earlier: [first] });
        expect(second.record).to.deep.include({ number: 2, previousDigest: correctionDigest(first.record, hash) });
        expect(entryOf(second, 'b').before).to.include({ imported: 600, fromGrid: 450 });
        expect(entryOf(second, 'b').trades[0]).to.deep.include({ before: { wh: 150, certifiable: 150 } });
        const seller = standingLine(lineOf(settled, 's'), [first, second]);
        expect(seller.sold.map((trade) => trade.wh)).to.deep.equal([50, 100]);
        expect(seller).to.include({ exported: 200, toGrid: 50 });
    });

    it('is refused where it says nothing new, the slot is open or the point unknown', () => {
        expect(() => correct(settled, 's', energy(0, 400, 'roof'))).to.throw('CORRECTION_UNCHANGED');
        const first = correct(settled, 's', energy(0, 200, 'roof'));
        expect(() => correct(settled, 's', energy(0, 200, 'roof'), { earlier: [first] })).to.throw(
            'CORRECTION_UNCHANGED',
        );
        const open = { ...settled, record: { ...settled.record, final: false } };
        expect(() => correct(open, 's', energy(0, 1))).to.throw('CORRECTION_REFUSED');
        expect(() => correct(settled, 'x', energy(0, 1))).to.throw('NOT_FOUND');
        expect(() => correct(settled, 's', energy(0, 1), { seed: new Uint8Array(3) })).to.throw('SEED_INVALID');
    });

    it('leaves the slot’s record and the proofs of its lines as they are, and has proofs of its own', () => {
        const less = correct(settled, 's', energy(0, 200, 'roof'));
        const [proof] = proveLines(settled.lines, [0], { seed, hash, hmac });
        expect(proof && verifyLine(proof, settled.record, hash)).to.equal(true);
        const own = proveEntry(less.entries, 'b', { seed, hash, hmac }) ?? expect.fail();
        expect(verifyEntry(own, less.record, hash)).to.equal(true);
        expect(verifyEntry({ ...own, entry: { ...own.entry, balance: 0 } }, less.record, hash)).to.equal(false);
        expect(verifyEntry(own, { ...less.record, number: 2 }, hash)).to.equal(false);
        expect(JSON.stringify(less.record)).not.to.contain('imported');
    });

    it('that does not add up is refused', () => {
        const { entries } = correct(settled, 's', energy(0, 200, 'roof'));
        const tariff = settled.record.tariff;
        expect(() => correctionMustAddUp(SLOT, entries, tariff)).not.to.throw();
        const broken = (point: string, change: object) =>
            entries.map((entry) => (entry.point === point ? { ...entry, ...change } : entry));
        expect(() => correctionMustAddUp(SLOT, entries.slice(0, 2), tariff)).to.throw('INVARIANT_BROKEN');
        expect(() => correctionMustAddUp(SLOT, broken('b', { balance: 1 }), tariff)).to.throw('balance of a point');
        expect(() => correctionMustAddUp(SLOT, broken('b', { trades: [] }), tariff)).to.throw('INVARIANT_BROKEN');
        expect(() => correctionMustAddUp(SLOT, broken('b', { own: true }), tariff)).to.throw('one meter is corrected');
    });
});

describe('a correction of a slot without a reading', () => {
    const first = settle(SLOT, { s: [0, 0], a: [100, 0], b: [0, 0] });
    const away = settle(slotPlus(SLOT, 1), { s: [0, 0], b: [0, 0] }, registersOf(first.lines));
    const back = settleSlot({
        slot: slotPlus(SLOT, 2),
        book: testBook([standing(testPoint('a', 'a'), { choice: CLEAN })]),
        readings: [
            { point: 'a', ocmf: METER.signReading(reading('a', [160, 170], [0, 0], { slot: slotPlus(SLOT, 2) })) },
        ],
        registers: registersOf(away.lines),
        previous: null,
        windowOver: true,
        seed,
        hash,
        hmac,
    });
    const closing: Closing = { record: back.record, line: lineOf(back, 'a'), before: lineOf(away, 'a') };

    it('moves the energy from the slot that closed the gap, so that no Wh is billed twice', () => {
        expect(lineOf(back, 'a').gap?.imported).to.equal(60);
        const late = correct(away, 'a', energy(60, 0), { closing });
        const own = entryOf(late, 'a');
        expect(own.before.imported).to.equal(null);
        expect(own.money.retail).to.equal(60 * 6800);
        expect(own.shift).to.deep.equal({ slot: SLOT + 2, imported: -60, exported: 0, money: -60 * 6800 });
        expect(own.balance).to.equal(0);
    });

    it('leaves sums over both slots changed by its balance alone, in Wh too', () => {
        const late = correct(away, 'a', energy(60, 0), { closing });
        const own = entryOf(late, 'a');
        const [silent, spoke] = [lineOf(away, 'a'), lineOf(back, 'a')];
        const shift = own.shift ?? expect.fail();
        const after = [standingLine(silent, [late]), shiftedLine(spoke, [shift], back.record.tariff)];
        const balance = (lines: readonly Line[]) => lines.reduce((sum, line) => sum + units(line.money.balance), 0n);
        expect(balance(after) - balance([silent, spoke])).to.equal(units(own.balance));
        const taken = (lines: readonly Line[]) =>
            lines.reduce((sum, line) => sum + (line.imported ?? 0) + (line.gap?.imported ?? 0), 0);
        expect(taken(after)).to.equal(taken([silent, spoke]));
        expect(after[0]?.imported).to.equal(60);
        expect(after[1]?.gap?.imported).to.equal(0);
        // 10 Wh of the slot itself are left, at retail.
        expect(after[1]?.money).to.include({ retail: 10 * 6800, balance: 10 * 6800 });
    });

    it('waits until the registers are known again, and takes no other slot for it', () => {
        expect(() => correct(away, 'a', energy(60, 0))).to.throw(
            'name the slot in which its registers were known again',
        );
        const wrong: Closing = { ...closing, before: lineOf(back, 'a') };
        expect(() => correct(away, 'a', energy(60, 0), { closing: wrong })).to.throw('is not the slot');
        const open: Closing = { ...closing, record: { ...closing.record, final: false } };
        expect(() => correct(away, 'a', energy(60, 0), { closing: open })).to.throw('not final');
        expect(() => correct(first, 'a', energy(60, 0), { closing })).to.throw('no gap');
    });

    it('takes nothing off where the meter was exchanged meanwhile', () => {
        const start = closing.line.start ?? expect.fail();
        const exchanged: Closing = { ...closing, line: { ...closing.line, start: { ...start, meter: 'new' } } };
        const late = correct(away, 'a', energy(60, 0), { closing: exchanged });
        expect(entryOf(late, 'a')).to.deep.include({ shift: null, balance: 60 * 6800 });
    });
});

describe('the promises of corrections, on random slots', () => {
    const amount = fc.integer({ min: 0, max: 1500 });
    const rounds = fc.record({
        points: fc.array(
            fc.record({
                imported: amount,
                exported: amount,
                owner: fc.constantFrom('A', 'B', 'C', 'D'),
                sells: fc.boolean(),
            }),
            { minLength: 2, maxLength: 8 },
        ),
        corrections: fc.array(fc.record({ point: fc.nat(7), imported: amount, exported: amount }), {
            minLength: 1,
            maxLength: 6,
        }),
    });

    it('keep energy and money of every point and of the whole, through any chain of corrections', () => {
        fc.assert(
            fc.property(rounds, ({ points, corrections }) => {
                const id = (index: number) => `p${index % points.length}`;
                const registered = points.map(({ owner, sells }, index) =>
                    standing(testPoint(id(index), owner, { plant: { ...ROOF, id: `plant${index}` } }), {
                        choice: CLEAN,
                        ...(sells ? { minPrice: 0 } : {}),
                    }),
                );
                const readings = points.map(({ imported, exported }, index) => ({
                    point: id(index),
                    ocmf: METER.signReading(reading(id(index), [0, imported], [0, exported])),
                }));
                const book = testBook(registered, { fees: [] });
                const base = { registers: new Map(), previous: null, windowOver: true, seed, hash, hmac };
                const settled = settleSlot({ slot: SLOT, book, readings, ...base });
                const { retail, feedIn } = settled.record.tariff;
                const earlier: Correction[] = [];
                for (const { point, imported, exported } of corrections) {
                    const before = settled.lines.map((line) => standingLine(line, earlier));
                    const now = energy(imported, exported, `plant${point % points.length}`);
                    try {
                        earlier.push(correct(settled, id(point), now, { earlier }));
                    } catch (error) {
                        expect(String(error)).to.contain('CORRECTION_UNCHANGED');
                        continue;
                    }
                    const after = settled.lines.map((line) => standingLine(line, earlier));
                    for (const [index, line] of after.entries()) {
                        const was = before[index] ?? expect.fail();
                        const sum = (trades: Line['sold']) => trades.reduce((total, trade) => total + trade.wh, 0);
                        const own = line.point === id(point);
                        expect(line.imported).to.equal(own ? imported : was.imported);
                        expect(line.exported).to.equal(own ? exported : was.exported);
                        expect(line.imported).to.equal(sum(line.bought) + sum(line.ownReceived) + line.fromGrid);
                        expect(line.exported).to.equal(sum(line.sold) + sum(line.ownGiven) + line.toGrid);
                        const plain = (trades: Line['sold'], what: 'price' | 'fee') =>
                            trades.reduce((total, trade) => total + BigInt(trade.wh) * BigInt(trade[what]), 0n);
                        // The money of the corrected line is that of a line settled so, in another arithmetic than the entries’.
                        expect(units(line.money.balance)).to.equal(
                            plain(line.bought, 'price') +
                                plain([...line.bought, ...line.ownReceived], 'fee') +
                                BigInt(line.fromGrid) * BigInt(retail) -
                                plain(line.sold, 'price') -
                                BigInt(line.toGrid) * BigInt(feedIn),
                        );
                        for (const trade of [...line.sold, ...line.bought, ...line.ownGiven, ...line.ownReceived]) {
                            const old = [...was.sold, ...was.bought, ...was.ownGiven, ...was.ownReceived].find(
                                (candidate) => candidate.trade === trade.trade,
                            );
                            expect(trade.wh).to.be.at.most(old?.wh ?? -1);
                            expect(trade.certifiable).to.be.at.most(Math.min(trade.wh, old?.certifiable ?? -1));
                        }
                        expect(units(line.money.balance) - units(was.money.balance)).to.equal(
                            units(earlier.at(-1)?.entries.find((entry) => entry.point === line.point)?.balance ?? 0),
                        );
                    }
                    const sold = after.flatMap((line) => [...line.sold, ...line.ownGiven]);
                    const bought = after.flatMap((line) => [...line.bought, ...line.ownReceived]);
                    const byTrade = (a: { trade: number }, b: { trade: number }) => a.trade - b.trade;
                    const plain = (trades: typeof sold) =>
                        [...trades]
                            .sort(byTrade)
                            .map((trade) => [trade.trade, trade.wh, trade.certifiable, trade.price]);
                    expect(plain(sold)).to.deep.equal(plain(bought));
                }
            }),
            { numRuns: 400 },
        );
    });
});
