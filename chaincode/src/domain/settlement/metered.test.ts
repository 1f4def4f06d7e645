import { expect } from 'chai';
import type { MeterReading } from '../meters/ocmf.js';
import { slotPlus } from '../slot.js';
import { reading, SLOT, standing, testPoint } from '../testing/district.js';
import { wh } from '../units.js';
import type { Registers } from './line.js';
import { judge } from './metered.js';

const POINT = standing(testPoint('p1', 'anna'));
/** Slots without a reading while Anna held the point. */
const anna = (slots: number, imported = 0): Registers['pending'] => [
    { participant: 'anna', slots, imported: wh(imported), exported: wh(0) },
];
const one = (imported: readonly [number, number], changes: Partial<MeterReading> = {}) =>
    reading('p1', imported, [0, 0], changes);
const known = (imported: number, slotsAgo = 1, changes: Partial<Registers> = {}): Registers => ({
    meter: 'M-p1',
    at: slotPlus(SLOT, -slotsAgo),
    import: wh(imported),
    export: wh(0),
    generation: null,
    pending: [],
    ...changes,
});

describe('reading states', () => {
    it('takes the first reading of a meter as it is', () => {
        const judged = judge(POINT, [one([1000, 1500])], undefined, SLOT);
        expect(judged).to.include({ state: 'signed', imported: 500, exported: 0, gap: null, generated: null });
        expect(judged.end).to.deep.equal({ ...known(1500, 0), at: SLOT });
    });

    it('continues where the registers stood', () => {
        expect(judge(POINT, [one([1000, 1500])], known(1000), SLOT)).to.include({ state: 'signed', gap: null });
    });

    it('says missing and keeps the last known registers; the energy is unknown, not zero', () => {
        const judged = judge(POINT, [], known(1000), SLOT);
        expect(judged).to.include({ state: 'missing', imported: null, exported: null });
        expect(judged.end).to.deep.equal(known(1000, 1, { pending: anna(1) }));
        expect(judge(POINT, [], undefined, SLOT).end).to.equal(null);
    });

    it('recovers the energy of missing slots as a gap, also where it is zero', () => {
        const judged = judge(POINT, [one([1000, 1500])], known(700, 3, { pending: anna(2) }), SLOT);
        expect(judged.state).to.equal('signed');
        expect(judged.gap).to.deep.equal({ from: slotPlus(SLOT, -2), imported: 300, exported: 0 });
        expect(judge(POINT, [one([1000, 1500])], known(1000, 2, { pending: anna(1) }), SLOT).gap).to.deep.equal({
            from: slotPlus(SLOT, -1),
            imported: 0,
            exported: 0,
        });
    });

    it('names a jump where nothing was missing', () => {
        const judged = judge(POINT, [one([1000, 1500])], known(999), SLOT);
        expect(judged.state).to.equal('registerJump');
        expect(judged.gap).to.deep.equal({ from: SLOT, imported: 1, exported: 0 });
    });

    it('makes a state of a register that runs backwards, of any kind', () => {
        expect(judge(POINT, [one([1000, 1500])], known(1001), SLOT)).to.include({
            state: 'registerBackwards',
            imported: null,
        });
        const generation = { start: wh(5), end: wh(9) };
        const before = known(1000, 1, { generation: wh(6) });
        expect(judge(POINT, [one([1000, 1500], { generation })], before, SLOT).state).to.equal('registerBackwards');
        const exported = known(1000, 1, { export: wh(1) });
        expect(judge(POINT, [one([1000, 1500])], exported, SLOT).end).to.deep.equal({
            ...exported,
            pending: anna(1),
        });
    });

    it('starts afresh with another meter', () => {
        const judged = judge(POINT, [one([1000, 1500])], known(9000, 1, { meter: 'old' }), SLOT);
        expect(judged).to.include({ state: 'signed', gap: null, imported: 500 });
    });

    it('counts duplicates once and lets two that differ contradict each other', () => {
        const twice = [one([1000, 1500]), one([1000, 1500], { page: 2 })];
        expect(judge(POINT, twice, undefined, SLOT)).to.include({ state: 'signed', imported: 500 });
        for (const other of [
            one([1000, 1501]),
            one([1000, 1500], { generation: { start: wh(0), end: wh(0) } }),
            one([1000, 1500], { export: { start: wh(0), end: wh(1) } }),
        ]) {
            const judged = judge(POINT, [one([1000, 1500]), other], known(1000), SLOT);
            expect(judged).to.include({ state: 'contradictory', imported: null });
            expect(judged.end).to.deep.equal(known(1000, 1, { pending: anna(1) }));
        }
    });

    it('shows a substitute value but does not continue from it, and prefers a measured one', () => {
        const substitute = one([1000, 1600], { quality: 'substitute' });
        const judged = judge(POINT, [substitute], known(1000), SLOT);
        expect(judged).to.deep.include({
            state: 'estimated',
            imported: null,
            estimate: { imported: 600, exported: 0 },
        });
        expect(judged.end).to.deep.equal(known(1000, 1, { pending: anna(1) }));
        const both = judge(POINT, [substitute, one([1000, 1500])], known(1000), SLOT);
        expect(both).to.include({ state: 'signed', imported: 500, estimate: null });
    });
});
