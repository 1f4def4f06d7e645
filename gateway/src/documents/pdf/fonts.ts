import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from '@linguang/chaincode/domain';
import { create, type Font, type Glyph } from 'fontkit';
import { charstring, type OutlineStep } from './charstring.js';
import { type LeanGlyph, leanFont } from './leanfont.js';

/** Weights of the one family the document is set in; `display` is that of its title and large figures. */
export type FontName = 'regular' | 'medium' | 'display';

const NOTO = new URL('../fonts/', import.meta.resolve('@embedpdf/fonts-sc'));
const FILES: Readonly<Record<FontName, URL>> = {
    regular: new URL('NotoSansHans-Regular.otf', NOTO),
    medium: new URL('NotoSansHans-Medium.otf', NOTO),
    display: new URL('NotoSansHans-DemiLight.otf', NOTO),
};

/** Signs that a Chinese typeface draws as wide as a character; in English they take the room of their ink. */
const NARROWED = new Set('‘’“”…·');
const SIDE = 45;

type Source = Readonly<{ font: Font; glyphs: Map<string, LeanGlyph> }>;
const sources = new Map<string, Source>();

/**
 * A font of these characters, those it has. The large fonts are read once in a process, and each of their characters is taken apart
 * once, so a certificate costs some milliseconds and not seconds.
 */
export function fontOf(name: FontName, characters: ReadonlySet<string>, language: Language): Buffer {
    const { font, glyphs } = sourceOf(name, language);
    for (const character of characters) {
        const code = character.codePointAt(0) ?? 0;
        if (!glyphs.has(character) && font.hasGlyphForCodePoint(code)) {
            const narrow = language === 'en' && NARROWED.has(character);
            glyphs.set(character, { character, ...taken(font.glyphForCodePoint(code), narrow) });
        }
    }
    const { minX, minY, maxX, maxY } = font.bbox;
    const lean = leanFont({
        name: font.postscriptName,
        unitsPerEm: font.unitsPerEm,
        ascent: font.ascent,
        descent: font.descent,
        bounds: [minX, minY, maxX, maxY],
        missing: taken(font.getGlyph(0)),
        glyphs: [...glyphs.values()].filter(({ character }) => characters.has(character)),
    });
    return Buffer.from(lean);
}

function sourceOf(name: FontName, language: Language): Source {
    const key = `${name} ${language}`;
    const other = sources.get(`${name} ${language === 'en' ? 'zh' : 'en'}`);
    const font = () => other?.font ?? create(readFileSync(fileURLToPath(FILES[name])));
    const source = sources.get(key) ?? { font: font(), glyphs: new Map() };
    sources.set(key, source);
    return source;
}

function taken(glyph: Glyph, narrow = false): Readonly<{ width: number; charstring: Uint8Array }> {
    const { commands } = glyph.path;
    if (!narrow) {
        const width = Math.round(glyph.advanceWidth);
        return { width, charstring: charstring(commands, width) };
    }
    const places = commands.flatMap(({ args }) => args.filter((_, at) => at % 2 === 0));
    const [left, right] = [Math.min(...places), Math.max(...places)];
    const width = Math.round(right - left + 2 * SIDE);
    const moved = commands.map(
        (step): OutlineStep => ({
            ...step,
            args: step.args.map((arg, at) => (at % 2 === 0 ? arg - left + SIDE : arg)),
        }),
    );
    return { width, charstring: charstring(moved, width) };
}
