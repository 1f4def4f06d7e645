import { type Content, captionOf, factsOf, statementOf } from './content.js';
import { kilowattHours, percent, thousandths } from './figures.js';
import { INK, PAGE, SOURCE_INK } from './look.js';
import { drawQr } from './qr.js';
import { drawRosette } from './rosette.js';
import type { Sheet, TextStyle } from './sheet.js';
import { sourceName, translator } from './texts.js';

const LEFT = PAGE.margin;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const CENTRE = PAGE.width / 2;
const RIGHT = LEFT + WIDTH;
/** Left edge of who signed. */
const SIGNATURE = RIGHT - 128;

/** The page for the wall: what is certified, the picture of the quarter-hours, the figures, number, code and signature. */
export function drawFront(sheet: Sheet, content: Content): void {
    sheet.frame();
    drawHead(sheet, content);
    drawTitle(sheet, content);
    drawCentre(sheet, content);
    drawFigures(sheet, content);
    drawFoot(sheet, content);
}

function drawHead(sheet: Sheet, { credential, t }: Content): void {
    drawMark(sheet, LEFT, 50);
    const { name } = credential.issuer;
    sheet.text(name, LEFT + 27, 64, sheet.fitted(name, { size: 9.5, font: 'medium' }, 210));
    sheet.text(credential.credentialSubject.certificateNumber, RIGHT, 64, {
        size: 9.5,
        font: 'medium',
        align: 'right',
    });
    if (credential.credentialSubject.simulation) {
        const text = t('simulation');
        const width = sheet.widthOf(text, { size: 8.5, font: 'medium' }) + 18;
        sheet.doc.roundedRect(CENTRE - width / 2, 82, width, 17, 8.5).fill(INK.amberSoft);
        sheet.text(text, CENTRE, 93.6, { size: 8.5, font: 'medium', color: INK.amber, align: 'center' });
    }
}

/** Two windows, one of them lit: the mark of the product. */
function drawMark(sheet: Sheet, x: number, y: number): void {
    const unit = 20 / 32;
    const { doc } = sheet;
    doc.roundedRect(x, y, 20, 20, 4.4).fill(INK.deep);
    doc.rect(x + 5 * unit, y + 8 * unit, 9 * unit, 16 * unit).fill('#f5b83d');
    doc.lineWidth(1.25)
        .rect(x + 18.6 * unit, y + 8.6 * unit, 7.8 * unit, 14.8 * unit)
        .stroke('#9fe0c2');
}

function drawTitle(sheet: Sheet, content: Content): void {
    const chinese = content.language === 'zh';
    const other = translator(chinese ? 'en' : 'zh')('title');
    sheet.text(content.t('title'), CENTRE, 142, {
        size: chinese ? 38 : 28.5,
        font: 'display',
        color: INK.deep,
        align: 'center',
        tracking: chinese ? 9 : 0.4,
    });
    sheet.text(other, CENTRE, 165, {
        size: chinese ? 11.5 : 12,
        font: 'display',
        color: INK.muted,
        align: 'center',
        tracking: chinese ? 1.2 : 5,
    });
    sheet.rule(CENTRE - 22, 182, 44, INK.gold, 1.2);
    sheet.text(statementOf(content), LEFT + 30, 209, {
        size: chinese ? 12.5 : 12,
        width: WIDTH - 60,
        align: 'center',
        leading: 1.72,
        balanced: true,
    });
}

function drawCentre(sheet: Sheet, content: Content): void {
    const y = 408;
    drawRosette(sheet, content.picture, CENTRE, y);
    const share = percent(content.credential.credentialSubject.matched.matchedShareBp);
    sheet.text(share, CENTRE, y + 10, { size: 37, font: 'display', color: INK.deep, align: 'center' });
    sheet.text(content.t('shareCaption'), CENTRE, y + 31, { size: 9.5, color: INK.muted, align: 'center' });
    sheet.text(captionOf(content), LEFT + 20, 571, {
        size: 8.5,
        color: INK.muted,
        align: 'center',
        width: WIDTH - 40,
        balanced: true,
    });
}

function drawFigures(sheet: Sheet, { credential, language, t }: Content): void {
    const { matched, consumption } = credential.credentialSubject;
    const top = 592;
    const column = WIDTH / 3;
    const figures = [
        [t('metered'), consumption.meteredConsumptionWh, INK.text],
        [t('matched'), matched.matchedWh, INK.green],
        [t('unmatched'), matched.unmatchedWh, INK.text],
    ] as const;
    sheet.rule(LEFT, top, WIDTH);
    for (const [index, [label, wh, color]] of figures.entries()) {
        const x = LEFT + column * (index + 0.5);
        sheet.text(label, x, top + 18, { size: 9, color: INK.muted, align: 'center' });
        const value = { size: 21, font: 'display', color } as const;
        const unit = { size: 10, color } as const;
        const all = sheet.widthOf(thousandths(wh), value) + 4 + sheet.widthOf('kWh', unit);
        sheet.text(thousandths(wh), x - all / 2, top + 43, value);
        sheet.text('kWh', x + all / 2, top + 43, { ...unit, align: 'right' });
        if (index > 0) {
            sheet.column(LEFT + column * index, top + 11, 36);
        }
    }
    sheet.rule(LEFT, top + 58, WIDTH);
    drawSources(sheet, { matched, language, label: t('sources') }, top + 76);
}

function drawSources(
    sheet: Sheet,
    {
        matched,
        language,
        label,
    }: Readonly<{
        matched: Content['credential']['credentialSubject']['matched'];
        language: Content['language'];
        label: string;
    }>,
    y: number,
): void {
    const texts = matched.sources.map(
        ({ source, matchedWh, shareBp }) =>
            `${sourceName(source, language)}  ${kilowattHours(matchedWh)}  ${percent(shareBp)}`,
    );
    const gap = 22;
    const room = WIDTH - sheet.widthOf(label, { size: 9 }) - 16 - texts.length * (gap + 13);
    const style = sheet.fitted(texts.join(''), { size: 9.5 }, room);
    const widths = texts.map((text) => sheet.widthOf(text, style) + 13);
    const name = sheet.widthOf(label, { size: 9 }) + 16;
    let x = CENTRE - (name + widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1)) / 2;
    sheet.text(label, x, y, { size: 9, color: INK.muted });
    x += name;
    for (const [index, text] of texts.entries()) {
        sheet.doc.circle(x + 3.5, y - 3.3, 3.5).fill(SOURCE_INK[matched.sources[index]?.source ?? 'other']);
        sheet.text(text, x + 13, y, style);
        x += (widths[index] ?? 0) + gap;
    }
}

function drawFoot(sheet: Sheet, content: Content): void {
    const { credential, t } = content;
    const top = 694;
    drawQr(sheet, content.address, LEFT, top, 84);
    sheet.text(t('scan'), LEFT + 42, top + 96, { size: 8.5, color: INK.muted, align: 'center' });
    let y = top + 8;
    for (const [label, value] of factsOf(content)) {
        sheet.text(label, LEFT + 104, y, { size: 8.5, color: INK.muted });
        const room = SIGNATURE - 12 - (LEFT + 104 + 88);
        sheet.text(value, LEFT + 104 + 88, y, sheet.fitted(value, { size: 9 }, room));
        y += 15.2;
    }
    sheet.text(t('signedBy'), SIGNATURE, top + 8, { size: 8.5, color: INK.muted });
    const issuer: TextStyle = { size: 11, font: 'medium', width: 128, leading: 1.3 };
    const lines = sheet.countLines(credential.issuer.name, issuer);
    // A long name in more and smaller lines.
    const size = lines > 2 ? (lines > 4 ? 6 : 8) : 11;
    sheet.text(credential.issuer.name, SIGNATURE, top + 24 - (11 - size) / 1.5, { ...issuer, size, leading: 1.2 });
    sheet.text(t('accreditation', { id: credential.issuer.accreditationId }), SIGNATURE, top + 53, {
        size: 8.5,
        width: 128,
        leading: 1.35,
    });
    sheet.rule(SIGNATURE, top + 76, 128, INK.deep, 0.6);
    sheet.text(t('signature'), SIGNATURE, top + 88, { size: 8.5, color: INK.green, font: 'medium' });
}
