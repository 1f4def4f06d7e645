import { concat, utf8 } from '@linguang/chaincode/domain';
import { number } from './charstring.js';

export type LeanGlyph = Readonly<{ character: string; width: number; charstring: Uint8Array }>;
export type LeanFont = Readonly<{
    /** PostScript name. */
    name: string;
    unitsPerEm: number;
    ascent: number;
    descent: number;
    /** Left, bottom, right, top. */
    bounds: readonly [number, number, number, number];
    /** What stands for characters that are not there. */
    missing: Readonly<{ width: number; charstring: Uint8Array }>;
    glyphs: readonly LeanGlyph[];
}>;

/**
 * An OpenType font with CFF outlines (ISO/IEC 14496-22) of some characters only, without subroutines, features and hints. A font of all
 * Chinese characters takes seconds to read and drags 50 KB of empty subroutines into each subset; this one takes neither.
 */
export function leanFont(font: LeanFont): Uint8Array {
    const glyphs = font.glyphs.toSorted((a, b) => codeOf(a) - codeOf(b));
    const widths = [font.missing.width, ...glyphs.map(({ width }) => width)];
    return container({
        'CFF ': cff(font, [font.missing.charstring, ...glyphs.map(({ charstring }) => charstring)]),
        cmap: cmap(glyphs.map(codeOf)),
        head: head(font),
        hhea: hhea(font, widths.length),
        hmtx: concat(...widths.map((width) => u16(width, 0))),
        maxp: concat(u32(0x00005000), u16(widths.length)),
        name: names(font.name),
        post: concat(u32(0x00030000, 0), u16(-100, 50), u32(0, 0, 0, 0, 0)),
    });
}

function codeOf({ character }: LeanGlyph): number {
    return character.codePointAt(0) ?? 0;
}

/** Compact Font Format (Adobe Technical Note 5176), keyed by CID as Chinese fonts are, with one private dictionary. */
function cff(font: LeanFont, charstrings: readonly Uint8Array[]): Uint8Array {
    const count = charstrings.length;
    const before = concat(Uint8Array.of(1, 0, 4, 4), index([utf8(font.name)]));
    const strings = concat(index([utf8('Adobe'), utf8('Identity')]), index([]));
    const charset = concat(Uint8Array.of(2), u16(1, count - 2));
    const select = concat(Uint8Array.of(3), u16(1, 0), Uint8Array.of(0), u16(count));
    const outlines = index(charstrings);
    // Default and nominal width: none, so every charstring states its own.
    const privates = Uint8Array.of(139, 20, 139, 21);
    const topLength = index([topDictionary(font, count, [0, 0, 0, 0])]).length;
    const at = before.length + topLength + strings.length;
    const selectAt = at + charset.length;
    const outlinesAt = selectAt + select.length;
    const arrayAt = outlinesAt + outlines.length;
    const arrayLength = index([concat(offset(4), offset(0), Uint8Array.of(18))]).length;
    const array = index([concat(offset(privates.length), offset(arrayAt + arrayLength), Uint8Array.of(18))]);
    const top = topDictionary(font, count, [at, outlinesAt, arrayAt, selectAt]);
    return concat(before, index([top]), strings, charset, select, outlines, array, privates);
}

function topDictionary(
    { bounds }: LeanFont,
    count: number,
    places: readonly [number, number, number, number],
): Uint8Array {
    const [charset, outlines, array, select] = places;
    return concat(
        Uint8Array.from([...number(391), ...number(392), ...number(0), 12, 30]),
        Uint8Array.from([...bounds.flatMap((bound) => number(Math.round(bound))), 5]),
        Uint8Array.from([...number(count), 12, 34]),
        concat(offset(charset), Uint8Array.of(15)),
        concat(offset(outlines), Uint8Array.of(17)),
        concat(offset(array), Uint8Array.of(12, 36)),
        concat(offset(select), Uint8Array.of(12, 37)),
    );
}

/** An operand of five bytes, so that the length of a dictionary does not depend on what it points to. */
function offset(value: number): Uint8Array {
    return concat(Uint8Array.of(29), u32(value));
}

function index(items: readonly Uint8Array[]): Uint8Array {
    if (items.length === 0) {
        return u16(0);
    }
    const offsets = [1];
    for (const item of items) {
        offsets.push((offsets.at(-1) ?? 0) + item.length);
    }
    return concat(u16(items.length), Uint8Array.of(4), u32(...offsets), ...items);
}

/** Character map of format 12: one group a character, in order. */
function cmap(codes: readonly number[]): Uint8Array {
    const groups = codes.map((code, place) => u32(code, code, place + 1));
    const table = concat(u16(12, 0), u32(16 + 12 * codes.length, 0, codes.length), ...groups);
    return concat(u16(0, 1, 3, 10), u32(12), table);
}

function head({ unitsPerEm, bounds }: LeanFont): Uint8Array {
    return concat(
        u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5),
        u16(0, unitsPerEm),
        u32(0, 0, 0, 0),
        u16(...bounds.map(Math.round), 0, 8, 2, 0, 0),
    );
}

function hhea({ ascent, descent, unitsPerEm }: LeanFont, count: number): Uint8Array {
    return concat(
        u32(0x00010000),
        u16(ascent, descent, 0, unitsPerEm, 0, 0, unitsPerEm, 1, 0, 0, 0, 0, 0, 0, 0, count),
    );
}

/** Family, style, full and PostScript name, for Windows in English. */
function names(name: string): Uint8Array {
    const entries = [1, 2, 4, 6].map((id) => [id, utf16(id === 2 ? 'Regular' : name)] as const);
    const records: Uint8Array[] = [];
    let at = 0;
    for (const [id, text] of entries) {
        records.push(u16(3, 1, 0x409, id, text.length, at));
        at += text.length;
    }
    return concat(u16(0, entries.length, 6 + 12 * entries.length), ...records, ...entries.map(([, text]) => text));
}

function utf16(text: string): Uint8Array {
    return u16(...Array.from({ length: text.length }, (_, place) => text.charCodeAt(place)));
}

function container(tables: Readonly<Record<string, Uint8Array>>): Uint8Array {
    const entries = Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1));
    const power = 2 ** Math.floor(Math.log2(entries.length));
    const records: Uint8Array[] = [];
    const bodies: Uint8Array[] = [];
    let at = 12 + 16 * entries.length;
    for (const [tag, table] of entries) {
        const padded = concat(table, new Uint8Array((4 - (table.length % 4)) % 4));
        records.push(concat(utf8(tag), u32(checksum(padded), at, table.length)));
        bodies.push(padded);
        at += padded.length;
    }
    const search = u16(entries.length, power * 16, Math.log2(power), (entries.length - power) * 16);
    return concat(utf8('OTTO'), search, ...records, ...bodies);
}

function checksum(padded: Uint8Array): number {
    const view = new DataView(padded.buffer, padded.byteOffset, padded.length);
    let sum = 0;
    for (let at = 0; at < padded.length; at += 4) {
        sum = (sum + view.getUint32(at)) >>> 0;
    }
    return sum;
}

function u16(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(2 * values.length));
    for (const [place, value] of values.entries()) {
        view.setUint16(2 * place, value);
    }
    return new Uint8Array(view.buffer);
}

function u32(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(4 * values.length));
    for (const [place, value] of values.entries()) {
        view.setUint32(4 * place, value);
    }
    return new Uint8Array(view.buffer);
}
