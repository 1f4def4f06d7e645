import { expect } from 'chai';
import fc from 'fast-check';
import { axisStep, homeFlows, isEstimated, isGap, stacked } from './series.ts';

describe('series of a chart', () => {
    it('stacks what is drawn and what is given apart, never netted', () => {
        const bar = { slot: 1, state: 'signed', values: { bought: 10, fromGrid: 5, sold: 7, toGrid: 1 } };
        expect(stacked(bar, homeFlows, 'up')).to.equal(15);
        expect(stacked(bar, homeFlows, 'down')).to.equal(8);
    });

    it('takes a missing reading for a gap, and neither the future nor a zero', () => {
        expect(isGap({ slot: 1, state: 'missing', values: null })).to.equal(true);
        expect(isGap({ slot: 1, state: 'unsettled', values: null })).to.equal(false);
        expect(isGap({ slot: 1, state: 'signed', values: { bought: 0 } })).to.equal(false);
        expect(isEstimated({ slot: 1, state: 'estimated', values: { bought: 3 } })).to.equal(true);
    });

    it('divides an axis by 1, 2 or 5 times a power of ten, with no more lines than asked for', () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 12 }), (extent, lines) => {
                const step = axisStep(extent, lines);
                expect(String(step)).to.match(/^[125]0*$/);
                expect(step * lines >= extent).to.equal(true);
            }),
        );
    });
});
