import type { Level } from './curve.js';
import type { Flow } from './transport.js';

/** Wh from one offer to one bid, by index. */
export interface Pair {
    readonly offer: number;
    readonly bid: number;
    readonly wh: number;
}

interface Owned {
    readonly owner: string;
}

/** Pairs, or the owner who would have to trade with herself. */
export type Pairing = { readonly pairs: Pair[] } | { readonly selfTrader: string };

/**
 * Turns flows between classes into trades between orders. Orders are walked by merit, so there are at most
 * as many trades as orders and flows together. Where an owner would meet herself her trades are exchanged with those of others
 * in the same flow; if that flow has too few others, the owner is named.
 */
export function pair(
    flows: readonly Flow[],
    sellers: readonly (readonly Level[])[],
    buyers: readonly (readonly Level[])[],
    sold: Float64Array,
    bought: Float64Array,
    offers: readonly Owned[],
    bids: readonly Owned[],
): Pairing {
    const supply = sellers.map((levels) => new Queue(levels, sold));
    const demand = buyers.map((levels) => new Queue(levels, bought));
    const pairs: Pair[] = [];
    for (const { seller, buyer, wh } of flows) {
        const block = walk(supply[seller], demand[buyer], wh);
        const own = block.filter((one) => offers[one.offer]?.owner === bids[one.bid]?.owner);
        const selfTrader = own.length > 0 ? exchange(block, own, offers, bids) : undefined;
        if (selfTrader !== undefined) {
            return { selfTrader };
        }
        for (const one of block) {
            if (one.wh > 0) {
                pairs.push(one);
            }
        }
    }
    return { pairs };
}

interface OpenPair {
    readonly offer: number;
    readonly bid: number;
    wh: number;
}

function walk(supply: Queue | undefined, demand: Queue | undefined, wh: number): OpenPair[] {
    const block: OpenPair[] = [];
    let left = wh;
    while (left > 0 && supply && demand) {
        const amount = Math.min(left, supply.left(), demand.left());
        block.push({ offer: supply.take(amount), bid: demand.take(amount), wh: amount });
        left -= amount;
    }
    return block;
}

/** Exchanges self-trades with trades of others; returns the owner for whom there are too few. */
function exchange(
    block: OpenPair[],
    own: readonly OpenPair[],
    offers: readonly Owned[],
    bids: readonly Owned[],
): string | undefined {
    const known = new Map(block.map((one) => [`${one.offer}|${one.bid}`, one]));
    const add = (offer: number, bid: number, wh: number): void => {
        const key = `${offer}|${bid}`;
        const before = known.get(key);
        if (before) {
            before.wh += wh;
        } else {
            const fresh = { offer, bid, wh };
            known.set(key, fresh);
            block.push(fresh);
        }
    };
    for (const self of own) {
        const owner = offers[self.offer]?.owner ?? '';
        for (let index = 0; self.wh > 0; index += 1) {
            const other = block[index];
            if (!other) {
                return owner;
            }
            if (other.wh > 0 && offers[other.offer]?.owner !== owner && bids[other.bid]?.owner !== owner) {
                const amount = Math.min(self.wh, other.wh);
                self.wh -= amount;
                other.wh -= amount;
                add(self.offer, other.bid, amount);
                add(other.offer, self.bid, amount);
            }
        }
    }
    return undefined;
}

/** The filled Wh of a class, order by order. */
class Queue {
    readonly #orders: number[];
    readonly #fills: Float64Array;
    #position = 0;
    #taken = 0;

    constructor(levels: readonly Level[], fills: Float64Array) {
        this.#orders = [];
        for (const { members } of levels) {
            for (const index of members) {
                if ((fills[index] ?? 0) > 0) {
                    this.#orders.push(index);
                }
            }
        }
        this.#fills = fills;
    }

    /** What the order at the head still has, in Wh. */
    left(): number {
        return (this.#fills[this.#orders[this.#position] ?? -1] ?? 0) - this.#taken;
    }

    /** Takes Wh from the order at the head and returns its index. */
    take(wh: number): number {
        const order = this.#orders[this.#position] ?? -1;
        this.#taken += wh;
        if (this.left() === 0) {
            this.#position += 1;
            this.#taken = 0;
        }
        return order;
    }
}
