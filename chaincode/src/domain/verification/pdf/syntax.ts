import { hexBytes } from '../../crypto.js';
import { problem } from '../../problems.js';

/** A value of PDF (ISO 32000-1, 7.3) as far as our own documents use them. */
export type PdfValue =
    | number
    | boolean
    | null
    | PdfName
    | PdfText
    | PdfReference
    | readonly PdfValue[]
    | ReadonlyMap<string, PdfValue>;

export class PdfName {
    constructor(readonly name: string) {}
}
/** A string; where it stands in the file matters to signatures: from its bracket to after its other bracket. */
export class PdfText {
    constructor(
        readonly bytes: Uint8Array,
        readonly from: number,
        readonly to: number,
    ) {}
}
export class PdfReference {
    constructor(readonly id: number) {}
}

const WHITE = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));
const DEEPEST = 20;
const ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

/** Reads values from a place in a file on. Small and strict: what our documents do not use is an error. */
export class PdfReader {
    readonly #bytes: Uint8Array;
    at: number;

    constructor(bytes: Uint8Array, at: number) {
        this.#bytes = bytes;
        this.at = at;
    }

    /** The next value. @throws ENCODING_INVALID */
    value(depth = 0): PdfValue {
        this.#space();
        const byte = this.#bytes[this.at] ?? 0;
        const character = String.fromCharCode(byte);
        if (depth > DEEPEST) {
            throw notPdf();
        }
        if (character === '/') {
            return new PdfName(this.#name());
        }
        if (character === '(') {
            return this.#literal();
        }
        if (character === '[') {
            return this.#list(depth);
        }
        if (character === '<') {
            return this.#bytes[this.at + 1] === byte ? this.#dictionary(depth) : this.#hexadecimal();
        }
        const word = this.#word();
        if (word === 'true' || word === 'false') {
            return word === 'true';
        }
        return word === 'null' ? null : this.#numberOrReference(word);
    }

    /** Passes over a word that must come next. @throws ENCODING_INVALID */
    expect(word: string): void {
        this.#space();
        if (this.#word() !== word) {
            throw notPdf();
        }
    }

    /** The next word as a non-negative integer. @throws ENCODING_INVALID */
    integer(): number {
        this.#space();
        const word = this.#word();
        if (!/^\d{1,10}$/.test(word)) {
            throw notPdf();
        }
        return Number(word);
    }

    #numberOrReference(word: string): number | PdfReference {
        if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) {
            throw notPdf();
        }
        const before = this.at;
        if (/^\d+$/.test(word)) {
            this.#space();
            const generation = this.#word();
            this.#space();
            if (generation === '0' && this.#word() === 'R') {
                return new PdfReference(Number(word));
            }
            this.at = before;
        }
        return Number(word);
    }

    #name(): string {
        this.at++;
        return this.#word().replace(/#([0-9a-fA-F]{2})/g, (_, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, 16)),
        );
    }

    #list(depth: number): readonly PdfValue[] {
        this.at++;
        const items: PdfValue[] = [];
        for (;;) {
            this.#space();
            if (this.#bytes[this.at] === 0x5d) {
                this.at++;
                return items;
            }
            items.push(this.value(depth + 1));
        }
    }

    #dictionary(depth: number): ReadonlyMap<string, PdfValue> {
        this.at += 2;
        const members = new Map<string, PdfValue>();
        for (;;) {
            this.#space();
            if (this.#bytes[this.at] === 0x3e && this.#bytes[this.at + 1] === 0x3e) {
                this.at += 2;
                return members;
            }
            const key = this.value(depth + 1);
            if (!(key instanceof PdfName) || members.has(key.name)) {
                throw notPdf();
            }
            members.set(key.name, this.value(depth + 1));
        }
    }

    #hexadecimal(): PdfText {
        const from = this.at++;
        const end = this.#bytes.indexOf(0x3e, this.at);
        if (end < 0) {
            throw notPdf();
        }
        // In the one form we write: lower-case digits, two a byte, no white space, so that no changed digit means the same.
        const digits = latin(this.#bytes.subarray(this.at, end));
        if (!/^[0-9a-f]*$/.test(digits)) {
            throw notPdf();
        }
        this.at = end + 1;
        return new PdfText(hexBytes(digits), from, this.at);
    }

    #literal(): PdfText {
        const from = this.at++;
        const parts: number[] = [];
        for (let depth = 1; ; ) {
            const byte = this.#bytes[this.at++];
            if (byte === undefined) {
                throw notPdf();
            }
            const character = String.fromCharCode(byte);
            if (character === '\\') {
                const escaped = this.#bytes[this.at++] ?? 0;
                parts.push(ESCAPES[String.fromCharCode(escaped)] ?? escaped);
                continue;
            }
            depth += character === '(' ? 1 : character === ')' ? -1 : 0;
            if (depth === 0) {
                return new PdfText(Uint8Array.from(parts), from, this.at);
            }
            parts.push(byte);
        }
    }

    #word(): string {
        const from = this.at;
        while (this.at < this.#bytes.length && !this.#ends(this.#bytes[this.at] ?? 0)) {
            this.at++;
        }
        return latin(this.#bytes.subarray(from, Math.min(this.at, from + 200)));
    }

    #ends(byte: number): boolean {
        return WHITE.has(byte) || DELIMITERS.has(byte);
    }

    #space(): void {
        while (WHITE.has(this.#bytes[this.at] ?? -1)) {
            this.at++;
        }
        if (this.at >= this.#bytes.length) {
            throw notPdf();
        }
    }
}

/** Bytes as a text of one character each. */
export function latin(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return text;
}

export function notPdf() {
    return problem('ENCODING_INVALID', { form: 'a PDF that we wrote' });
}
