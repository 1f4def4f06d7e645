/** Repeatable pseudo-random numbers of a simulation: the same seed and name give the same series. Not for keys. */
export class Random {
    #state: number;

    /** @param name - what the series is for; different names give independent series (FNV-1a, 32 bits) */
    constructor(seed: number, name: string) {
        let hash = (0x811c9dc5 ^ seed) >>> 0;
        for (let index = 0; index < name.length; index++) {
            hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
        }
        this.#state = hash;
    }

    /** Uniform in [0, 1): mulberry32. */
    next(): number {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let mixed = this.#state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    }

    between(least: number, most: number): number {
        return least + (most - least) * this.next();
    }

    pick<Item>(items: readonly [Item, ...Item[]]): Item {
        return items[Math.floor(this.next() * items.length)] ?? items[0];
    }
}
