/** Premium − fee of a Wh from a class of sellers to a class of buyers, 10⁻⁴ CNY/kWh, for every two classes. */
export class Weights {
    /** Buyer by buyer; NaN where the two may not trade. */
    readonly #values: Float64Array;

    constructor(
        readonly sellers: number,
        readonly buyers: number,
    ) {
        this.#values = new Float64Array(sellers * buyers).fill(Number.NaN);
    }

    /** undefined where the two may not trade. */
    at(seller: number, buyer: number): number | undefined {
        const value = this.#values[buyer * this.sellers + seller] ?? Number.NaN;
        return Number.isNaN(value) ? undefined : value;
    }

    set(seller: number, buyer: number, weight: number): void {
        this.#values[buyer * this.sellers + seller] = weight;
    }

    /** Only the named classes, in that order. */
    pick(sellers: readonly number[], buyers: readonly number[]): Weights {
        const picked = new Weights(sellers.length, buyers.length);
        buyers.forEach((buyer, column) => {
            sellers.forEach((seller, row) => {
                picked.set(row, column, this.at(seller, buyer) ?? Number.NaN);
            });
        });
        return picked;
    }

    /** Groups sellers whom every buyer treats alike, in order of their first. */
    alikeSellers(): number[][] {
        return this.#alike(this.sellers, this.buyers, (seller, buyer) => buyer * this.sellers + seller);
    }

    /** Groups buyers whom every seller treats alike, in order of their first. */
    alikeBuyers(): number[][] {
        return this.#alike(this.buyers, this.sellers, (buyer, seller) => buyer * this.sellers + seller);
    }

    #alike(lines: number, length: number, place: (line: number, index: number) => number): number[][] {
        const byHash = new Map<number, number[][]>();
        const groups: number[][] = [];
        const equal = (a: number, b: number): boolean => {
            for (let index = 0; index < length; index += 1) {
                if (!Object.is(this.#values[place(a, index)], this.#values[place(b, index)])) {
                    return false;
                }
            }
            return true;
        };
        for (let line = 0; line < lines; line += 1) {
            let hash = 0;
            for (let index = 0; index < length; index += 1) {
                hash = Math.imul(hash ^ (this.#values[place(line, index)] ?? 0), 0x01000193) + index;
            }
            const near = byHash.get(hash) ?? [];
            const group = near.find(([first]) => first !== undefined && equal(first, line));
            if (group) {
                group.push(line);
            } else {
                const fresh = [line];
                near.push(fresh);
                byHash.set(hash, near);
                groups.push(fresh);
            }
        }
        return groups;
    }
}
