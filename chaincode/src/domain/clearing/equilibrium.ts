import type { Bid, Offer, PriceRule } from './book.js';
import type { Pair } from './pairing.js';
import type { Relations } from './relations.js';

/** What each order trades, in Wh by index. */
export interface Fills {
    readonly sold: Float64Array;
    readonly bought: Float64Array;
}

/**
 * Competitive-equilibrium prices, one per offer that sells (design 4.1). They form a lattice; its lowest vector is
 * the rule `buyer`, its highest `seller`, their mean, offer by offer and rounded down, `midpoint`. The conditions
 * are differences of integers (`p − p′ ≤ c`), so the extremes are shortest paths and the mean satisfies them too.
 *
 * Offers of one class that sell have one price, since their buyers could have either. So there is one unknown per
 * selling class; offers that sell nothing stand at their own price and only bound the others.
 * @returns price by offer index in 10⁻⁴ CNY/kWh; meaningless for an offer that sells nothing
 */
export function equilibriumPrices(
    rule: Exclude<PriceRule, 'shared'>,
    offers: readonly Offer[],
    bids: readonly Bid[],
    pairs: readonly Pair[],
    fills: Fills,
    relations: Relations,
): Float64Array {
    const market = new Market(offers, bids, pairs, fills, relations);
    const lowest = market.lowest();
    const highest = market.highest();
    const byOffer = new Float64Array(offers.length);
    relations.sellers.forEach((members, seller) => {
        const [low, high] = [lowest[seller] ?? 0, highest[seller] ?? 0];
        const price = rule === 'buyer' ? low : rule === 'seller' ? high : Math.floor((low + high) / 2);
        for (const offer of members) {
            byOffer[offer] = price;
        }
    });
    return byOffer;
}

/** `p[from] ≤ p[to] + slack` */
interface Difference {
    readonly from: number;
    readonly to: number;
    readonly slack: number;
}

/** The conditions on the price of each selling class; an index without sales keeps its neutral bounds. */
class Market {
    readonly #lower: Float64Array;
    readonly #upper: Float64Array;
    readonly #differences: Difference[] = [];
    readonly #relations: Relations;

    constructor(
        offers: readonly Offer[],
        bids: readonly Bid[],
        pairs: readonly Pair[],
        { sold, bought }: Fills,
        relations: Relations,
    ) {
        const { sellers, buyers, weights } = relations;
        this.#relations = relations;
        this.#lower = new Float64Array(sellers.length).fill(Number.NEGATIVE_INFINITY);
        this.#upper = new Float64Array(sellers.length).fill(Number.POSITIVE_INFINITY);
        const sellerClass = membership(offers.length, sellers);
        const buyerClass = membership(bids.length, buyers);
        const used = sellers.map(() => new Set<number>());
        for (const { offer, bid } of pairs) {
            const [seller, buyer] = [sellerClass[offer] ?? -1, buyerClass[bid] ?? -1];
            const weight = weights.at(seller, buyer) ?? 0;
            this.#raise(seller, offers[offer]?.price ?? 0);
            this.#cap(seller, (bids[bid]?.price ?? 0) + weight);
            used[seller]?.add(buyer);
        }
        this.#unfilledBids(extremes(buyers, bids, bought, -1));
        this.#bestForBuyers(used, extremes(sellers, offers, sold, 1));
    }

    lowest(): Float64Array {
        const prices = this.#lower.slice();
        this.#relax((difference) => {
            const bound = (prices[difference.from] ?? 0) - difference.slack;
            const better = bound > (prices[difference.to] ?? 0);
            if (better) {
                prices[difference.to] = bound;
            }
            return better;
        });
        return prices;
    }

    highest(): Float64Array {
        const prices = this.#upper.slice();
        this.#relax((difference) => {
            const bound = (prices[difference.to] ?? 0) + difference.slack;
            const better = bound < (prices[difference.from] ?? 0);
            if (better) {
                prices[difference.from] = bound;
            }
            return better;
        });
        return prices;
    }

    /** A bid with unfilled Wh gains nothing from any offer open to her. @param keenest - her price, by class */
    #unfilledBids(keenest: Float64Array): void {
        const { sellers, weights } = this.#relations;
        sellers.forEach((_, seller) => {
            if (this.#sells(seller)) {
                keenest.forEach((price, buyer) => {
                    const weight = price === Number.NEGATIVE_INFINITY ? undefined : weights.at(seller, buyer);
                    if (weight !== undefined) {
                        this.#raise(seller, price + weight);
                    }
                });
            }
        });
    }

    /**
     * What a buyer has of an offer is the best she could have of any open to her.
     * @param idle - the price of the cheapest offer with unsold Wh, by class
     */
    #bestForBuyers(used: readonly ReadonlySet<number>[], idle: Float64Array): void {
        const { sellers, weights } = this.#relations;
        const tightest = new Float64Array(sellers.length);
        used.forEach((buyers, seller) => {
            tightest.fill(Number.POSITIVE_INFINITY);
            for (const buyer of buyers) {
                const weight = weights.at(seller, buyer) ?? 0;
                for (let other = 0; other < sellers.length; other += 1) {
                    const otherWeight = weights.at(other, buyer);
                    if (otherWeight !== undefined) {
                        tightest[other] = Math.min(tightest[other] ?? 0, weight - otherWeight);
                    }
                }
            }
            tightest.forEach((slack, other) => {
                if (slack < Number.POSITIVE_INFINITY) {
                    this.#cap(seller, (idle[other] ?? 0) + slack);
                    if (other !== seller && this.#sells(other)) {
                        this.#differences.push({ from: seller, to: other, slack });
                    }
                }
            });
        });
    }

    /** Whether a class sells; its price has an upper bound from the first trade on. */
    #sells(seller: number): boolean {
        return (this.#upper[seller] ?? 0) < Number.POSITIVE_INFINITY;
    }

    #raise(seller: number, bound: number): void {
        this.#lower[seller] = Math.max(this.#lower[seller] ?? 0, bound);
    }

    #cap(seller: number, bound: number): void {
        this.#upper[seller] = Math.min(this.#upper[seller] ?? 0, bound);
    }

    /** Bellman-Ford; an optimal plan has no contradictory conditions, so it ends. */
    #relax(improve: (difference: Difference) => boolean): void {
        for (let round = 0; round <= this.#lower.length; round += 1) {
            let improved = false;
            for (const difference of this.#differences) {
                improved = improve(difference) || improved;
            }
            if (!improved) {
                return;
            }
        }
        throw new RangeError('the plan is not optimal: its prices contradict each other');
    }
}

function membership(orders: number, classes: readonly (readonly number[])[]): Int32Array {
    const classOf = new Int32Array(orders);
    classes.forEach((members, index) => {
        for (const member of members) {
            classOf[member] = index;
        }
    });
    return classOf;
}

/** The lowest (1) or highest (−1) price, by class, among the orders that are not filled; infinite where all are. */
function extremes(
    classes: readonly (readonly number[])[],
    orders: readonly { readonly wh: number; readonly price: number }[],
    filled: Float64Array,
    direction: 1 | -1,
): Float64Array {
    return Float64Array.from(classes, (members) => {
        let extreme = direction * Number.POSITIVE_INFINITY;
        for (const member of members) {
            const order = orders[member];
            if (order !== undefined && order.wh > (filled[member] ?? 0) && direction * (extreme - order.price) > 0) {
                extreme = order.price;
            }
        }
        return extreme;
    });
}
