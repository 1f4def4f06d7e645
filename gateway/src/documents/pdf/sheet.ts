import type { FontName } from './fonts.js';
import { INK, PAGE } from './look.js';

export type TextStyle = Readonly<{
    size: number;
    font?: FontName;
    color?: string;
    /** Box the text is set in; without it the text stays on one line. */
    width?: number;
    align?: 'left' | 'center' | 'right';
    /** Distance of baselines as a multiple of the size. */
    leading?: number;
    /** Lines of like length, for centred paragraphs. */
    balanced?: boolean;
    /** Points between characters. */
    tracking?: number;
}>;

/** Draws on the pages of a document. Places are points from the upper left; those of texts are baselines of the (first) line. */
export class Sheet {
    constructor(readonly doc: PDFKit.PDFDocument) {}

    /** Draws a text and answers the baseline of its last line. */
    text(text: string, x: number, y: number, style: TextStyle): number {
        const { size, color = INK.text, leading = 1.5, tracking = 0, width, align = 'left' } = style;
        this.#use(style);
        this.doc.fillColor(color);
        const lines = width === undefined ? [text] : this.#lines(text, width, style);
        for (const [index, line] of lines.entries()) {
            const free = (width ?? 0) - this.#widthOf(line, tracking);
            const shift = width === undefined ? anchor(align, this.#widthOf(line, tracking)) : free * share(align);
            this.doc.text(line.replaceAll(NO_BREAK, ' '), x + shift, y + index * size * leading, {
                lineBreak: false,
                baseline: 'alphabetic',
                characterSpacing: tracking,
            });
        }
        return y + (lines.length - 1) * size * leading;
    }

    /** How many lines a text takes. */
    countLines(text: string, style: TextStyle): number {
        this.#use(style);
        return style.width === undefined ? 1 : this.#lines(text, style.width, style).length;
    }

    widthOf(text: string, style: TextStyle): number {
        this.#use(style);
        return this.#widthOf(text, style.tracking ?? 0);
    }

    /** A style small enough for a text to fit into a width on one line. */
    fitted(text: string, style: TextStyle, room: number): TextStyle {
        return { ...style, size: style.size * Math.min(1, room / this.widthOf(text, style)) };
    }

    /** A horizontal hairline. */
    rule(x: number, y: number, width: number, color: string = INK.hair, weight = 0.5): void {
        this.doc
            .lineWidth(weight)
            .moveTo(x, y)
            .lineTo(x + width, y)
            .stroke(color);
    }

    column(x: number, y: number, height: number, color: string = INK.hair): void {
        this.doc
            .lineWidth(0.5)
            .moveTo(x, y)
            .lineTo(x, y + height)
            .stroke(color);
    }

    /** The thin double frame of the first page. */
    frame(): void {
        const { width, height } = PAGE;
        this.doc
            .lineWidth(0.9)
            .rect(24, 24, width - 48, height - 48)
            .stroke(INK.deep);
        this.doc
            .lineWidth(0.3)
            .rect(28, 28, width - 56, height - 56)
            .stroke(INK.deep);
    }

    #use({ font = 'regular', size }: TextStyle): void {
        this.doc.font(font).fontSize(size);
    }

    #widthOf(text: string, tracking: number): number {
        // pdfkit counts a space after the last character, too.
        return this.doc.widthOfString(text.replaceAll(NO_BREAK, ' ')) + tracking * Math.max(0, [...text].length - 1);
    }

    #lines(text: string, width: number, { tracking = 0, balanced = false }: TextStyle): readonly string[] {
        const lines = this.#broken(text, width, tracking);
        if (!balanced) {
            return lines;
        }
        let [narrow, wide] = [width / 2, width];
        while (wide - narrow > 2) {
            const middle = (narrow + wide) / 2;
            if (this.#broken(text, middle, tracking).length > lines.length) {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        return this.#broken(text, wide, tracking);
    }

    /** Breaks by the widths of pieces; they add up, since texts that break are set without kerning. */
    #broken(text: string, width: number, tracking: number): readonly string[] {
        const lines: string[] = [];
        let line = '';
        let taken = 0;
        for (const piece of piecesOf(text)) {
            const step = [...piece].length * tracking;
            if (line !== '' && taken + this.#widthOf(piece.trimEnd(), 0) + step > width) {
                lines.push(line.trimEnd());
                line = '';
                taken = 0;
            }
            line += piece;
            taken += this.#widthOf(piece, 0) + step;
        }
        return [...lines, line.trimEnd()];
    }
}

function share(align: 'left' | 'center' | 'right'): number {
    return align === 'left' ? 0 : align === 'center' ? 0.5 : 1;
}

function anchor(align: 'left' | 'center' | 'right', width: number): number {
    return -width * share(align);
}

/** Between words that must stay on one line; drawn as a plain space, so that texts are found. */
const NO_BREAK = '\u00a0';
/** What may not begin a line in Chinese, and what may not end one (GB/T 15834 and common practice). */
const NOT_FIRST = /[，。、；：？！）》」』”’…%·,.;:?!)\]]/u;
const NOT_LAST = /[（《「『“‘([]/u;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/u;

/** A text in the pieces between which a line may end: after spaces, and around Chinese characters. */
export function piecesOf(text: string): readonly string[] {
    const pieces: string[] = [];
    let piece = '';
    for (const character of text) {
        const before = piece.at(-1) ?? '';
        const breakable = before === ' ' || WIDE.test(before) || WIDE.test(character) || before === '/';
        if (piece !== '' && breakable && character !== ' ' && !NOT_FIRST.test(character) && !NOT_LAST.test(before)) {
            pieces.push(piece);
            piece = '';
        }
        piece += character;
    }
    return piece === '' ? pieces : [...pieces, piece];
}
