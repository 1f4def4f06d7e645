import type { Level } from './curve.js';
import { type Arcs, cheapestCirculation } from './simplex.js';
import type { Weights } from './weights.js';

/** Wh from a class of sellers to a class of buyers. */
export interface Flow {
    readonly seller: number;
    readonly buyer: number;
    readonly wh: number;
}

type Curves = readonly (readonly Level[])[];

/**
 * How much each class of sellers sends to each class of buyers so that the sum of gains is greatest and, among
 * such plans, the volume. A gain counts twice and a Wh once: an exchange changes the volume by at most 1 Wh per
 * Wh exchanged, so no volume ever outweighs a gain.
 */
export function transport(supply: Curves, demand: Curves, weights: Weights): Flow[] {
    const [onlySupply, onlyDemand] = [supply[0], demand[0]];
    if (supply.length === 1 && demand.length === 1 && onlySupply && onlyDemand) {
        const weight = weights.at(0, 0);
        const wh = weight === undefined ? 0 : merge(onlySupply, onlyDemand, weight).wh;
        return wh > 0 ? [{ seller: 0, buyer: 0, wh }] : [];
    }
    const pairs = tradingPairs(supply, demand, weights);
    const nodes = 1 + supply.length + demand.length;
    const longest = 2 * Math.min(supply.length, demand.length) + 2;
    const flow = cheapestCirculation(nodes, network(supply, demand, weights, pairs), longest);
    const flows: Flow[] = [];
    pairs.forEach((pair, index) => {
        const wh = flow[index] ?? 0;
        if (wh > 0) {
            flows.push({ seller: Math.floor(pair / demand.length), buyer: pair % demand.length, wh });
        }
    });
    return flows;
}

/** Pairs of classes whose keenest orders gain from each other, as seller × buyers + buyer; no optimal plan uses others. */
function tradingPairs(supply: Curves, demand: Curves, weights: Weights): number[] {
    const pairs: number[] = [];
    const highest = demand.map((levels) => levels[0]?.price ?? 0);
    supply.forEach((levels, seller) => {
        const lowest = levels[0]?.price ?? 0;
        for (let buyer = 0; buyer < demand.length; buyer += 1) {
            const weight = weights.at(seller, buyer);
            if (weight !== undefined && (highest[buyer] ?? 0) + weight >= lowest) {
                pairs.push(seller * demand.length + buyer);
            }
        }
    });
    return pairs;
}

/** Pairs first, then the levels of all supply curves, then those of all demand curves. Node 0 closes the circulation. */
function network(supply: Curves, demand: Curves, weights: Weights, pairs: readonly number[]): Arcs {
    const levels = [...supply, ...demand].reduce((sum, curve) => sum + curve.length, 0);
    const total = pairs.length + levels;
    const [from, to] = [new Int32Array(total), new Int32Array(total)];
    const [cost, capacity] = [new Float64Array(total), new Float64Array(total).fill(Number.POSITIVE_INFINITY)];
    const full = new Uint8Array(total);
    pairs.forEach((pair, arc) => {
        const [seller, buyer] = [Math.floor(pair / demand.length), pair % demand.length];
        from[arc] = 1 + seller;
        to[arc] = 1 + supply.length + buyer;
        cost[arc] = -2 * (weights.at(seller, buyer) ?? 0) - 1;
    });
    const level = merge(inOrder(supply, 1), inOrder(demand, -1), 0);
    let arc = pairs.length;
    supply.forEach((curve, seller) => {
        for (const { price, wh } of curve) {
            to[arc] = 1 + seller;
            cost[arc] = 2 * price;
            capacity[arc] = wh;
            full[arc] = price < level.price ? 1 : 0;
            arc += 1;
        }
    });
    demand.forEach((curve, buyer) => {
        for (const { price, wh } of curve) {
            from[arc] = 1 + supply.length + buyer;
            cost[arc] = -2 * price;
            capacity[arc] = wh;
            full[arc] = price > level.price ? 1 : 0;
            arc += 1;
        }
    });
    return { from, to, cost, capacity, full };
}

function inOrder(curves: Curves, direction: 1 | -1): readonly Level[] {
    return curves.flat().sort((a, b) => direction * (a.price - b.price));
}

/** Merges two curves up to where they cross: the volume, and the middle of the last two prices that met. */
function merge(supply: readonly Level[], demand: readonly Level[], weight: number): { wh: number; price: number } {
    let [wh, price, sold, bought, s, d] = [0, 0, 0, 0, 0, 0];
    for (;;) {
        const [offered, wanted] = [supply[s], demand[d]];
        if (!offered || !wanted || wanted.price + weight < offered.price) {
            return { wh, price };
        }
        const amount = Math.min(offered.wh - sold, wanted.wh - bought);
        wh += amount;
        price = (offered.price + wanted.price) / 2;
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
