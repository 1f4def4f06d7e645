/** One step of an outline, in font units with the y axis upwards; of cubic curves, as CFF has them. */
export type OutlineStep = Readonly<{
    command: 'moveTo' | 'lineTo' | 'bezierCurveTo' | 'closePath' | 'quadraticCurveTo';
    args: readonly number[];
}>;

const OP = {
    rlineto: 5,
    hlineto: 6,
    vlineto: 7,
    rrcurveto: 8,
    endchar: 14,
    rmoveto: 21,
    vhcurveto: 30,
    hvcurveto: 31,
} as const;

/**
 * An outline as Type 2 charstring (Adobe Technical Note 5177) that calls no subroutine, so that it can be taken out of its font.
 * @param width - advance width; written as the difference to a nominal width of zero
 * @throws RangeError for quadratic curves, which no CFF font has
 */
export function charstring(outline: readonly OutlineStep[], width: number): Uint8Array {
    const bytes: number[] = [];
    let [x, y] = [0, 0];
    let first: readonly number[] = [width];
    const write = (operator: number, ...operands: number[]): void => {
        for (const operand of [...first, ...operands]) {
            bytes.push(...number(operand));
        }
        first = [];
        bytes.push(operator);
    };
    for (const { command, args } of outline) {
        const points = args.map(Math.round);
        const steps: number[] = [];
        for (let at = 0; at + 1 < points.length; at += 2) {
            const [nextX = 0, nextY = 0] = points.slice(at, at + 2);
            steps.push(nextX - x, nextY - y);
            [x, y] = [nextX, nextY];
        }
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = steps;
        if (command === 'moveTo') {
            write(OP.rmoveto, a, b);
        } else if (command === 'lineTo') {
            writeLine(write, a, b);
        } else if (command === 'bezierCurveTo') {
            writeCurve(write, [a, b, c, d, e, f]);
        } else if (command !== 'closePath') {
            throw new RangeError('an outline of cubic curves is expected');
        }
    }
    write(OP.endchar);
    return Uint8Array.from(bytes);
}

type Write = (operator: number, ...operands: number[]) => void;

function writeLine(write: Write, x: number, y: number): void {
    if (y === 0) {
        write(OP.hlineto, x);
    } else if (x === 0) {
        write(OP.vlineto, y);
    } else {
        write(OP.rlineto, x, y);
    }
}

function writeCurve(write: Write, [a, b, c, d, e, f]: readonly [number, number, number, number, number, number]): void {
    if (b === 0 && e === 0) {
        write(OP.hvcurveto, a, c, d, f);
    } else if (a === 0 && f === 0) {
        write(OP.vhcurveto, b, c, d, e);
    } else {
        write(OP.rrcurveto, a, b, c, d, e, f);
    }
}

/** An operand of charstrings; dictionaries have the same form for integers of 16 bits. */
export function number(value: number): readonly number[] {
    if (value >= -107 && value <= 107) {
        return [value + 139];
    }
    if (value >= 108 && value <= 1131) {
        return [247 + ((value - 108) >> 8), (value - 108) & 0xff];
    }
    if (value >= -1131 && value <= -108) {
        return [251 + ((-value - 108) >> 8), (-value - 108) & 0xff];
    }
    return [28, (value >> 8) & 0xff, value & 0xff];
}
