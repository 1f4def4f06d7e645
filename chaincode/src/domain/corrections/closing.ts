import { problem } from '../problems.js';
import type { Line } from '../settlement/line.js';
import type { SlotRecord } from '../settlement/record.js';
import { formatSlot, slotPlus } from '../slot.js';
import { costOfChange, money, moneyToJson } from '../units.js';
import type { CorrectedEnergy, GapShift } from './correction.js';

/** The first slot after the corrected one in which the point's registers were known again. */
export type Closing = {
    readonly record: SlotRecord;
    /** The point's line in it. */
    readonly line: Line;
    /** Its line in the slot before. */
    readonly before: Line;
};

/**
 * Where a slot had no usable reading, the registers' gap has been settled in the slot in which they were known again: what the
 * correction books in the slot itself must come off there. Nothing comes off where the meter was exchanged, or was never known.
 * @throws CORRECTION_REFUSED where that slot is not named, not final or not the right one
 */
export function shiftOfGap(
    line: Line,
    closing: Closing | null,
    before: CorrectedEnergy,
    after: CorrectedEnergy,
): GapShift | null {
    const refused = (reason: string) =>
        problem('CORRECTION_REFUSED', { point: line.point, slot: formatSlot(line.slot), reason });
    const unread = line.state !== 'signed' && line.state !== 'registerJump';
    if (!unread || line.end === null) {
        if (closing !== null) {
            throw refused('it has no gap that a later slot closed');
        }
        return null;
    }
    if (closing === null) {
        throw refused('name the slot in which its registers were known again, once that is final');
    }
    const { record, line: later, before: last } = closing;
    const closes =
        record.final &&
        record.slot > line.slot &&
        later.slot === record.slot &&
        last.slot === slotPlus(record.slot, -1) &&
        later.start !== null &&
        last.end !== null &&
        last.end.at < line.slot;
    if (!closes) {
        throw refused(
            `${formatSlot(record.slot)} is not the slot in which its registers were known again, or not final`,
        );
    }
    if (later.start?.meter !== last.end?.meter) {
        return null;
    }
    const imported = (before.imported ?? 0) - (after.imported ?? 0);
    const exported = (before.exported ?? 0) - (after.exported ?? 0);
    const { retail, feedIn } = record.tariff;
    const amount = money(costOfChange(imported, retail) - costOfChange(exported, feedIn));
    return { exported, imported, money: moneyToJson(amount), slot: record.slot };
}
