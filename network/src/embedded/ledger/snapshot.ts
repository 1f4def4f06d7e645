import { sha256 } from './bytes.js';
import type { Version } from './simulator.js';
import type { Store } from './store.js';
import { COLUMNS, type Stored, stored } from './stored.js';

const FIRST_PAGE = 64;
const PAGE = 512;

/** The state as it was after so many blocks. Cheap: reads go to the newest versions first. */
export class Snapshot {
    readonly height: number;
    readonly #store: Store;

    constructor(store: Store, height: number) {
        this.#store = store;
        this.height = height;
    }

    get(space: string, key: Uint8Array): Stored | undefined {
        const id = this.#store.space(space);
        if (id === undefined) {
            return undefined;
        }
        const newest = this.#store.newest.get(id, key);
        if (newest !== undefined && newest.version.block < this.height) {
            return newest;
        }
        if (this.height >= this.#store.height) {
            return undefined;
        }
        const row = this.#store.get(
            `SELECT ${COLUMNS} FROM past WHERE space=? AND key=? AND block<? AND until>=? AND kind<>1 ORDER BY block DESC, tx DESC LIMIT 1`,
            id,
            key,
            this.height,
            this.height,
        );
        return row === undefined ? undefined : stored(row);
    }

    /** As `get(…)?.metadata`, without a look-up where no key has any. */
    metadata(space: string, key: Uint8Array): Uint8Array | undefined {
        return this.#store.hasMetadata(space) ? this.get(space, key)?.metadata : undefined;
    }

    version(space: string, key: Uint8Array): Version | undefined {
        return this.get(space, key)?.version;
    }

    /** Value hash of a private key. */
    hashed(space: string, key: string): Stored | undefined {
        return this.get(space, sha256(key));
    }

    /**
     * Keys with start ≤ key < end; an empty end is open. Fetches page by page, so commits in between do no harm.
     */
    *range(space: string, start: Uint8Array, end: Uint8Array): Generator<Stored, undefined> {
        const id = this.#store.space(space);
        if (id === undefined) {
            return;
        }
        let from: Uint8Array = start;
        let size = FIRST_PAGE;
        for (;;) {
            const page = this.#page(id, from, end, size);
            yield* page;
            const last = page.at(-1);
            if (last === undefined || page.length < size) {
                return;
            }
            from = Buffer.concat([last.key, Buffer.of(0)]);
            size = PAGE;
        }
    }

    #page(space: number, from: Uint8Array, end: Uint8Array, size: number): Stored[] {
        const bound = end.length > 0 ? 'AND key<?4' : 'AND ?4=?4';
        return this.#store
            .all(
                `SELECT ${COLUMNS} FROM (
                    SELECT ${COLUMNS} FROM state WHERE space=?1 AND key>=?3 ${bound} AND block<?2
                    UNION ALL
                    SELECT ${COLUMNS} FROM past INDEXED BY past_until
                    WHERE until>=?2 AND block<?2 AND kind<>1 AND space=?1 AND key>=?3 ${bound}
                ) ORDER BY key LIMIT ?5`,
                space,
                this.height,
                from,
                end,
                size,
            )
            .map(stored);
    }
}
