import { INK } from './look.js';
import type { Sheet } from './sheet.js';

/** Use and match of one quarter-hour, in Wh. */
export type QuarterHour = Readonly<{ consumedWh: number; matchedWh: number }>;

/**
 * What the picture shows: the quarter-hours of one day as rays; those of several days as rings; or, where the holder keeps her hours to
 * herself, the clean part of her whole use as the lit part of the ring.
 */
export type Picture =
    | Readonly<{ kind: 'day'; quarters: readonly QuarterHour[] }>
    | Readonly<{ kind: 'days'; days: readonly (readonly QuarterHour[])[] }>
    | Readonly<{ kind: 'whole'; share: number }>;

const RAYS = 96;
const INNER = 84;
const OUTER = 126;
const TINTS = [INK.rest, '#f7e6c0', '#f1d08c', '#eabb5c', '#e2a93a', INK.gold] as const;
const STEPS = TINTS.length - 1;
const TENTHS = 10;

/** The quarter-hours as a sun: 24 hours around, noon at the top. */
export function drawRosette(sheet: Sheet, picture: Picture, x: number, y: number): void {
    sheet.doc.save().translate(x, y);
    if (picture.kind === 'days') {
        drawRings(sheet, picture.days);
    } else {
        for (let ray = 0; ray < RAYS; ray++) {
            const { used, matched } = rayOf(picture, ray);
            drawRay(sheet, picture.kind === 'day' ? angleOf(ray + 0.5) : turn((ray + 0.5) / RAYS), used, matched);
        }
    }
    if (picture.kind !== 'whole') {
        drawHours(sheet);
    }
    sheet.doc.restore();
}

/** How long a ray is (0 to 1: whether there was use) and which part of it shines. */
function rayOf(picture: Exclude<Picture, { kind: 'days' }>, ray: number): Readonly<{ used: boolean; matched: number }> {
    if (picture.kind === 'day') {
        const { consumedWh, matchedWh } = picture.quarters[ray] ?? { consumedWh: 0, matchedWh: 0 };
        return { used: consumedWh > 0, matched: shareOf({ consumedWh, matchedWh }) };
    }
    return { used: true, matched: (ray + 0.5) / RAYS < picture.share ? 1 : 0 };
}

function shareOf({ consumedWh, matchedWh }: QuarterHour): number {
    return consumedWh > 0 ? Math.min(1, matchedWh / consumedWh) : 0;
}

/** Angle of a quarter-hour of the day in a picture with noon at the top, clockwise. */
function angleOf(quarter: number): number {
    return turn(quarter / RAYS - 0.5);
}

/** Part of a turn, clockwise from the top, in radians of the page. */
function turn(part: number): number {
    return part * 2 * Math.PI - Math.PI / 2;
}

function drawRay(sheet: Sheet, angle: number, used: boolean, matched: number): void {
    const line = (from: number, to: number, color: string, width: number) =>
        sheet.doc
            .lineWidth(width)
            .lineCap('round')
            .moveTo(from * Math.cos(angle), from * Math.sin(angle))
            .lineTo(to * Math.cos(angle), to * Math.sin(angle))
            .stroke(color);
    if (!used) {
        line(INNER, INNER + 0.01, INK.hair, 1.4);
        return;
    }
    const end = INNER + (OUTER - INNER) * matched;
    if (matched < 1) {
        line(matched > 0 ? end : INNER, OUTER, INK.rest, 1.1);
    }
    if (matched > 0) {
        line(INNER, end, INK.gold, 2.7);
    }
}

/** Days as rings from the inside out, quarter-hours as cells, in {@link STEPS} depths of gold; cells of like depth are one piece. */
function drawRings(sheet: Sheet, days: readonly (readonly QuarterHour[])[]): void {
    const inner = INNER - 8;
    const depth = (OUTER - inner) / days.length;
    const runs = days.flatMap((quarters, ring) => runsOf(quarters).map((run) => ({ ...run, ring })));
    // Whole tenths of a point: thousands of places in short numbers.
    sheet.doc.save().scale(1 / TENTHS);
    for (const color of TINTS) {
        for (const { from, to, ring } of runs.filter((run) => run.color === color)) {
            drawPiece(sheet, [from, to], inner + ring * depth, inner + (ring + 1) * depth);
        }
        sheet.doc.fill(color);
    }
    sheet.doc.lineWidth(0.28 * TENTHS);
    for (let quarter = 0; quarter < RAYS; quarter++) {
        const [a, b] = [placeOf(inner, quarter), placeOf(OUTER, quarter)];
        sheet.doc.moveTo(...a).lineTo(...b);
    }
    for (let ring = 1; ring < days.length; ring++) {
        sheet.doc.circle(0, 0, Math.round((inner + ring * depth) * TENTHS));
    }
    sheet.doc.stroke('#ffffff');
    sheet.doc.restore();
}

type Run = Readonly<{ color: string; from: number; to: number }>;

/** Quarter-hours of a day that stand together and look the same; those without use are left out. */
function runsOf(quarters: readonly QuarterHour[]): readonly Run[] {
    const runs: Run[] = [];
    for (const [from, one] of quarters.entries()) {
        const last = runs.at(-1);
        const color = tint(shareOf(one));
        if (one.consumedWh > 0 && last?.color === color && last.to === from) {
            runs[runs.length - 1] = { ...last, to: from + 1 };
        } else if (one.consumedWh > 0) {
            runs.push({ color, from, to: from + 1 });
        }
    }
    return runs;
}

function drawPiece(sheet: Sheet, [from, to]: readonly [number, number], inner: number, outer: number): void {
    const edges = Array.from({ length: to - from + 1 }, (_, step) => from + step);
    sheet.doc.moveTo(...placeOf(inner, from));
    for (const edge of edges) {
        sheet.doc.lineTo(...placeOf(outer, edge));
    }
    for (const edge of edges.toReversed()) {
        sheet.doc.lineTo(...placeOf(inner, edge));
    }
    sheet.doc.closePath();
}

function placeOf(radius: number, quarter: number): [number, number] {
    const angle = angleOf(quarter);
    return [Math.round(radius * TENTHS * Math.cos(angle)), Math.round(radius * TENTHS * Math.sin(angle))];
}

/** From grey (nothing matched) over pale to full gold. */
function tint(share: number): string {
    return TINTS[share >= 1 ? STEPS : Math.floor(share * STEPS)] ?? INK.gold;
}

function drawHours(sheet: Sheet): void {
    for (const [hour, part] of [
        ['12', 0],
        ['18', 0.25],
        ['0', 0.5],
        ['6', 0.75],
    ] as const) {
        const angle = turn(part);
        const [x, y] = [(OUTER + 13) * Math.cos(angle), (OUTER + 13) * Math.sin(angle)];
        sheet.text(hour, x, y + 2.8, { size: 8, color: INK.muted, align: 'center' });
    }
}
