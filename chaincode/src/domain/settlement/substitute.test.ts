import { expect } from 'chai';
import fc from 'fast-check';
import type { StandingBook } from '../registry/book.js';
import type { SubstitutionRule } from '../registry/rules/substitution.js';
import { type Slot, slotPlus } from '../slot.js';
import { hash, hmac } from '../testing/crypto.js';
import { METER, RULES, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { wh } from '../units.js';
import type { Line } from './line.js';
import { registersOf, type Settlement, type SettlementInput, settleSlot } from './settle.js';
import { historySlots } from './substitute.js';

const RULE: SubstitutionRule = { days: 3, standard: Array.from({ length: 24 }, (_, hour) => wh(hour)) };
const ANNA = testPoint('a', 'anna');
const BEN = { ...ANNA, participant: 'ben' };

function rulesOf(substitution: SubstitutionRule | null, deadlineSlots?: number): StandingBook['rules'] {
    const provisional = deadlineSlots === undefined ? null : { deadlineSlots };
    return { ...RULES, body: { ...RULES.body, substitution, provisional } };
}

/** Anna sells and buys; Zoe buys. */
function bookOf(anna = ANNA, rule: SubstitutionRule | null = RULE, deadlineSlots?: number): StandingBook {
    const points = [
        standing(anna, { minPrice: 0, choice: { energy: 'clean' } }),
        standing(testPoint('z', 'zoe'), { choice: { energy: 'clean' } }),
    ];
    return { ...testBook(points), rules: rulesOf(rule, deadlineSlots) };
}

function settle(slot: Slot, changes: Partial<SettlementInput>): Settlement {
    return settleSlot({
        slot,
        book: bookOf(),
        readings: [],
        registers: new Map(),
        previous: null,
        windowOver: false,
        seed: new Uint8Array(32),
        hash,
        hmac,
        ...changes,
    });
}

const send = (
    slot: Slot,
    imported: readonly [number, number],
    exported: readonly [number, number] = [0, 0],
    of = {},
) => ({
    point: 'a',
    ocmf: METER.signReading(reading('a', imported, exported, { slot, ...of })),
});
const zoe = (slot: Slot) => ({ point: 'z', ocmf: METER.signReading(reading('z', [0, 500], [0, 0], { slot })) });
const anna = ({ lines }: Pick<Settlement, 'lines'>): Line =>
    lines.find(({ point, handover }) => point === 'a' && !handover) ?? expect.fail();
const dayBefore = (days: number, imported: number, exported: number): readonly Line[] => {
    const slot = slotPlus(SLOT, -96 * days);
    return settle(slot, { readings: [send(slot, [0, imported], [0, exported]), zoe(slot)] }).lines;
};

describe('substitutes for readings', () => {
    it('are the mean of the known days before at the same time of day, rounded down', () => {
        const unknown = settle(slotPlus(SLOT, -288), { book: bookOf(ANNA, null) }).lines;
        const history = [dayBefore(1, 100, 7), dayBefore(2, 201, 0), unknown];
        const { record, lines } = settle(SLOT, { readings: [zoe(SLOT)], history });
        expect(anna({ lines })).to.deep.include({
            state: 'substituted',
            imported: 150,
            exported: 3,
            substitute: { by: 'days', days: 2, instead: 'missing' },
        });
        expect(record.states).to.include({ substituted: 1, missing: 0, signed: 1 });
        expect(record.final).to.equal(false);
    });

    it('stay out of the book: the grid supplies and buys them', () => {
        const line = anna(settle(SLOT, { readings: [zoe(SLOT)], history: [dayBefore(1, 100, 40)] }));
        expect(line).to.deep.include({ bought: [], sold: [], fromGrid: 100, toGrid: 40 });
        expect(line.money).to.include({ retail: 100 * 6800, feedIn: 40 * 4530, balance: 100 * 6800 - 40 * 4530 });
    });

    it('are the slot before where no day is known, else the standard profile of the local hour, which exports nothing', () => {
        const before = settle(slotPlus(SLOT, -1), { readings: [send(slotPlus(SLOT, -1), [0, 33], [0, 5])] }).lines;
        const second = anna(settle(SLOT, { history: [before] }));
        expect(second).to.deep.include({ imported: 33, exported: 5 });
        expect(second.substitute).to.deep.equal({ by: 'before', days: 0, instead: 'missing' });
        // 10:15 UTC is 18:15 in Shenzhen.
        const third = anna(settle(SLOT, {}));
        expect(third).to.deep.include({ imported: 18, exported: 0 });
        expect(third.substitute).to.deep.equal({ by: 'standard', days: 0, instead: 'missing' });
        const none = anna(settle(SLOT, { book: bookOf(ANNA, { days: 3, standard: null }) }));
        expect(none).to.deep.include({ state: 'missing', imported: null, substitute: null });
    });

    it('are the meter’s own signed estimate where it sent one', () => {
        const estimate = send(SLOT, [100, 160], [0, 2], { quality: 'substitute' });
        expect(anna(settle(SLOT, { readings: [estimate], history: [dayBefore(1, 9, 9)] }))).to.deep.include({
            state: 'substituted',
            imported: 60,
            exported: 2,
            estimate: null,
            substitute: { by: 'meter', days: 0, instead: 'estimated' },
        });
    });

    it('stand for contradictory readings and registers that run backwards too, and say so', () => {
        const two = [send(SLOT, [0, 10]), send(SLOT, [0, 11])];
        expect(anna(settle(SLOT, { readings: two })).substitute?.instead).to.equal('contradictory');
        const known = registersOf(dayBefore(1, 900, 0));
        expect(anna(settle(SLOT, { readings: [send(SLOT, [0, 10])], registers: known })).substitute?.instead).to.equal(
            'registerBackwards',
        );
    });

    it('never come from what a former owner used, nor from other substitutes', () => {
        const history = [dayBefore(1, 100, 0)];
        const next = anna(settle(SLOT, { book: bookOf(BEN), history }));
        expect(next.substitute?.by).to.equal('standard');
        const substituted = settle(slotPlus(SLOT, -96), {}).lines;
        expect(anna(settle(SLOT, { history: [substituted] })).substitute?.by).to.equal('standard');
    });

    it('give way to the reading when it comes, and change the digest of the inputs when history changes', () => {
        const first = settle(SLOT, { history: [dayBefore(1, 100, 0)] });
        const late = settle(SLOT, { previous: first.record, readings: [send(SLOT, [0, 90])] });
        expect(anna(late)).to.deep.include({ state: 'signed', imported: 90, substitute: null, revision: 2 });
        expect(settle(SLOT, { history: [dayBefore(1, 101, 0)] }).record.inputsDigest).not.to.equal(
            first.record.inputsDigest,
        );
        expect(() => settle(SLOT, { history: [dayBefore(1, 100, 0)], previous: first.record })).to.throw(
            'NOTHING_CHANGED',
        );
    });

    it('stand for good when the window is over', () => {
        const { record } = settle(SLOT, { windowOver: true });
        expect(record).to.deep.include({ final: true });
        expect(record.states.substituted).to.equal(2);
    });

    it('ask for the days before and the slot before, as far as the ledger reaches', () => {
        expect(historySlots(SLOT, RULE, slotPlus(SLOT, -200))).to.deep.equal([SLOT - 96, SLOT - 192, SLOT - 1]);
        expect(historySlots(SLOT, RULE, SLOT)).to.deep.equal([]);
    });
});

describe('a provisional settlement', () => {
    it('waits for missing readings until the deadline, and for none when all are in', () => {
        const book = bookOf(ANNA, RULE, 4);
        const early = { book, readings: [zoe(SLOT)], deadlineOver: false };
        expect(() => settle(SLOT, early)).to.throw(
            'SETTLE_TOO_EARLY: readings of 1 metering points of 2026-03-01T10:15Z',
        );
        expect(settle(SLOT, { ...early, deadlineOver: true }).record.states.substituted).to.equal(1);
        const all = settle(SLOT, { ...early, readings: [zoe(SLOT), send(SLOT, [0, 1])] });
        expect(all.record.final).to.equal(true);
    });
});

describe('registers that are known again', () => {
    /** Slots one after the other; null: no reading. Registers run on underneath. */
    const runs = fc.record({
        use: fc.array(fc.tuple(fc.nat(500), fc.nat(500), fc.boolean()), { minLength: 2, maxLength: 24 }),
        moves: fc.nat(24),
        rule: fc.option(fc.constant(RULE)),
        seed: fc.nat(1000),
    });

    it('true up what substitutes stood for: over any time, every Wh of the meter is settled once, with its owner', () => {
        fc.assert(
            fc.property(runs, ({ use, moves, rule, seed }) => {
                let registers = new Map(registersOf([]));
                const settled: Line[] = [];
                let [imports, exports] = [seed, seed];
                const last = use.length - 1;
                use.forEach(([imported, exported, reads], index) => {
                    const slot = slotPlus(SLOT, index);
                    const sent = send(slot, [imports, imports + imported], [exports, exports + exported]);
                    imports += imported;
                    exports += exported;
                    const readings = reads || index === 0 || index === last ? [sent] : [];
                    const book = bookOf(index < moves ? ANNA : BEN, rule);
                    const { lines } = settle(slot, { book, readings, registers, history: [settled.slice(-1)] });
                    registers = new Map(registersOf(lines));
                    settled.push(...lines.filter(({ point }) => point === 'a'));
                });
                const sum = (of: (line: Line) => number) => settled.reduce((total, line) => total + of(line), 0);
                expect(sum((line) => (line.imported ?? 0) + (line.gap?.imported ?? 0))).to.equal(imports - seed);
                expect(sum((line) => (line.exported ?? 0) + (line.gap?.exported ?? 0))).to.equal(exports - seed);
                expect(registers.get('a')).to.deep.include({ import: imports, export: exports, pending: [] });
                // With a reading in the slot of the handover, whoever left has exactly what her registers show.
                const handover = use[moves];
                if (handover?.[2] === true || moves === last) {
                    const hers = settled.filter(({ participant }) => participant === 'anna');
                    const used = use.slice(0, moves).reduce((total, [imported]) => total + imported, 0);
                    expect(
                        hers.reduce((total, line) => total + (line.imported ?? 0) + (line.gap?.imported ?? 0), 0),
                    ).to.equal(used);
                }
            }),
            { numRuns: 500 },
        );
    });
});

describe('a point that changes hands', () => {
    const known = registersOf(settle(slotPlus(SLOT, -3), { readings: [send(slotPlus(SLOT, -3), [0, 100])] }).lines);
    const step = (slot: Slot, book: StandingBook, registers: ReturnType<typeof registersOf>, readings = [zoe(slot)]) =>
        settle(slot, { book, registers, readings });

    it('books the gap up to the handover reading with the owner who left, on a closing line of her own', () => {
        const away = step(slotPlus(SLOT, -2), bookOf(ANNA, null), known);
        const still = step(slotPlus(SLOT, -1), bookOf(ANNA, null), registersOf(away.lines));
        const settled = step(SLOT, bookOf(BEN, null), registersOf(still.lines), [send(SLOT, [160, 170])]);
        const [ordinary, closing] = settled.lines.filter(({ point }) => point === 'a');
        expect(ordinary).to.deep.include({ participant: 'ben', handover: false, gap: null, imported: 10 });
        expect(ordinary?.money.balance).to.equal(10 * 6800);
        expect(closing).to.deep.include({
            participant: 'anna',
            handover: true,
            gap: { from: slotPlus(SLOT, -2), imported: 60, exported: 0 },
            imported: 0,
            end: null,
        });
        expect(closing?.money.balance).to.equal(60 * 6800);
        expect(settled.record).to.deep.include({ final: false, size: 3 });
        expect(settled.record.totals).to.deep.include({ points: 2, gapImported: 60 });
    });

    it('shares the gap by slots where no reading came with the handover', () => {
        const away = step(slotPlus(SLOT, -2), bookOf(ANNA, null), known);
        const moved = step(slotPlus(SLOT, -1), bookOf(BEN, null), registersOf(away.lines));
        const settled = step(SLOT, bookOf(BEN, null), registersOf(moved.lines), [send(SLOT, [161, 170])]);
        const [ordinary, closing] = settled.lines.filter(({ point }) => point === 'a');
        expect([closing?.gap, ordinary?.gap]).to.deep.equal([
            { from: slotPlus(SLOT, -2), imported: 30, exported: 0 },
            { from: slotPlus(SLOT, -1), imported: 31, exported: 0 },
        ]);
    });
});
