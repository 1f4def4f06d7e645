/**
 * Writes a protobuf message field by field. The generated classes are several times slower, which counts where every
 * transaction passes. Fields are to be given in the order of their numbers, as Fabric writes them.
 */
export class MessageWriter {
    readonly #parts: Uint8Array[] = [];

    /** A bytes or string field; nothing is written for an empty one. */
    bytes(field: number, content: Uint8Array | string): this {
        return content.length === 0 ? this : this.message(field, content);
    }

    /** An embedded message or an element of a repeated field: present even when empty. */
    message(field: number, content: Uint8Array | string): this {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content;
        this.#parts.push(head((field << 3) | 2, bytes.length), bytes);
        return this;
    }

    /** An integer, enumeration or boolean that is not negative; nothing is written for zero. */
    number(field: number, value: number): this {
        if (value !== 0) {
            this.#parts.push(head(field << 3, value));
        }
        return this;
    }

    done(): Buffer {
        return Buffer.concat(this.#parts);
    }
}

/** Tag (of a field below 16) and a number. */
function head(tag: number, value: number): Uint8Array {
    return value < 0x80 ? Uint8Array.of(tag, value) : Uint8Array.of(tag, ...varint(value));
}

/** A number of up to 53 bits, lowest bits first. */
export function varint(value: number): Uint8Array {
    const bytes: number[] = [];
    let rest = value;
    while (rest >= 0x80) {
        bytes.push((rest & 0x7f) | 0x80);
        rest = Math.floor(rest / 128);
    }
    return Uint8Array.of(...bytes, rest);
}
