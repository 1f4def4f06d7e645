/** Thrown when the queue is full: the caller should come back after `retryAfter` seconds. */
export class Overloaded extends Error {
    override readonly name = 'Overloaded';
    readonly retryAfter = 1;
}

/** A cap on work in flight with a bounded first-come queue, well below the peer's own limit of 500 calls. */
export class Admission {
    readonly #limit: number;
    readonly #queueLimit: number;
    readonly #waiting: (() => void)[] = [];
    #running = 0;

    constructor({ limit, queueLimit }: Readonly<{ limit: number; queueLimit: number }>) {
        this.#limit = limit;
        this.#queueLimit = queueLimit;
    }

    get running(): number {
        return this.#running;
    }

    get queued(): number {
        return this.#waiting.length;
    }

    /** True when a caller from outside should be turned away now. */
    get full(): boolean {
        return this.#running >= this.#limit && this.#waiting.length >= this.#queueLimit;
    }

    /** @throws Overloaded */
    check(): void {
        if (this.full) {
            throw new Overloaded('too many transactions are waiting');
        }
    }

    /** Runs `work` as soon as a place is free. Does not refuse: work that was accepted must be done; see {@link check}. */
    async run<T>(work: () => Promise<T>): Promise<T> {
        if (this.#running >= this.#limit) {
            await new Promise<void>((resolve) => this.#waiting.push(resolve));
        } else {
            this.#running++;
        }
        try {
            return await work();
        } finally {
            const next = this.#waiting.shift();
            if (next) {
                next();
            } else {
                this.#running--;
            }
        }
    }
}
