import type { PdfReason } from './result.js';
import { latin, notPdf, PdfName, PdfReader, PdfReference, type PdfValue } from './syntax.js';

/** A PDF larger than this is none of ours. */
const LARGEST = 2 * 1024 * 1024;
const MOST_OBJECTS = 5000;
const ENTRY_LENGTH = 20;

export type PdfMembers = ReadonlyMap<string, PdfValue>;
/** A file as a graph of objects: one revision with one table, from the first byte to the last. */
export class PdfFile {
    readonly bytes: Uint8Array;
    readonly #offsets: readonly number[];
    readonly root: PdfMembers;

    constructor(bytes: Uint8Array, offsets: readonly number[], root: PdfReference) {
        this.bytes = bytes;
        this.#offsets = offsets;
        this.root = this.members(root);
    }

    /** A value, looked up where it is a reference. @throws ENCODING_INVALID */
    resolve(value: PdfValue | undefined): PdfValue {
        return value instanceof PdfReference ? this.#object(value.id).value() : (value ?? null);
    }

    /** A dictionary. @throws ENCODING_INVALID */
    members(value: PdfValue | undefined): PdfMembers {
        const resolved = this.resolve(value);
        if (!(resolved instanceof Map)) {
            throw notPdf();
        }
        return resolved;
    }

    /** An array. @throws ENCODING_INVALID */
    list(value: PdfValue | undefined): readonly PdfValue[] {
        const resolved = this.resolve(value);
        if (!Array.isArray(resolved)) {
            throw notPdf();
        }
        return resolved;
    }

    /** The bytes of a stream that no filter encodes. @throws ENCODING_INVALID */
    stream(value: PdfValue | undefined): Uint8Array {
        if (!(value instanceof PdfReference)) {
            throw notPdf();
        }
        const reader = this.#object(value.id);
        const members = reader.value();
        const length = members instanceof Map ? members.get('Length') : undefined;
        if (!(members instanceof Map) || members.has('Filter') || typeof length !== 'number') {
            throw notPdf();
        }
        reader.expect('stream');
        const from = reader.at + 1;
        const end = new PdfReader(this.bytes, from + length);
        end.expect('endstream');
        return this.bytes.subarray(from, from + length);
    }

    #object(id: number): PdfReader {
        const offset = this.#offsets[id];
        if (offset === undefined || id === 0) {
            throw notPdf();
        }
        const reader = new PdfReader(this.bytes, offset);
        if (reader.integer() !== id || reader.integer() !== 0) {
            throw notPdf();
        }
        reader.expect('obj');
        return reader;
    }
}

/** Whether a dictionary has a name as member. */
export function isNamed(members: PdfMembers, key: string, name: string): boolean {
    const value = members.get(key);
    return value instanceof PdfName && value.name === name;
}

/** Opens a file of one revision, or says why it is none. */
export function openPdf(bytes: Uint8Array): PdfFile | PdfReason {
    if (latin(bytes.subarray(0, 5)) !== '%PDF-') {
        return 'PDF_NOT_PDF';
    }
    if (bytes.length > LARGEST) {
        return 'PDF_TOO_LARGE';
    }
    const tail = latin(bytes.subarray(-40));
    const end = /startxref\n(\d{1,10})\n%%EOF\n$/.exec(tail);
    if (end === null) {
        return 'PDF_APPENDED';
    }
    try {
        return read(bytes, Number(end[1]));
    } catch {
        return 'PDF_DAMAGED';
    }
}

function read(bytes: Uint8Array, start: number): PdfFile | PdfReason {
    const reader = new PdfReader(bytes, start);
    reader.expect('xref');
    if (reader.integer() !== 0) {
        return 'PDF_REVISED';
    }
    const count = reader.integer();
    const from = reader.at + 1;
    if (count < 1 || count > MOST_OBJECTS) {
        return 'PDF_DAMAGED';
    }
    const offsets: number[] = [];
    for (let index = 0; index < count; index++) {
        const at = from + index * ENTRY_LENGTH;
        const entry = latin(bytes.subarray(at, at + ENTRY_LENGTH));
        const form = index === 0 ? /^(0{10}) 65535 f \n$/ : /^(\d{10}) 00000 n \n$/;
        const match = form.exec(entry);
        if (match === null) {
            return 'PDF_DAMAGED';
        }
        offsets.push(Number(match[1]));
    }
    reader.at = from + count * ENTRY_LENGTH;
    reader.expect('trailer');
    const trailer = reader.value();
    if (!(trailer instanceof Map)) {
        return 'PDF_DAMAGED';
    }
    if (trailer.has('Prev') || trailer.has('XRefStm')) {
        return 'PDF_REVISED';
    }
    const root = trailer.get('Root');
    const whole = trailer.get('Size') === count && root instanceof PdfReference && !trailer.has('Encrypt');
    reader.expect('startxref');
    return whole && reader.integer() === start ? new PdfFile(bytes, offsets, root) : 'PDF_DAMAGED';
}
