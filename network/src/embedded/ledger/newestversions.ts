import { Recent } from './recent.js';
import type { Stored } from './stored.js';

/** Larger values are read from the database each time: the memory stays below 16 MB. */
const LARGEST_VALUE = 4096;
const CAPACITY = 2048;

interface Entry {
    /** Undefined: the key is known to be absent. */
    readonly stored: Stored | undefined;
}

/** The newest versions of the keys read last, as in the database. Whoever writes a key there must say so. */
export class NewestVersions {
    readonly #entries = new Recent<Entry>(CAPACITY);
    readonly #read: (space: number, key: Uint8Array) => Stored | undefined;

    constructor(read: (space: number, key: Uint8Array) => Stored | undefined) {
        this.#read = read;
    }

    get(space: number, key: Uint8Array): Stored | undefined {
        const name = nameOf(space, key);
        const known = this.#entries.get(name);
        if (known !== undefined) {
            return known.stored;
        }
        const stored = this.#read(space, key);
        if ((stored?.value.length ?? 0) <= LARGEST_VALUE) {
            this.#entries.set(name, { stored });
        }
        return stored;
    }

    /** The key is being written. */
    forget(space: number, key: Uint8Array): void {
        this.#entries.delete(nameOf(space, key));
    }

    /** What was being written is undone. */
    clear(): void {
        this.#entries.clear();
    }
}

function nameOf(space: number, key: Uint8Array): string {
    return `${space} ${Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1')}`;
}
