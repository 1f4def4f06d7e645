/** What we use of fontkit, which comes without declarations. */
declare module 'fontkit' {
    export type Glyph = {
        readonly id: number;
        readonly advanceWidth: number;
        readonly path: {
            readonly commands: readonly {
                readonly command: 'moveTo' | 'lineTo' | 'bezierCurveTo' | 'closePath' | 'quadraticCurveTo';
                readonly args: readonly number[];
            }[];
        };
    };
    export type Font = {
        readonly postscriptName: string;
        readonly unitsPerEm: number;
        readonly ascent: number;
        readonly descent: number;
        readonly bbox: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };
        hasGlyphForCodePoint(codePoint: number): boolean;
        glyphForCodePoint(codePoint: number): Glyph;
        getGlyph(id: number): Glyph;
    };
    export function create(bytes: Uint8Array): Font;
}
