import { expect } from 'chai';
import { Fields } from '../fields.js';
import { reading, SLOT, testPoint } from '../testing/district.js';
import { watt, wh } from '../units.js';
import { energyOfReading, parseBasis, parseDecision } from './decision.js';

const LIMITS = { importW: watt(4000), exportW: watt(2000) };
const roof = { id: 'roof', source: 'solar', capacityW: watt(2000), register: 'export' } as const;
const point = testPoint('p', 'anna', { limits: LIMITS, plant: roof });
const decided = (values: object, of = point) => parseDecision(new Fields(values, 'decision'), of, SLOT);

describe('a decision on what a faulty meter should have shown', () => {
    it('names energy, and as the plant’s what a single plant without a register of its own exports', () => {
        expect(decided({ imported: 12, exported: 300 })).to.deep.equal({
            imported: 12,
            exported: 300,
            generated: null,
            parts: [{ plant: 'roof', source: 'solar', wh: 300 }],
        });
        expect(decided({ imported: 12, exported: 0, generated: 5 })).to.deep.include({ generated: 5, parts: [] });
    });

    it('certifies nothing of a plant that needs a signed register, of several units, or of none', () => {
        const own = testPoint('p', 'anna', { limits: LIMITS, plant: { ...roof, register: 'generation' } });
        const unit = { id: 'u', kind: 'plant', source: 'solar', capacityW: watt(2000), channel: 1 } as const;
        const several = testPoint('p', 'anna', { limits: LIMITS, plant: roof, units: [unit] });
        for (const of of [own, several, testPoint('p', 'anna', { limits: LIMITS })]) {
            expect(decided({ imported: 0, exported: 300 }, of).parts).to.deep.equal([]);
        }
    });

    it('is refused beyond what the connection carries in a quarter of an hour', () => {
        // As for readings: 4000 W carry 1,000 Wh, and one more may be counted at the turn of the slot.
        expect(decided({ imported: 1001, exported: 501 })).to.include({ imported: 1001 });
        expect(() => decided({ imported: 1002, exported: 0 })).to.throw(/^CORRECTION_REFUSED: /);
        expect(() => decided({ imported: 0, exported: 502 })).to.throw(/^CORRECTION_REFUSED: /);
    });

    it('is read strictly', () => {
        for (const bad of [{ imported: 1 }, { imported: 1, exported: -1 }, { imported: 1, exported: 1, why: '' }]) {
            expect(() => decided(bad), JSON.stringify(bad)).to.throw(/^REQUEST_INVALID: /);
        }
    });
});

describe('the basis of a correction', () => {
    it('is a reading, or a decision with a reason and a file', () => {
        const decision = { kind: 'decision', reason: 'meterFaulty', reference: 'F-2026-17' };
        expect(parseBasis({ kind: 'reading' }, 'basis')).to.deep.equal({ kind: 'reading' });
        expect(parseBasis(decision, 'basis')).to.deep.equal(decision);
        for (const bad of [
            { kind: 'rumour' },
            { kind: 'reading', reference: 'F-1' },
            { ...decision, reason: 'neighbour' },
            { ...decision, reference: 'Anna Li, flat 3' },
        ]) {
            expect(() => parseBasis(bad, 'basis'), JSON.stringify(bad)).to.throw(/^REQUEST_INVALID: .*basis/);
        }
    });
});

describe('a late reading', () => {
    it('shows what its registers say, bounded by the plant’s own', () => {
        const own = testPoint('p', 'anna', { plant: { ...roof, register: 'generation' } });
        const late = reading('p', [10, 25], [100, 400], { generation: { start: wh(7), end: wh(207) } });
        expect(energyOfReading(own, late)).to.deep.equal({
            imported: 15,
            exported: 300,
            generated: 200,
            parts: [
                { plant: 'roof', source: 'solar', wh: 200 },
                { plant: '', source: '', wh: 100 },
            ],
        });
    });
});
