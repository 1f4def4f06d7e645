import type { Bid, Book, Offer } from '@linguang/chaincode/domain';

/** Random books of a fixed seed: prices and quantities as in published comparisons of matching engines. */
export class BookMaker {
    #state: number;

    constructor(seed: number) {
        this.#state = seed;
    }

    /** Everybody alike but for price and quantity: one class a side. */
    plain(orders: number): Book {
        return {
            priceRule: 'midpoint',
            fees: [],
            offers: Array.from({ length: orders }, (_, index) => this.#offer(index, '', 'solar')),
            bids: Array.from({ length: orders }, (_, index) => this.#bid(index, '')),
        };
    }

    /** 4 zones with fees between all, 6 sources, premiums for 200 named plants, sources accepted and paid for. */
    preferences(plants: number, users: number): Book {
        const zones = ['east', 'north', 'south', 'west'];
        const sources = ['solar', 'wind', 'hydro', 'biomass', 'geothermal', 'tidal'];
        return {
            priceRule: 'midpoint',
            fees: zones.flatMap((from) =>
                zones.map((to) => [from, to, from === to ? 0 : this.#between(10, 50)] as const),
            ),
            offers: Array.from({ length: plants }, (_, index) => ({
                ...this.#offer(index, this.#oneOf(zones), this.#oneOf(sources)),
                wh: this.#between(500, 12_000),
            })),
            bids: Array.from({ length: users }, (_, index) => {
                const [wish, extra] = [this.#between(0, 99), this.#between(0, 50)];
                return {
                    ...this.#bid(index, this.#oneOf(zones)),
                    accepts: this.#between(0, 99) < 30 ? { sources: [this.#oneOf(sources), this.#oneOf(sources)] } : {},
                    premiums:
                        wish < 30
                            ? [{ accepts: { plants: [`o${this.#between(0, 199)}`] }, add: extra }]
                            : wish < 50
                              ? [{ accepts: { sources: [this.#oneOf(sources)] }, add: 5 * this.#between(0, 5) }]
                              : [],
                };
            }),
        };
    }

    #offer(index: number, zone: string, source: string): Offer {
        const [wh, price] = [this.#between(50, 1200), this.#between(80, 300)];
        return { id: `o${index}`, owner: `seller ${index}`, zone, source, plant: `o${index}`, wh, price, accepts: {} };
    }

    #bid(index: number, zone: string): Bid {
        const [wh, price] = [this.#between(50, 1200), this.#between(80, 320)];
        return { id: `b${index}`, owner: `buyer ${index}`, zone, wh, price, accepts: {}, premiums: [] };
    }

    #oneOf(labels: readonly string[]): string {
        return labels[this.#between(0, labels.length - 1)] ?? '';
    }

    /** Linear congruential generator of Numerical Recipes; whole numbers, both ends included. */
    #between(least: number, most: number): number {
        this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
        return least + Math.floor((this.#state / 2 ** 32) * (most - least + 1));
    }
}
