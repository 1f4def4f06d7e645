import { canonical } from '../canonical.js';
import type { MeterReading, RegisterPair } from '../meters/ocmf.js';
import type { BookPoint } from '../registry/book.js';
import { type Slot, slotPlus } from '../slot.js';
import { type Wh, wh } from '../units.js';
import type { Gap, ReadingState, Registers, Substitute } from './line.js';
import { gapsBetween, type OwnersGap, passed } from './pending.js';
import { behindMeter, type Part, unspecified } from './sources.js';
import { unitRegisters, unitsContinue } from './subregisters.js';

/** A metering point with what its meter says about the slot. */
export type Metered = {
    readonly point: BookPoint;
    readonly state: ReadingState;
    readonly imported: Wh | null;
    readonly exported: Wh | null;
    readonly generated: Wh | null;
    readonly start: Registers | null;
    readonly end: Registers | null;
    /** Used of her own plants' energy on the spot, where registers tell. */
    readonly ownUse: Wh | null;
    /** The export by source: parts above zero that sum to it; none where it is not signed. */
    readonly parts: readonly Part[];
    /** The present owner's. */
    readonly gap: Gap | null;
    /** Those of former owners. */
    readonly formerGaps: readonly OwnersGap[];
    readonly substitute: Substitute | null;
    readonly estimate: { readonly imported: Wh; readonly exported: Wh } | null;
};

/**
 * Judges the accepted readings of one point: duplicates count once, a measured value supersedes a substitute, two that differ
 * contradict each other, and registers must continue where they were last known to stand. Where only those of units behind the meter do
 * not, its energy stands, but nothing of it has a source.
 * @param readings - all accepted readings of the point for the slot, in any order
 * @param known - last known registers; undefined before the first reading
 */
export function judge(
    point: BookPoint,
    readings: readonly MeterReading[],
    known: Registers | undefined,
    slot: Slot,
): Metered {
    const { participant } = point.entry.body;
    const unknown = (state: ReadingState): Metered => ({
        ...UNKNOWN,
        point,
        state,
        end: known === undefined ? null : passed(known, { participant, imported: wh(0), exported: wh(0) }),
    });
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
    const continues = last === undefined || unitsContinue(last, start);
    const behind = continues ? behindMeter(point.entry.body, reading) : unspecified(difference(reading.export));
    const gaps = last === undefined ? [] : gapsBetween(last, start, participant);
    return {
        point,
        state: gaps.length > 0 && last?.at === before ? 'registerJump' : 'signed',
        imported: difference(reading.import),
        exported: difference(reading.export),
        ...behind,
        start,
        end: registersAt(reading, slot, 'end'),
        gap: gaps.find((gap) => gap.participant === participant)?.gap ?? null,
        formerGaps: gaps.filter((gap) => gap.participant !== participant),
        substitute: null,
        estimate: null,
    };
}

const UNKNOWN = {
    imported: null,
    exported: null,
    generated: null,
    ownUse: null,
    parts: [],
    start: null,
    gap: null,
    formerGaps: [],
    substitute: null,
    estimate: null,
} as const;

function sameValues(a: MeterReading, b: MeterReading): boolean {
    const same = (one: RegisterPair | null, two: RegisterPair | null) =>
        one === two || (one?.start === two?.start && one?.end === two?.end);
    return (
        a.serial === b.serial &&
        same(a.import, b.import) &&
        same(a.export, b.export) &&
        same(a.generation, b.generation) &&
        canonical(a.channels ?? []) === canonical(b.channels ?? [])
    );
}

function registersAt(reading: MeterReading, at: Slot, edge: 'start' | 'end'): Registers {
    const units = unitRegisters(reading, edge);
    return {
        at,
        export: reading.export[edge],
        generation: reading.generation?.[edge] ?? null,
        import: reading.import[edge],
        meter: reading.serial,
        pending: [],
        ...(units === undefined ? {} : { units }),
    };
}

function runsBackwards(last: Registers, start: Registers): boolean {
    const generation = last.generation !== null && start.generation !== null && start.generation < last.generation;
    return start.import < last.import || start.export < last.export || generation;
}

function difference({ start, end }: RegisterPair): Wh {
    return wh(end - start);
}
