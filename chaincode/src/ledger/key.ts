/**
 * A kind of ledger key: builds keys from their parts, parses them back, and gives ranges in which lexical order is the order
 * of the parts.
 *
 * Keys are plain text `name~part~part`. Fabric's composite form (leading NUL) cannot be used: the shims of all languages
 * refuse a range between two composite keys, and settlement needs the range "entries after slot A up to slot B". Numbers have
 * a fixed width, and `~` and what follows it in ASCII never occur in a part.
 */
export interface KeyKind<P> {
    readonly name: string;
    build(parts: P): string;
    /** The parts, or undefined where the key is of another kind. */
    parse(key: string): P | undefined;
    /** All keys whose leading parts lie from `first` to `last`, both inclusive. */
    range(first: Partial<P>, last?: Partial<P>): KeyRange;
}

/** As Fabric takes it: `end` is exclusive. */
export type KeyRange = Readonly<{ start: string; end: string }>;

/** How one part of a key is written. */
export type Part<T> = Readonly<{ write(value: T): string; read(written: string): T | undefined }>;

const SEPARATOR = '~';
/** The character after the separator in ASCII: ends a range just behind everything with the prefix. */
const AFTER_SEPARATOR = '\u007f';
/** Below every character of a part: ends a range just behind one key. */
const AFTER_KEY = ' ';

/** Defines a kind of key by its name and its parts in order, the most general first. */
export function keyKind<P extends object>(name: string, parts: { readonly [K in keyof P]: Part<P[K]> }): KeyKind<P> {
    const order: [string, Part<unknown>][] = Object.entries(parts);
    const join = (given: object, all: boolean): string => {
        const values: Readonly<Record<string, unknown>> = { ...given };
        let key = name;
        for (const [field, part] of order) {
            if (values[field] === undefined && !all) {
                break;
            }
            key += SEPARATOR + part.write(values[field]);
        }
        return key;
    };
    const isWhole = (given: Partial<P>) => order.length > 0 && order.every(([field]) => Object.hasOwn(given, field));
    return {
        name,
        build: (values) => join(values, true),
        parse: (key) => {
            const [found, ...written] = key.split(SEPARATOR);
            if (found !== name || written.length !== order.length) {
                return undefined;
            }
            const values: Record<string, unknown> = {};
            for (const [index, [field, part]] of order.entries()) {
                const value = part.read(written[index] ?? '');
                if (value === undefined) {
                    return undefined;
                }
                values[field] = value;
            }
            return values as P;
        },
        range: (first, last = first) => ({
            start: join(first, false) + (isWhole(first) ? '' : SEPARATOR),
            end: join(last, false) + (isWhole(last) ? AFTER_KEY : AFTER_SEPARATOR),
        }),
    };
}

/** A whole number in decimal digits of fixed width. */
export function fixed<T extends number>(width: number, brand: (value: number) => T): Part<T> {
    return {
        write: (value) => {
            const digits = String(value);
            if (!Number.isSafeInteger(value) || value < 0 || digits.length > width) {
                throw new RangeError(`${value} does not fit a key part of ${width} digits`);
            }
            return digits.padStart(width, '0');
        },
        read: (written) => (written.length === width && /^[0-9]+$/.test(written) ? brand(Number(written)) : undefined),
    };
}

/** An identifier: a letter or digit, then letters, digits, dot, underscore, hyphen; at most 100 characters. */
export const identifier: Part<string> = {
    write: (value) => {
        if (!IDENTIFIER.test(value)) {
            throw new RangeError('not an identifier that a key can hold');
        }
        return value;
    },
    read: (written) => (IDENTIFIER.test(written) ? written : undefined),
};

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
