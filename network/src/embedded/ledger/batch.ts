import type { Version } from './simulator.js';
import type { Snapshot } from './snapshot.js';
import type { Store } from './store.js';
import type { Stored } from './stored.js';

/** How a version came about; see the schema. */
export const WRITTEN = 0;
const DELETED = 1;
export const METADATA_ONLY = 2;

/** One write of a valid transaction. */
export interface Update {
    readonly space: string;
    readonly key: Uint8Array;
    readonly version: Version;
    /** Undefined deletes. */
    readonly value: Uint8Array | undefined;
    readonly metadata: Uint8Array | undefined;
    readonly kind: typeof WRITTEN | typeof METADATA_ONLY;
}

/** The writes of the valid transactions of one block, on top of the state before it. */
export class Batch {
    readonly #before: Snapshot;
    readonly #log: Update[] = [];
    readonly #final = new Map<string, Map<string, Update>>();

    constructor(before: Snapshot) {
        this.#before = before;
    }

    add(update: Update): void {
        this.#log.push(update);
        const space = this.#final.get(update.space) ?? new Map<string, Update>();
        this.#final.set(update.space, space.set(latin1(update.key), update));
    }

    /** Whether an earlier transaction of the block wrote (or deleted) the key. */
    touched(space: string, key: Uint8Array): boolean {
        return this.#final.get(space)?.has(latin1(key)) ?? false;
    }

    /** The key as it stands now: in the block or before it. */
    latest(space: string, key: Uint8Array): Pick<Stored, 'value' | 'metadata' | 'version'> | undefined {
        const update = this.#final.get(space)?.get(latin1(key));
        if (update === undefined) {
            return this.#before.get(space, key);
        }
        const { value, metadata, version } = update;
        return value === undefined ? undefined : { value, metadata, version };
    }

    /** Metadata of the key as it stands now. */
    metadata(space: string, key: Uint8Array): Uint8Array | undefined {
        const update = this.#final.get(space)?.get(latin1(key));
        return update === undefined ? this.#before.metadata(space, key) : update.metadata;
    }

    /** Keys of a range with their versions as they stand now. */
    *range(
        space: string,
        start: Uint8Array,
        end: Uint8Array,
    ): Generator<{ key: Uint8Array; version: Version }, undefined> {
        const updates = this.#updatesIn(space, start, end);
        let at = 0;
        for (const stored of this.#before.range(space, start, end)) {
            let update = updates[at];
            while (update !== undefined && Buffer.compare(update.key, stored.key) < 0) {
                if (update.value !== undefined) {
                    yield update;
                }
                at += 1;
                update = updates[at];
            }
            if (update === undefined || Buffer.compare(update.key, stored.key) > 0) {
                yield stored;
            } else {
                if (update.value !== undefined) {
                    yield update;
                }
                at += 1;
            }
        }
        yield* updates.slice(at).filter((update) => update.value !== undefined);
    }

    /** Final writes by space, keys in byte order; for the commit hash. */
    finalUpdates(space: string): readonly Update[] {
        return [...(this.#final.get(space)?.values() ?? [])].sort((a, b) => Buffer.compare(a.key, b.key));
    }

    get spaces(): readonly string[] {
        return [...this.#final.keys()];
    }

    /** Writes everything, keeping replaced versions for older snapshots and histories. */
    store(store: Store): void {
        for (const { space: name, key, version, value, metadata, kind } of this.#log) {
            const space = store.spaceForWriting(name);
            const { block, tx } = version;
            store.newest.forget(space, key);
            store.run(
                `INSERT OR REPLACE INTO past (space, key, block, tx, kind, until, metadata, value)
                 SELECT space, key, block, tx, kind, ?, metadata, value FROM state WHERE space=? AND key=?`,
                block,
                space,
                key,
            );
            if (value === undefined) {
                store.run('DELETE FROM state WHERE space=? AND key=?', space, key);
                store.run(
                    `INSERT OR REPLACE INTO past (space, key, block, tx, kind, until, metadata, value)
                     VALUES (?, ?, ?, ?, ${DELETED}, ?, NULL, x'')`,
                    space,
                    key,
                    block,
                    tx,
                    block,
                );
            } else {
                store.run(
                    'INSERT OR REPLACE INTO state (space, key, block, tx, kind, metadata, value) VALUES (?, ?, ?, ?, ?, ?, ?)',
                    space,
                    key,
                    block,
                    tx,
                    kind,
                    metadata ?? null,
                    value,
                );
                if (metadata !== undefined) {
                    store.noteMetadata(name);
                }
            }
        }
    }

    #updatesIn(space: string, start: Uint8Array, end: Uint8Array): readonly Update[] {
        return [...(this.#final.get(space)?.values() ?? [])]
            .filter(({ key }) => Buffer.compare(key, start) >= 0 && (end.length === 0 || Buffer.compare(key, end) < 0))
            .sort((a, b) => Buffer.compare(a.key, b.key));
    }
}

function latin1(bytes: Uint8Array): string {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
