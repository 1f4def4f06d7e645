/**
 * A bounded memory of strings → values: two generations, the older dropped when the younger is full. Cheaper than an
 * exact LRU and never larger than twice the capacity.
 */
export class Recent<T> {
    readonly #capacity: number;
    #young = new Map<string, T>();
    #old = new Map<string, T>();

    constructor(capacity: number) {
        this.#capacity = capacity;
    }

    get(key: string): T | undefined {
        const young = this.#young.get(key);
        if (young !== undefined) {
            return young;
        }
        const old = this.#old.get(key);
        if (old !== undefined) {
            this.set(key, old);
        }
        return old;
    }

    set(key: string, value: T): void {
        if (this.#young.size >= this.#capacity) {
            this.#old = this.#young;
            this.#young = new Map();
        }
        this.#young.set(key, value);
    }

    compute(key: string, make: () => T): T {
        const known = this.get(key);
        if (known !== undefined) {
            return known;
        }
        const made = make();
        this.set(key, made);
        return made;
    }

    delete(key: string): void {
        this.#young.delete(key);
        this.#old.delete(key);
    }

    clear(): void {
        this.#young.clear();
        this.#old.clear();
    }
}
