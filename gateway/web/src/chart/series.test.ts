import { expect } from 'chai';
import fc from 'fast-check';
import type { EnergyFigures } from '../../../src/http/api.ts';
import { axisStep, homeFlows, homeValues, isEstimated, isGap, stacked } from './series.ts';

const figures: EnergyFigures = {
    importedWh: 21,
    exportedWh: 11,
    generatedWh: 11,
    ownWh: 3,
    boughtWh: 13,
    neighboursWh: 4,
    plantsWh: { solar: 2, wind: 7 },
    soldWh: 7,
    fromGridWh: 5,
    toGridWh: 1,
};

describe('series of a chart', () => {
    it('stacks what is drawn and what is given apart, never netted', () => {
        const bar = { slot: 1, state: 'signed', values: homeValues(figures) };
        expect(stacked(bar, homeFlows(figures), 'up')).to.equal(figures.importedWh);
        expect(stacked(bar, homeFlows(figures), 'down')).to.equal(figures.exportedWh);
    });

    it('names own energy and the sources of power stations only where there is any', () => {
        const ids = (of: EnergyFigures) => homeFlows(of).map(({ id }) => id);
        expect(ids(figures)).to.deep.equal([
            'own',
            'neighbours',
            'plant-solar',
            'plant-wind',
            'fromGrid',
            'ownGiven',
            'sold',
            'toGrid',
        ]);
        expect(ids({ ...figures, ownWh: 0, plantsWh: {} })).to.deep.equal(['neighbours', 'fromGrid', 'sold', 'toGrid']);
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
