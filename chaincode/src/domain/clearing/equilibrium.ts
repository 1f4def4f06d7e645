import type { Bid, Offer, PriceRule } from './book.js';
import type { Pair } from './pairing.js';
import type { Relations } from './relations.js';

/**
 * Competitive-equilibrium prices, one per offer that sells (design 4.1). They form a lattice; its lowest vector is
 * the rule `buyer`, its highest `seller`, their mean, offer by offer and rounded down, `midpoint`. The conditions
 * are differences of integers (`p − p′ ≤ c`), so the extremes are shortest paths and the mean satisfies them too.
 *
 * Offers of one class that sell have one price, since their buyers could have either. So there is one unknown per
 * selling class; offers that sell nothing stand at their own price and only bound the others.
 * @returns price by offer index in 10⁻⁴ CNY/kWh; undefined for an offer that sells nothing
 */
export function equilibriumPrices(
    rule: Exclude<PriceRule, 'shared'>,
    offers: readonly Offer[],
    bids: readonly Bid[],
    pairs: readonly Pair[],
    relations: Relations,
): (number | undefined)[] {
    const market = new Market(offers, bids, pairs, relations);
    const lowest = market.lowest();
    const highest = market.highest();
    const prices = lowest.map((low, index) => {
        const high = highest[index] ?? low;
        return rule === 'buyer' ? low : rule === 'seller' ? high : Math.floor((low + high) / 2);
    });
    const byOffer: (number | undefined)[] = offers.map(() => undefined);
    for (const { offer } of pairs) {
        byOffer[offer] = prices[market.classOf(offer)];
    }
    return byOffer;
}

/** The conditions on the price of each selling class; an index without sales keeps its neutral bounds. */
class Market {
    readonly #sellerClass: Int32Array;
    readonly #lower: number[];
    readonly #upper: number[];
    /** `p[from] ≤ p[to] + slack` */
    readonly #differences: { readonly from: number; readonly to: number; readonly slack: number }[] = [];

    constructor(offers: readonly Offer[], bids: readonly Bid[], pairs: readonly Pair[], relations: Relations) {
        this.#sellerClass = membership(offers.length, relations.sellers);
        const buyerClass = membership(bids.length, relations.buyers);
        const classes = relations.sellers.length;
        this.#lower = Array.from({ length: classes }, () => Number.NEGATIVE_INFINITY);
        this.#upper = Array.from({ length: classes }, () => Number.POSITIVE_INFINITY);
        const left = remaining(offers, pairs, 'offer');
        const wanting = remaining(bids, pairs, 'bid');
        const idle = Array.from({ length: classes }, () => Number.POSITIVE_INFINITY);
        offers.forEach((offer, index) => {
            if ((left[index] ?? 0) > 0) {
                const seller = this.classOf(index);
                idle[seller] = Math.min(idle[seller] ?? 0, offer.price);
            }
        });
        const used = new Set<string>();
        for (const { offer, bid } of pairs) {
            const [seller, buyer] = [this.classOf(offer), buyerClass[bid] ?? -1];
            const weight = relations.weights[seller]?.[buyer] ?? 0;
            this.#raise(seller, offers[offer]?.price ?? 0);
            this.#cap(seller, (bids[bid]?.price ?? 0) + weight);
            used.add(`${seller} ${buyer}`);
        }
        this.#unfilledBids(bids, wanting, buyerClass, relations);
        this.#bestForBuyers(used, idle, relations);
    }

    classOf(offer: number): number {
        return this.#sellerClass[offer] ?? -1;
    }

    lowest(): number[] {
        const prices = [...this.#lower];
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

    highest(): number[] {
        const prices = [...this.#upper];
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

    /** A bid with unfilled Wh gains nothing from any offer open to her. */
    #unfilledBids(bids: readonly Bid[], wanting: Float64Array, buyerClass: Int32Array, relations: Relations): void {
        const keenest = relations.buyers.map(() => Number.NEGATIVE_INFINITY);
        bids.forEach((bid, index) => {
            const buyer = buyerClass[index] ?? -1;
            if ((wanting[index] ?? 0) > 0) {
                keenest[buyer] = Math.max(keenest[buyer] ?? 0, bid.price);
            }
        });
        relations.weights.forEach((row, seller) => {
            row.forEach((weight, buyer) => {
                if (weight !== undefined && this.#sells(seller)) {
                    this.#raise(seller, (keenest[buyer] ?? 0) + weight);
                }
            });
        });
    }

    /** What a buyer has of an offer is the best she could have of any open to her. */
    #bestForBuyers(used: ReadonlySet<string>, idle: readonly number[], relations: Relations): void {
        const tightest = new Map<string, { from: number; to: number; slack: number }>();
        for (const pair of used) {
            const [seller = -1, buyer = -1] = pair.split(' ').map(Number);
            const weight = relations.weights[seller]?.[buyer] ?? 0;
            relations.weights.forEach((row, other) => {
                const otherWeight = row[buyer];
                if (otherWeight === undefined) {
                    return;
                }
                const slack = weight - otherWeight;
                this.#cap(seller, (idle[other] ?? 0) + slack);
                const key = `${seller} ${other}`;
                const known = tightest.get(key);
                if (other !== seller && this.#sells(other) && (known === undefined || slack < known.slack)) {
                    tightest.set(key, { from: seller, to: other, slack });
                }
            });
        }
        this.#differences.push(...tightest.values());
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
    #relax(improve: (difference: { from: number; to: number; slack: number }) => boolean): void {
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

function remaining(
    orders: readonly { readonly wh: number }[],
    pairs: readonly Pair[],
    side: 'offer' | 'bid',
): Float64Array {
    const left = Float64Array.from(orders, (order) => order.wh);
    for (const pair of pairs) {
        left[pair[side]] = (left[pair[side]] ?? 0) - pair.wh;
    }
    return left;
}
