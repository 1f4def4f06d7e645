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
 * The same value gives the same bytes everywhere. Fastest for values whose members stand in that order already, as those read from
 * canonical JSON do.
 * @throws CANONICAL_INVALID for fractions, unsafe integers, −0, lone surrogates and anything that is not JSON.
 */
export function canonical(value: unknown): string {
    return isOrdered(value) ? JSON.stringify(value) : written(value);
}

/** Whether what JSON.stringify writes is canonical: RFC 8785 takes its form of numbers and texts. */
function isOrdered(value: unknown): boolean {
    switch (typeof value) {
        case 'string':
            return value.isWellFormed();
        case 'boolean':
            return true;
        case 'number':
            return isWhole(value);
        case 'object':
            return value === null || (Array.isArray(value) ? hasOrderedItems(value) : hasOrderedMembers(value));
        default:
            return false;
    }
}

function hasOrderedItems(values: readonly unknown[]): boolean {
    // Not every(), which passes over holes.
    for (const value of values) {
        if (!isOrdered(value)) {
            return false;
        }
    }
    return true;
}

function hasOrderedMembers(value: object): boolean {
    if (!isPlain(value)) {
        return false;
    }
    let before = '';
    // Faster than Object.keys, and the same for plain objects, which inherit nothing that is enumerable.
    for (const key in value) {
        if (key < before || !isOrdered(value[key]) || !key.isWellFormed()) {
            return false;
        }
        before = key;
    }
    return true;
}

function written(value: unknown): string {
    switch (typeof value) {
        case 'string':
            return text(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'number':
            if (!isWhole(value)) {
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
    let joined = '';
    for (const value of values) {
        joined += `${joined === '' ? '' : ','}${canonical(value)}`;
    }
    return `[${joined}]`;
}

function members(value: object): string {
    if (!isPlain(value)) {
        throw problem('CANONICAL_INVALID', { value: 'an object with a class' });
    }
    let joined = '';
    // Without a comparison function, sort() orders by UTF-16 code units.
    for (const key of Object.keys(value).sort()) {
        const member = value[key];
        if (member !== undefined) {
            joined += `${joined === '' ? '' : ','}${text(key)}:${canonical(member)}`;
        }
    }
    return `{${joined}}`;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
}

function isWhole(value: number): boolean {
    return Number.isSafeInteger(value) && !Object.is(value, -0);
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
