import { problem } from './problems.js';

/** What canonical JSON can hold. A bigint is written as an integer while it is safe, else as a decimal string; undefined members are left out. */
export type Json =
    | string
    | number
    | bigint
    | boolean
    | null
    | undefined
    | readonly Json[]
    | { readonly [key: string]: Json };

/**
 * Canonical JSON: RFC 8785 for the subset we use (no fractions, no exponents). Keys sorted by UTF-16 code units, no white space.
 * The same value gives the same bytes everywhere.
 * @throws CANONICAL_INVALID for fractions, unsafe integers, −0, lone surrogates and anything that is not JSON.
 */
export function canonical(value: unknown): string {
    switch (typeof value) {
        case 'string':
            return text(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'number':
            if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
                throw problem('CANONICAL_INVALID', { value: String(value) });
            }
            return String(value);
        case 'bigint':
            return Number.isSafeInteger(Number(value)) ? value.toString() : `"${value}"`;
        case 'object':
            return value === null ? 'null' : Array.isArray(value) ? list(value) : members(value);
        default:
            throw problem('CANONICAL_INVALID', { value: typeof value });
    }
}

function list(values: readonly unknown[]): string {
    return `[${values.map(canonical).join(',')}]`;
}

function members(value: object): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
        throw problem('CANONICAL_INVALID', { value: 'an object with a class' });
    }
    const fields: Readonly<Record<string, unknown>> = { ...value };
    let joined = '';
    // Without a comparison function, sort() orders by UTF-16 code units.
    for (const key of Object.keys(fields).sort()) {
        const member = fields[key];
        if (member !== undefined) {
            joined += `${joined === '' ? '' : ','}${text(key)}:${canonical(member)}`;
        }
    }
    return `{${joined}}`;
}

/** Printable ASCII that needs no escape: nearly every text we write. */
const PLAIN = /^[ !#-[\]-~]*$/;

function text(value: string): string {
    if (PLAIN.test(value)) {
        return `"${value}"`;
    }
    if (!value.isWellFormed()) {
        throw problem('CANONICAL_INVALID', { value: 'a lone surrogate' });
    }
    return JSON.stringify(value);
}
