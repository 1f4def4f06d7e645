import { utf8, type VerifyEs256 } from '../crypto.js';
import { type ProblemCode, problem } from '../problems.js';
import type { Point, Unit } from '../registry/point.js';
import type { Slot } from '../slot.js';
import type { Watt, Wh } from '../units.js';
import { type MeterReading, payloadOfOcmf, splitOcmf } from './ocmf.js';
import { readPayload } from './payload.js';

/** Why a reading is refused. `READING_QUALITY` is about what certificates ask of readings, not about one of them. */
export type ReadingCode = Exclude<Extract<ProblemCode, `READING_${string}`>, 'READING_QUALITY'>;

/** The outcome of one reading; a refused one gives only its code, never a value. */
export type ReadingCheck =
    | { readonly code: 'OK'; readonly reading: MeterReading }
    | { readonly code: ReadingCode; readonly reading: null };

/**
 * Checks one reading of one slot against the registration of its metering point: meter and key, signature over the exact
 * payload bytes, interval = slot, clock and state, registers, connection limits. Never throws for what a meter sent.
 * Continuity with other slots is judged at settlement.
 * @param context.point - the point as registered at the slot; undefined if it is not
 */
export function checkReading(
    ocmf: string,
    context: Readonly<{ point: Point | undefined; slot: Slot; verify: VerifyEs256 }>,
): ReadingCheck {
    const { point, slot, verify } = context;
    if (point === undefined || !point.active) {
        return refused('READING_POINT_UNKNOWN');
    }
    const { meter } = point;
    if (slot < meter.from || (meter.to !== null && slot >= meter.to)) {
        return refused('READING_KEY_NOT_IN_FORCE');
    }
    const record = splitOcmf(ocmf);
    if (record === undefined) {
        return refused('READING_MALFORMED');
    }
    if (!verify(meter.jwk, utf8(record.payload), record.signature)) {
        return refused('READING_SIGNATURE_INVALID');
    }
    const reading = readPayload(record.payload);
    if (typeof reading === 'string') {
        return refused(reading);
    }
    const fault = misfit(reading, point, slot);
    return fault === null ? { code: 'OK', reading } : refused(fault);
}

/** Reads an accepted reading again, without checking its signature a second time. @throws READING_MALFORMED */
export function readAccepted(ocmf: string, point: string): MeterReading {
    const payload = payloadOfOcmf(ocmf);
    const reading = payload === undefined ? 'READING_MALFORMED' : readPayload(payload);
    if (typeof reading === 'string') {
        throw problem('READING_MALFORMED', { point, reason: 'it was accepted, but is no reading of a slot' });
    }
    return reading;
}

function misfit(reading: MeterReading, point: Point, slot: Slot): ReadingCode | null {
    const generation = reading.generation;
    if (reading.serial !== point.meter.serial) {
        return 'READING_METER_MISMATCH';
    }
    if (reading.slot !== slot) {
        return 'READING_INTERVAL_MISMATCH';
    }
    if (point.plant?.register === 'generation' && generation === null) {
        return 'READING_REGISTER_MISSING';
    }
    const units = (reading.channels ?? []).flatMap((unit) => [unit.out, unit.in]);
    if ([reading.import, reading.export, generation, ...units].some((pair) => pair !== null && pair.end < pair.start)) {
        return 'READING_REGISTER_BACKWARDS';
    }
    const imported = reading.import.end - reading.import.start;
    const exported = reading.export.end - reading.export.start;
    if (
        (point.direction === 'import' && exported > 0) ||
        (point.direction === 'export' && imported > 0 && point.limits.importW === 0)
    ) {
        return 'READING_DIRECTION';
    }
    const generated = generation === null ? 0 : generation.end - generation.start;
    const capacity = point.plant?.capacityW;
    const over =
        imported > quarterHour(point.limits.importW) ||
        exported > quarterHour(point.limits.exportW) ||
        (capacity !== undefined && generated > quarterHour(capacity)) ||
        (point.units ?? []).some((unit) => overCapacity(unit, reading));
    return over ? 'READING_OVER_LIMIT' : null;
}

function overCapacity({ channel, capacityW }: Unit, { channels = [] }: MeterReading): boolean {
    const unit = channels.find((candidate) => candidate.channel === channel);
    return [unit?.out, unit?.in].some((pair) => pair && pair.end - pair.start > quarterHour(capacityW));
}

/** Most Wh of a slot at a power: a quarter-hour's, and one more that registers in whole Wh may show. */
function quarterHour(power: Watt): Wh {
    return (Math.ceil(power / 4) + 1) as Wh;
}

function refused(code: ReadingCode): ReadingCheck {
    return { code, reading: null };
}
