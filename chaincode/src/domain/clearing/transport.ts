import type { Level } from './curve.js';
import { type Arc, cheapestCirculation } from './simplex.js';

/** Wh from a class of sellers to a class of buyers. */
export interface Flow {
    readonly seller: number;
    readonly buyer: number;
    readonly wh: number;
}

/**
 * How much each class of sellers sends to each class of buyers so that the sum of gains is greatest and, among
 * such plans, the volume. A gain counts twice and a Wh once: an exchange changes the volume by at most 1 Wh per
 * Wh exchanged, so no volume ever outweighs a gain.
 */
export function transport(
    supply: readonly (readonly Level[])[],
    demand: readonly (readonly Level[])[],
    weights: readonly (readonly (number | undefined)[])[],
): Flow[] {
    const [onlySupply, onlyDemand, onlyWeight] = [supply[0], demand[0], weights[0]?.[0]];
    if (supply.length === 1 && demand.length === 1 && onlySupply && onlyDemand) {
        return onlyWeight === undefined ? [] : single(onlySupply, onlyDemand, onlyWeight);
    }
    const arcs: Arc[] = [];
    const pairs: [seller: number, buyer: number][] = [];
    const unlimited = Number.POSITIVE_INFINITY;
    weights.forEach((row, seller) => {
        row.forEach((weight, buyer) => {
            if (weight !== undefined && mayGain(supply[seller], demand[buyer], weight)) {
                pairs.push([seller, buyer]);
                arcs.push({
                    from: 1 + seller,
                    to: 1 + supply.length + buyer,
                    cost: -2 * weight - 1,
                    capacity: unlimited,
                });
            }
        });
    });
    supply.forEach((levels, seller) => {
        arcs.push(...levels.map((level) => ({ from: 0, to: 1 + seller, cost: 2 * level.price, capacity: level.wh })));
    });
    demand.forEach((levels, buyer) => {
        const from = 1 + supply.length + buyer;
        arcs.push(...levels.map((level) => ({ from, to: 0, cost: -2 * level.price, capacity: level.wh })));
    });
    const flow = cheapestCirculation(1 + supply.length + demand.length, arcs);
    return pairs
        .map(([seller, buyer], index) => ({ seller, buyer, wh: flow[index] ?? 0 }))
        .filter((edge) => edge.wh > 0);
}

/** Whether the keenest orders of two classes gain from each other; where they don't, no optimal plan uses the pair. */
function mayGain(supply: readonly Level[] | undefined, demand: readonly Level[] | undefined, weight: number): boolean {
    return (demand?.[0]?.price ?? 0) + weight >= (supply?.[0]?.price ?? 0);
}

/** One class a side: the curves are merged up to where they cross. */
function single(supply: readonly Level[], demand: readonly Level[], weight: number): Flow[] {
    let [wh, sold, bought, s, d] = [0, 0, 0, 0, 0];
    for (;;) {
        const [offered, wanted] = [supply[s], demand[d]];
        if (!offered || !wanted || wanted.price + weight < offered.price) {
            return wh > 0 ? [{ seller: 0, buyer: 0, wh }] : [];
        }
        const amount = Math.min(offered.wh - sold, wanted.wh - bought);
        wh += amount;
        sold += amount;
        bought += amount;
        if (sold === offered.wh) {
            [s, sold] = [s + 1, 0];
        }
        if (bought === wanted.wh) {
            [d, bought] = [d + 1, 0];
        }
    }
}
