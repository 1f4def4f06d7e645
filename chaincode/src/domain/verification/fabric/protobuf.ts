import { Refusal } from '../refusal.js';

/**
 * A message of Protocol Buffers, strictly: fields in ascending order, each number written in the shortest way, only varints and bytes, as
 * Fabric's messages have them. So one message has one encoding, and nothing can be hidden in it.
 */
export class Message {
    readonly #fields = new Map<number, readonly (Uint8Array | number)[]>();
    readonly #known = new Set<number>();

    /** @throws Refusal LEDGER_FORM */
    constructor(bytes: Uint8Array) {
        let last = 0;
        for (let at = 0; at < bytes.length; ) {
            const [tag, content] = varintAt(bytes, at);
            const [number, wire] = [Math.floor(tag / 8), tag % 8];
            const [value, next] = varintAt(bytes, content);
            if (number < 1 || number < last || (wire !== 0 && wire !== 2)) {
                throw malformed();
            }
            const end = wire === 0 ? next : next + value;
            if (end > bytes.length) {
                throw malformed();
            }
            const field = wire === 0 ? value : bytes.subarray(next, end);
            this.#fields.set(number, [...(this.#fields.get(number) ?? []), field]);
            [last, at] = [number, end];
        }
    }

    /** Bytes of a field that stands once at most; none where it is absent. */
    bytes(number: number): Uint8Array {
        const value = this.#once(number) ?? new Uint8Array();
        if (typeof value === 'number') {
            throw malformed();
        }
        return value;
    }

    message(number: number): Message {
        return new Message(this.bytes(number));
    }

    /** 0 where it is absent. */
    integer(number: number): number {
        const value = this.#once(number) ?? 0;
        if (typeof value !== 'number') {
            throw malformed();
        }
        return value;
    }

    list(number: number): readonly Uint8Array[] {
        this.#known.add(number);
        return (this.#fields.get(number) ?? []).map((value) => {
            if (typeof value === 'number') {
                throw malformed();
            }
            return value;
        });
    }

    /** @throws Refusal LEDGER_FORM for a field that nobody has read */
    end(): void {
        for (const number of this.#fields.keys()) {
            if (!this.#known.has(number)) {
                throw malformed();
            }
        }
    }

    #once(number: number): Uint8Array | number | undefined {
        this.#known.add(number);
        const [value, more] = this.#fields.get(number) ?? [];
        if (more !== undefined) {
            throw malformed();
        }
        return value;
    }
}

/** A base 128 varint and where it ends. Those beyond 2^53 appear in nothing we read. */
function varintAt(bytes: Uint8Array, start: number): [value: number, end: number] {
    let value = 0;
    for (let at = start, scale = 1; ; at++, scale *= 128) {
        const byte = bytes[at];
        const isPadding = byte === 0 && at > start;
        if (byte === undefined || isPadding || scale > 2 ** 49) {
            throw malformed();
        }
        value += (byte & 0x7f) * scale;
        if (byte < 0x80) {
            return [value, at + 1];
        }
    }
}

function malformed(): Refusal {
    return new Refusal('LEDGER_FORM');
}
