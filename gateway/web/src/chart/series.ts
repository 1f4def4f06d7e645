import { SOURCES, type Source } from '@linguang/chaincode/domain';
import type { EnergyFigures } from '../../../src/http/api.ts';
import { certainty } from '../display/certainty.ts';
import type { Key } from '../language/language.ts';

/** How one flow is drawn: above the line what is drawn from the network, below it what is given to it. */
export type Flow = Readonly<{
    id: 'bought' | 'own' | 'neighbours' | `plant-${Source}` | 'fromGrid' | 'ownGiven' | 'sold' | 'toGrid';
    name: Key;
    side: 'up' | 'down';
}>;

/**
 * One quarter-hour of a chart. `values` is null where nothing is known: a gap, which is not zero. `state` is the
 * reading state; sums of many meters have none.
 */
export type Bar = Readonly<{
    slot: number;
    state?: string;
    values: Readonly<Partial<Record<Flow['id'], number>>> | null;
}>;

/** A settled quarter-hour whose energy is unknown; one not settled yet is no gap. */
export function isGap(bar: Bar): boolean {
    return bar.values === null && bar.state !== undefined && certainty(bar.state) !== 'unsettled';
}

/** A quarter-hour whose values are known but not measured. */
export function isEstimated(bar: Bar): boolean {
    return bar.values !== null && bar.state !== undefined && certainty(bar.state) === 'estimated';
}

/** What power stations of a source are called. */
export const stationNames: Readonly<Record<Source, Key>> = {
    solar: 'flow.plant.solar',
    wind: 'flow.plant.wind',
    hydro: 'flow.plant.hydro',
    biomass: 'flow.plant.biomass',
    other: 'flow.plant.other',
};

/** The flows of a home: own energy and power stations only where there is any in all. */
export function homeFlows(totals: EnergyFigures): readonly Flow[] {
    const own = totals.ownWh > 0;
    const stations = SOURCES.filter((source) => (totals.plantsWh[source] ?? 0) > 0);
    return [
        ...(own ? [{ id: 'own', name: 'flow.own', side: 'up' } as const] : []),
        { id: 'neighbours', name: 'flow.neighbours', side: 'up' },
        ...stations.map((source): Flow => ({ id: `plant-${source}`, name: stationNames[source], side: 'up' })),
        { id: 'fromGrid', name: 'flow.fromGrid', side: 'up' },
        ...(own ? [{ id: 'ownGiven', name: 'flow.ownGiven', side: 'down' } as const] : []),
        { id: 'sold', name: 'flow.sold', side: 'down' },
        { id: 'toGrid', name: 'flow.toGrid', side: 'down' },
    ];
}

/** Wh of each flow of a home. */
export function homeValues(figures: EnergyFigures): NonNullable<Bar['values']> {
    const { ownWh, neighboursWh, plantsWh, fromGridWh, soldWh, toGridWh } = figures;
    return {
        own: ownWh,
        neighbours: neighboursWh,
        ...Object.fromEntries(SOURCES.map((source) => [`plant-${source}`, plantsWh[source] ?? 0])),
        fromGrid: fromGridWh,
        ownGiven: ownWh,
        sold: soldWh,
        toGrid: toGridWh,
    };
}

/** Wh of one side of a bar. */
export function stacked(bar: Bar, flows: readonly Flow[], side: Flow['side']): number {
    return flows.reduce((sum, flow) => (flow.side === side ? sum + (bar.values?.[flow.id] ?? 0) : sum), 0);
}

/** A step for the axis that is 1, 2 or 5 times a power of ten Wh and gives at most `lines` lines up to `extent`. */
export function axisStep(extent: number, lines: number): number {
    for (let power = 1; ; power *= 10) {
        for (const factor of [1, 2, 5]) {
            if (extent <= factor * power * lines) {
                return factor * power;
            }
        }
    }
}
