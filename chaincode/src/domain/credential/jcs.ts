import { utf8 } from '../crypto.js';
import { problem } from '../problems.js';

/**
 * RFC 8785 (JSON Canonicalization Scheme) in full, fractions and exponents included, for documents that others write. Stricter than
 * `canonical` in what it takes: undefined members, bigints and objects with a class are refused, never dropped or converted.
 * @throws CREDENTIAL_NOT_JSON for those, for numbers that are not finite and for lone surrogates
 */
export function jcs(value: unknown): string {
    switch (typeof value) {
        case 'string':
            return text(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'number':
            if (!Number.isFinite(value)) {
                throw refused('a number that is not finite');
            }
            // ECMAScript's own form of numbers is the one RFC 8785 §3.2.2.3 prescribes; −0 is written 0.
            return String(Object.is(value, -0) ? 0 : value);
        case 'object':
            return value === null ? 'null' : Array.isArray(value) ? list(value) : members(value);
        default:
            throw refused(typeof value);
    }
}

/** What is hashed and signed: the canonical text as UTF-8. @throws as {@link jcs} */
export function jcsBytes(value: unknown): Uint8Array {
    return utf8(jcs(value));
}

function list(values: readonly unknown[]): string {
    // Not map(), which passes over holes.
    const items: string[] = [];
    for (const value of values) {
        items.push(jcs(value));
    }
    return `[${items.join(',')}]`;
}

function members(value: object): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
        throw refused('an object with a class');
    }
    // Texts compare by UTF-16 code units, as RFC 8785 §3.2.3 asks.
    const written = Object.entries(value)
        .map(([key, member]): [string, unknown] => [key, member])
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => `${text(key)}:${jcs(member)}`);
    return `{${written.join(',')}}`;
}

function text(value: string): string {
    if (!value.isWellFormed()) {
        throw refused('a lone surrogate');
    }
    return JSON.stringify(value);
}

function refused(what: string) {
    return problem('CREDENTIAL_NOT_JSON', { what });
}
