/**
 * Writes a protobuf message field by field. The generated classes are several times slower, which counts where every
 * transaction passes. Fields are to be given in the order of their numbers, as Fabric writes them.
 */
export class MessageWriter {
    /** Tag and number, or tag and content, one after the other. */
    readonly #fields: [tag: number, value: number | Uint8Array][] = [];
    #size = 0;

    /** A bytes or string field; nothing is written for an empty one. */
    bytes(field: number, content: Uint8Array | string): this {
        return content.length === 0 ? this : this.message(field, content);
    }

    /** An embedded message or an element of a repeated field: present even when empty. */
    message(field: number, content: Uint8Array | string): this {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content;
        this.#size += 1 + varintSize(bytes.length) + bytes.length;
        this.#fields.push([(field << 3) | 2, bytes]);
        return this;
    }

    /** An integer, enumeration or boolean that is not negative; nothing is written for zero. */
    number(field: number, value: number): this {
        if (value !== 0) {
            this.#size += 1 + varintSize(value);
            this.#fields.push([field << 3, value]);
        }
        return this;
    }

    done(): Buffer {
        const message = Buffer.allocUnsafe(this.#size);
        let at = 0;
        for (const [tag, value] of this.#fields) {
            message[at] = tag;
            if (typeof value === 'number') {
                at = putVarint(message, at + 1, value);
            } else {
                at = putVarint(message, at + 1, value.length);
                message.set(value, at);
                at += value.length;
            }
        }
        return message;
    }
}

/** A number of up to 53 bits, lowest bits first. */
export function varint(value: number): Buffer {
    const bytes = Buffer.allocUnsafe(varintSize(value));
    putVarint(bytes, 0, value);
    return bytes;
}

function varintSize(value: number): number {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) {
        size += 1;
    }
    return size;
}

/** @returns where the next byte goes */
function putVarint(bytes: Uint8Array, from: number, value: number): number {
    let at = from;
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) {
        bytes[at++] = (rest % 128) + 128;
    }
    bytes[at] = rest;
    return at + 1;
}
