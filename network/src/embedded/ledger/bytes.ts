import { hash } from 'node:crypto';

/** SHA-256. */
export function sha256(bytes: Uint8Array | string): Buffer {
    return hash('sha256', bytes, 'buffer');
}

/** Equality of contents. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Order of the UTF-8 bytes of two strings, which is not JavaScript's order beyond the basic plane. */
export function compareUtf8(a: string, b: string): number {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at += 1) {
        const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
        if (left !== right) {
            return rank(left) - rank(right);
        }
    }
    return a.length - b.length;
}

/** Sorted by the UTF-8 bytes of the keys. */
export function sortedEntries<T>(map: ReadonlyMap<string, T>): [string, T][] {
    return [...map].sort(([a], [b]) => compareUtf8(a, b));
}

/** Surrogates stand for characters above U+FFFF, hence after U+E000…U+FFFF. */
function rank(unit: number): number {
    if (unit < 0xd800) {
        return unit;
    }
    return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
