import { utf8 } from '../domain/index.js';
import type { ReadOnlyWorld, Recomputed } from './world.js';

/** With what a transaction runs again. */
export type Inputs = Readonly<{
    transient: ReadonlyMap<string, Uint8Array>;
    /** In place of the recorded function and argument. */
    args?: readonly string[];
    /** The state with what stands in for something that cannot be known. */
    world?: (world: ReadOnlyWorld) => ReadOnlyWorld;
    /** Puts in what cannot be known and is taken as it is recorded. */
    finish?: (done: Recomputed) => Recomputed;
}>;

/** A result in which 64-digit words, salts and digests, are replaced wherever they stand. */
export function replaced({ payload, event, writes }: Recomputed, substitutes: ReadonlyMap<string, string>): Recomputed {
    const bytes = (value: Uint8Array): Uint8Array => {
        const text = Buffer.from(value).toString();
        return utf8(text.replace(/\b[0-9a-f]{64}\b/g, (word) => substitutes.get(word) ?? word));
    };
    return {
        payload: bytes(payload),
        event: event && { name: event.name, payload: bytes(event.payload) },
        writes: writes.map((write) => ({ ...write, value: write.value && bytes(write.value) })),
    };
}
