export type Value = null | number | bigint | string | Uint8Array;

/** A row of the database, by column. */
export type Row = Record<string, Value>;

/** A BLOB column. */
export function blob(value: Value | undefined): Uint8Array {
    return value instanceof Uint8Array ? value : new Uint8Array();
}

/** A BLOB column that may be NULL. */
export function optionalBlob(value: Value | undefined): Uint8Array | undefined {
    return value instanceof Uint8Array ? value : undefined;
}
