import { sameBytes } from './bytes.js';
import { Recent } from './recent.js';

/** Bytes near the end that are looked up: in a certificate they are of its signature, and hence unlike any other's. */
const PROBE = 32;
/** The last line of a certificate in PEM is the same in all of them. */
const FROM_END = 72;

/**
 * A bounded memory of byte strings → values for long keys such as serialized identities: it looks a key up by a few of
 * its bytes and compares the rest, which costs a fraction of making a string of all of them.
 */
export class RecentBytes<T> {
    readonly #entries: Recent<{ readonly key: Uint8Array; readonly value: T }>;

    constructor(capacity: number) {
        this.#entries = new Recent(capacity);
    }

    get(key: Uint8Array): T | undefined {
        const entry = this.#entries.get(probe(key));
        return entry !== undefined && sameBytes(entry.key, key) ? entry.value : undefined;
    }

    /** Replaces a key with the same probe. @param key - must not change afterwards */
    set(key: Uint8Array, value: T): void {
        this.#entries.set(probe(key), { key, value });
    }
}

function probe(key: Uint8Array): string {
    const from = Math.max(0, key.length - FROM_END);
    return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1', from, from + PROBE);
}
