/** Random numbers from a seed (mulberry32): the same seed draws the same plan of faults and load. */
export class Random {
    #state: number;

    constructor(seed: number) {
        this.#state = seed >>> 0;
    }

    /** From 0 up to, but not, 1. */
    next(): number {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let t = this.#state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    }

    /** A whole number from `from` to before `to`. */
    between(from: number, to: number): number {
        return from + Math.floor(this.next() * (to - from));
    }

    chance(probability: number): boolean {
        return this.next() < probability;
    }

    /** One of them. @throws RangeError for none */
    pick<Item>(items: readonly Item[]): Item {
        const item = items[this.between(0, items.length)];
        if (item === undefined) {
            throw new RangeError('nothing to pick from');
        }
        return item;
    }

    /** All of them in another order. */
    shuffled<Item>(items: readonly Item[]): Item[] {
        return items
            .map((item) => ({ item, place: this.next() }))
            .sort((a, b) => a.place - b.place)
            .map(({ item }) => item);
    }
}
