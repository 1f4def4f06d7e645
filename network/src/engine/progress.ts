import type { ProcessStatus } from '../supervisor/spec.js';

/** Told what happens, in words for a person. */
export type Say = (text: string) => void;

/** Nobody looks longer at a line that stays the same without wondering. */
const EVERY_MS = 3000;

/**
 * Waits for a piece of work and says every few seconds how far it is, so that a person sees what is waited for.
 * @param state - how far it is: `2 of 5 peers ready, waiting for peer1.grid`
 */
export async function telling<T>(say: Say, state: () => string, work: Promise<T>, everyMs = EVERY_MS): Promise<T> {
    const began = Date.now();
    const timer = setInterval(() => {
        const seconds = Math.round((Date.now() - began) / 1000);
        say(`${state()} (${seconds} s)`);
    }, everyMs);
    try {
        return await work;
    } finally {
        clearInterval(timer);
    }
}

/** A count of things that are done one by one, for {@link telling}. */
export class Count {
    readonly #what: string;
    readonly #open: Set<string>;
    readonly #total: number;

    /** @param what - completes "2 of 5 …" */
    constructor(what: string, names: Iterable<string>) {
        this.#what = what;
        this.#open = new Set(names);
        this.#total = this.#open.size;
    }

    done(name: string): void {
        this.#open.delete(name);
    }

    /** `2 of 5 peers joined, waiting for peer1.grid, peer0.certifier` */
    get text(): string {
        return progressText(this.#what, this.#total, [...this.#open]);
    }
}

/** How far processes are that a supervisor is starting. */
export function readiness(status: readonly ProcessStatus[], names: readonly string[]): string {
    const ready = new Set(status.filter(({ phase }) => phase === 'ready').map(({ name }) => name));
    const open = names.filter((name) => !ready.has(name));
    return progressText('processes ready', names.length, open);
}

function progressText(what: string, total: number, open: readonly string[]): string {
    const waiting = open.length === 0 ? '' : `, waiting for ${open.join(', ')}`;
    return `${total - open.length} of ${total} ${what}${waiting}`;
}
