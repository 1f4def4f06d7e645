import { type Problem, problem } from './problems.js';
import { parseSlot, type Slot } from './slot.js';
import { type Price, price, type Watt, watt } from './units.js';

/** Makes the error of a value that cannot be read: which place, and why. */
export type Refuse = (where: string, reason: string) => Problem;

const refuseRequest: Refuse = (where, reason) => problem('REQUEST_INVALID', { where, reason });

/**
 * Strict reader of one JSON object: every member must be read or the end complains of it by name.
 * Small on purpose: the domain has no dependency.
 */
export class Fields {
    readonly #members: Readonly<Record<string, unknown>>;
    readonly #taken: string[] = [];

    /** @throws what `refuse` makes (REQUEST_INVALID by default) unless the value is an object. */
    constructor(
        value: unknown,
        readonly where: string,
        readonly refuse: Refuse = refuseRequest,
    ) {
        if (!isObject(value)) {
            throw refuse(where, 'an object is expected');
        }
        this.#members = value;
    }

    has(key: string): boolean {
        return Object.hasOwn(this.#members, key);
    }

    /** The member as it is; undefined if absent. */
    take(key: string): unknown {
        this.#taken.push(key);
        return this.has(key) ? this.#members[key] : undefined;
    }

    text(key: string, limit = 200): string {
        const value = this.take(key);
        if (typeof value !== 'string' || value.length === 0 || value.length > limit || !value.isWellFormed()) {
            throw this.bad(key, `a text of 1 to ${limit} characters is expected`);
        }
        return value;
    }

    /** An identifier: letters, digits, `.`, `_`, `-`; at most 64 characters. Safe in keys and addresses. */
    id(key: string): string {
        const value = this.text(key, 64);
        if (!isId(value)) {
            throw this.bad(key, 'only letters, digits, dot, underscore and hyphen are allowed');
        }
        return value;
    }

    oneOf<const Value extends string>(key: string, values: readonly Value[]): Value {
        const value = this.take(key);
        const found = values.find((candidate) => candidate === value);
        if (found === undefined) {
            throw this.bad(key, `one of ${values.join(', ')} is expected`);
        }
        return found;
    }

    integer(key: string, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
        const value = this.take(key);
        if (
            typeof value !== 'number' ||
            !Number.isSafeInteger(value) ||
            value < least ||
            value > most ||
            Object.is(value, -0)
        ) {
            throw this.bad(key, `an integer from ${least} to ${most} is expected`);
        }
        return value;
    }

    boolean(key: string): boolean {
        const value = this.take(key);
        if (typeof value !== 'boolean') {
            throw this.bad(key, 'true or false is expected');
        }
        return value;
    }

    price(key: string): Price {
        return price(this.integer(key, 0, 1_000_000_000));
    }

    watt(key: string): Watt {
        return watt(this.integer(key, 0, 1_000_000_000_000));
    }

    /** A slot as people and instructions write it, `2026-03-01T10:15Z`. */
    slot(key: string): Slot {
        return parseSlot(this.text(key, 20));
    }

    list<Item>(key: string, read: (value: unknown, where: string) => Item, limit = 1000): readonly Item[] {
        const value = this.take(key);
        if (!Array.isArray(value) || value.length > limit) {
            throw this.bad(key, `a list of at most ${limit} is expected`);
        }
        return value.map((item: unknown, index) => read(item, `${this.where}.${key}[${index}]`));
    }

    /** Identifiers, each once. */
    ids(key: string, limit = 1000): readonly string[] {
        const found = this.list(
            key,
            (value, where) => {
                if (typeof value !== 'string' || !isId(value)) {
                    throw this.refuse(where, 'an identifier is expected');
                }
                return value;
            },
            limit,
        );
        if (new Set(found).size !== found.length) {
            throw this.bad(key, 'an identifier is repeated');
        }
        return found;
    }

    object(key: string): Fields {
        return new Fields(this.take(key), `${this.where}.${key}`, this.refuse);
    }

    /** A reader of an object found in a list, which refuses as this one does. */
    inside(value: unknown, where: string): Fields {
        return new Fields(value, where, this.refuse);
    }

    /** Reads a member only if it is there. */
    optional<Value>(key: string, read: (fields: this) => Value): Value | undefined {
        return this.has(key) ? read(this) : undefined;
    }

    /** @throws for members that nobody has read: unknown ones are errors, never ignored. */
    end(): void {
        for (const key of Object.keys(this.#members)) {
            if (!this.#taken.includes(key)) {
                throw this.bad(key.slice(0, 64), 'this member is not known');
            }
        }
    }

    bad(key: string, reason: string): Problem {
        return this.refuse(`${this.where}.${key}`, reason);
    }
}

export function isId(text: string): boolean {
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON text → value. @throws what `refuse` makes. */
export function parseJson(text: string, where: string, refuse: Refuse = refuseRequest): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw refuse(where, 'this is not JSON');
    }
}
