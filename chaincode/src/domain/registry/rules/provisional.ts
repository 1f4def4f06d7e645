import type { Fields } from '../../fields.js';

/** When a slot may be settled for the first time. */
export type Provisional = {
    /**
     * With readings missing, only once the slot that begins so many slots after its end is gated; with all of them in, as soon as it is
     * closed.
     */
    readonly deadlineSlots: number;
};

/** Reads `{deadlineSlots}`. @throws REQUEST_INVALID */
export function parseProvisional(fields: Fields): Provisional {
    const provisional = { deadlineSlots: fields.integer('deadlineSlots', 0, 35_040) };
    fields.end();
    return provisional;
}
