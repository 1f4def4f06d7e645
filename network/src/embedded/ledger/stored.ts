import { blob, optionalBlob, type Row } from './row.js';
import type { Version } from './simulator.js';

/** A stored version of a key. */
export interface Stored {
    readonly key: Uint8Array;
    readonly version: Version;
    readonly value: Uint8Array;
    /** Bytes of a `kvrwset.KVMetadataWrite` that has entries only. */
    readonly metadata: Uint8Array | undefined;
}

/** What `stored` needs of a row of `state` or `past`. */
export const COLUMNS = 'key, block, tx, metadata, value';

/** A row of `state` or `past`. */
export function stored(row: Row): Stored {
    return {
        key: blob(row['key']),
        version: { block: Number(row['block']), tx: Number(row['tx']) },
        value: blob(row['value']),
        metadata: optionalBlob(row['metadata']),
    };
}
