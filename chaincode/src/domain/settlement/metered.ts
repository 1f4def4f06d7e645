import type { MeterReading, RegisterPair } from '../meters/ocmf.js';
import type { BookPoint } from '../registry/book.js';
import { type Slot, slotPlus } from '../slot.js';
import { NO_WH, type Wh, wh } from '../units.js';
import type { Gap, ReadingState, Registers } from './line.js';

/** A metering point with what its meter says about the slot. */
export type Metered = {
    readonly point: BookPoint;
    readonly state: ReadingState;
    readonly imported: Wh | null;
    readonly exported: Wh | null;
    readonly generated: Wh | null;
    readonly start: Registers | null;
    readonly end: Registers | null;
    readonly gap: Gap | null;
    readonly estimate: { readonly imported: Wh; readonly exported: Wh } | null;
};

/**
 * Judges the accepted readings of one point: duplicates count once, a measured value supersedes a substitute, two that differ
 * contradict each other, and registers must continue where they were last known to stand.
 * @param readings - all accepted readings of the point for the slot, in any order
 * @param known - last known registers; undefined before the first reading
 */
export function judge(
    point: BookPoint,
    readings: readonly MeterReading[],
    known: Registers | undefined,
    slot: Slot,
): Metered {
    const unknown = (state: ReadingState): Metered => ({ ...UNKNOWN, point, state, end: known ?? null });
    const measured = readings.filter(({ quality }) => quality === 'measured');
    const [reading, ...others] = measured.length > 0 ? measured : readings;
    if (reading === undefined) {
        return unknown('missing');
    }
    if (!others.every((other) => sameValues(other, reading))) {
        return unknown('contradictory');
    }
    if (reading.quality === 'substitute') {
        const estimate = { exported: difference(reading.export), imported: difference(reading.import) };
        return { ...unknown('estimated'), estimate };
    }
    const before = slotPlus(slot, -1);
    const start = registersAt(reading, before, 'start');
    const last = known?.meter === reading.serial ? known : undefined;
    if (last !== undefined && runsBackwards(last, start)) {
        return unknown('registerBackwards');
    }
    const gap = last === undefined ? null : gapBetween(last, start, slot);
    return {
        point,
        state: gap !== null && last?.at === before ? 'registerJump' : 'signed',
        imported: difference(reading.import),
        exported: difference(reading.export),
        generated: reading.generation === null ? null : difference(reading.generation),
        start,
        end: registersAt(reading, slot, 'end'),
        gap,
        estimate: null,
    };
}

const UNKNOWN = { imported: null, exported: null, generated: null, start: null, gap: null, estimate: null } as const;

function sameValues(a: MeterReading, b: MeterReading): boolean {
    const same = (one: RegisterPair | null, two: RegisterPair | null) =>
        one === two || (one?.start === two?.start && one?.end === two?.end);
    return (
        a.serial === b.serial &&
        same(a.import, b.import) &&
        same(a.export, b.export) &&
        same(a.generation, b.generation)
    );
}

function registersAt(reading: MeterReading, at: Slot, edge: 'start' | 'end'): Registers {
    return {
        at,
        export: reading.export[edge],
        generation: reading.generation?.[edge] ?? null,
        import: reading.import[edge],
        meter: reading.serial,
    };
}

function runsBackwards(last: Registers, start: Registers): boolean {
    const generation = last.generation !== null && start.generation !== null && start.generation < last.generation;
    return start.import < last.import || start.export < last.export || generation;
}

/** null where the registers continue without a break. */
function gapBetween(last: Registers, start: Registers, slot: Slot): Gap | null {
    const imported = wh(start.import - last.import);
    const exported = wh(start.export - last.export);
    const unbroken = last.at === slot - 1 && imported === NO_WH && exported === NO_WH;
    return unbroken ? null : { exported, from: slotPlus(last.at, 1), imported };
}

function difference({ start, end }: RegisterPair): Wh {
    return wh(end - start);
}
