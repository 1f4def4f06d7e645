import type { VerifyEs256 } from '../crypto.js';
import { Fields } from '../fields.js';
import type { MeterReading } from '../meters/ocmf.js';
import { checkReading, readAccepted } from '../meters/reading.js';
import { problem } from '../problems.js';
import type { Point } from '../registry/point.js';
import { behindMeter } from '../settlement/sources.js';
import { formatSlot, type Slot } from '../slot.js';
import { type Watt, type Wh, wh } from '../units.js';
import type { CorrectionInput } from './correct.js';
import { CORRECTION_REASONS, type CorrectionBasis } from './correction.js';

/**
 * The energy that a correction books: what a late reading `{ocmf}` signed by the point's meter shows, or a decision.
 * @throws REQUEST_INVALID, CORRECTION_REFUSED
 */
export function correctedEnergy(
    kind: CorrectionBasis['kind'],
    fields: Fields,
    { point, slot, verify }: Readonly<{ point: Point; slot: Slot; verify: VerifyEs256 }>,
): CorrectionInput['energy'] {
    if (kind === 'decision') {
        return parseDecision(fields, point, slot);
    }
    const ocmf = fields.text('ocmf', 8192);
    fields.end();
    const { code } = checkReading(ocmf, { point, slot, verify });
    const reading = code === 'OK' ? readAccepted(ocmf, point.point) : null;
    if (reading === null || reading.quality !== 'measured') {
        throw problem('CORRECTION_REFUSED', {
            point: point.point,
            slot: formatSlot(slot),
            reason: code === 'OK' ? 'the meter did not measure it' : `the reading is refused: ${code}`,
        });
    }
    return energyOfReading(point, reading);
}

/** What a reading that came late shows. */
export function energyOfReading(point: Point, reading: MeterReading): CorrectionInput['energy'] {
    const { generated, parts } = behindMeter(point, reading);
    const { import: taken, export: given } = reading;
    return { imported: wh(taken.end - taken.start), exported: wh(given.end - given.start), generated, parts };
}

/**
 * Reads a decision `{imported, exported, generated?}`, within the limits of the connection. Without a signed register nothing is
 * certifiable of a plant that needs one.
 * @throws REQUEST_INVALID, CORRECTION_REFUSED
 */
export function parseDecision(fields: Fields, point: Point, slot: Slot): CorrectionInput['energy'] {
    const imported = wh(fields.integer('imported'));
    const exported = wh(fields.integer('exported'));
    const generated = fields.optional('generated', () => wh(fields.integer('generated'))) ?? null;
    fields.end();
    if (imported > quarterHour(point.limits.importW) || exported > quarterHour(point.limits.exportW)) {
        throw problem('CORRECTION_REFUSED', {
            point: point.point,
            slot: formatSlot(slot),
            reason: 'the connection cannot carry that',
        });
    }
    const { plant, units = [] } = point;
    const known = plant !== null && plant.register === 'export' && units.length === 0;
    const parts = known && exported > 0 ? [{ plant: plant.id, source: plant.source, wh: exported }] : [];
    return { imported, exported, generated, parts };
}

/** Reads `{kind: 'reading'}` or `{kind: 'decision', reason, reference}`; the reference names a file, never a person. @throws REQUEST_INVALID */
export function parseBasis(value: unknown, where: string): CorrectionBasis {
    const fields = new Fields(value, where);
    const kind = fields.oneOf('kind', ['reading', 'decision']);
    const basis: CorrectionBasis =
        kind === 'reading'
            ? { kind }
            : { kind, reason: fields.oneOf('reason', CORRECTION_REASONS), reference: fields.id('reference') };
    fields.end();
    return basis;
}

/** Most Wh of a slot at a power, as for readings. */
function quarterHour(power: Watt): Wh {
    return wh(Math.ceil(power / 4) + 1);
}
