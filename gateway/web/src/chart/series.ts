import { certainty } from '../display/certainty.ts';
import type { Key } from '../language/language.ts';

/** How one flow is drawn: above the line what is drawn from the network, below it what is given to it. */
export type Flow = Readonly<{
    id: 'bought' | 'fromGrid' | 'sold' | 'toGrid' | 'own';
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

/** The flows of a home. */
export const homeFlows: readonly Flow[] = [
    { id: 'bought', name: 'flow.bought', side: 'up' },
    { id: 'fromGrid', name: 'flow.fromGrid', side: 'up' },
    { id: 'sold', name: 'flow.sold', side: 'down' },
    { id: 'toGrid', name: 'flow.toGrid', side: 'down' },
];

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
