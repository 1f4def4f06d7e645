import { hex, sameBytes } from '../crypto.js';
import { problem } from '../problems.js';

/** One element of DER (X.690): its tag byte, its content, and the whole of it as it stands. */
export type Der = Readonly<{ tag: number; content: Uint8Array; bytes: Uint8Array }>;

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_ID = 0x06;

/** Reads bytes that are exactly one element. @throws ENCODING_INVALID */
export function readDer(bytes: Uint8Array, tag?: number): Der {
    const element = elementAt(bytes, 0);
    if (element.bytes.length !== bytes.length || (tag !== undefined && element.tag !== tag)) {
        throw notDer();
    }
    return element;
}

/** Reads the element that bytes begin with, whatever follows. @throws ENCODING_INVALID */
export function readDerPrefix(bytes: Uint8Array): Der {
    return elementAt(bytes, 0);
}

/** The elements inside a constructed element. @throws ENCODING_INVALID unless it has the tag, when one is given. */
export function childrenOf(element: Der | undefined, tag = SEQUENCE): readonly Der[] {
    if (element?.tag !== tag) {
        throw notDer();
    }
    const children: Der[] = [];
    for (let at = 0; at < element.content.length; ) {
        const child = elementAt(element.content, at);
        children.push(child);
        at += child.bytes.length;
    }
    return children;
}

/** The content of an element that must have a tag. @throws ENCODING_INVALID */
export function contentOf(element: Der | undefined, tag: number): Uint8Array {
    if (element?.tag !== tag) {
        throw notDer();
    }
    return element.content;
}

/** Whether an element is an object identifier, given as the hexadecimal digits of its content. */
export function isObjectId(element: Der | undefined, id: string): boolean {
    return element?.tag === OBJECT_ID && hex(element.content) === id;
}

/** A small non-negative INTEGER. @throws ENCODING_INVALID above 2^31 - 1 */
export function smallInteger(element: Der | undefined): number {
    const content = contentOf(element, INTEGER);
    const [first = 0x80] = content;
    if (content.length > 4 || first >= 0x80) {
        throw notDer();
    }
    return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** The bytes of a BIT STRING without unused bits, as keys and signatures are. @throws ENCODING_INVALID */
export function wholeBits(element: Der | undefined): Uint8Array {
    const content = contentOf(element, BIT_STRING);
    if (content[0] !== 0) {
        throw notDer();
    }
    return content.subarray(1);
}

/** Whether two elements are the same bytes; the only equality that signed data knows. */
export function sameDer(a: Der, b: Der): boolean {
    return sameBytes(a.bytes, b.bytes);
}

export function notDer() {
    return problem('ENCODING_INVALID', { form: 'DER' });
}

function elementAt(bytes: Uint8Array, at: number): Der {
    const [tag, first] = [bytes[at], bytes[at + 1]];
    // Tags above 30, indefinite lengths and lengths beyond 2^24 appear in nothing we read.
    if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x83) {
        throw notDer();
    }
    const octets = first < 0x80 ? 0 : first - 0x80;
    let length = octets === 0 ? first : 0;
    for (let index = 0; index < octets; index++) {
        length = length * 256 + (bytes[at + 2 + index] ?? Number.NaN);
    }
    const start = at + 2 + octets;
    const shortest = octets === 0 || length >= (octets === 1 ? 0x80 : 256 ** (octets - 1));
    if (!shortest || !(start + length <= bytes.length)) {
        throw notDer();
    }
    return { tag, content: bytes.subarray(start, start + length), bytes: bytes.subarray(at, start + length) };
}
