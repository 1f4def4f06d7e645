/** A sum of products of safe integers, exact at any size. */
export class ExactSum {
    #small = 0;
    #large = 0n;

    /** Adds a × b. */
    add(a: number, b: number): void {
        const product = a * b;
        if (Math.abs(product) > Number.MAX_SAFE_INTEGER) {
            this.#large += BigInt(a) * BigInt(b);
            return;
        }
        if (Math.abs(this.#small + product) > Number.MAX_SAFE_INTEGER) {
            this.#large += BigInt(this.#small);
            this.#small = 0;
        }
        this.#small += product;
    }

    total(): bigint {
        return this.#large + BigInt(this.#small);
    }
}
