import type { Fields } from '../fields.js';

/** A SHA-256 in lower-case hexadecimal. @throws what the reader makes of bad input */
export function digestText(fields: Fields, key: string): string {
    const text = fields.text(key, 64);
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw fields.bad(key, '64 lower-case hexadecimal digits are expected');
    }
    return text;
}
