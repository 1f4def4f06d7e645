import { canonical, utf8 } from '../domain/index.js';

/** A record as it stands on the ledger; `v` is the version of its schema. */
export type Versioned = Readonly<{ v: number }>;

/** Turns records of one kind into state values and back. */
export interface Codec<T extends Versioned> {
    encode(record: T): Uint8Array;
    decode(bytes: Uint8Array): T;
}

/** Raises a record of an older schema to the current one. */
export type Upcast<T> = (old: Versioned & Readonly<Record<string, unknown>>) => T;

/** A state value that is no record of the expected kind: the ledger holds something this code never wrote. */
export class RecordError extends Error {
    override readonly name = 'RecordError';
}

/**
 * The codec of a kind of record: canonical JSON, so that equal records have equal bytes.
 * What it decodes was encoded by it, on this ledger, by endorsement of two organisations; so it checks the schema version, not
 * each field.
 * @param version - the schema version written today
 */
export function codec<T extends Versioned>(version: T['v'], upcast?: Upcast<T>): Codec<T> {
    return {
        encode: (record) => utf8(canonical(record)),
        decode: (bytes) => {
            const value: unknown = JSON.parse(decoder.decode(bytes));
            if (typeof value !== 'object' || value === null || !('v' in value) || typeof value.v !== 'number') {
                throw new RecordError('a ledger record has no schema version');
            }
            if (value.v === version) {
                return value as unknown as T;
            }
            if (upcast === undefined || value.v > version) {
                throw new RecordError(
                    `a ledger record has schema version ${value.v}; this code knows up to ${version}`,
                );
            }
            return upcast(value as unknown as Versioned & Readonly<Record<string, unknown>>);
        },
    };
}

const decoder = new TextDecoder('utf-8', { fatal: true });
