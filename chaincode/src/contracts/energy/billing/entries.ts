import type { MonthEntry, SlotRange } from '../../../domain/index.js';
import type { EnergyContext } from '../context.js';

/** What the month's bills take in beside its slots. */
export type EntitledEntry = Readonly<{ participant: string; entry: MonthEntry }>;

/**
 * Everything decided in the slots of a month that stands on its bills: objections so far. Each source reads a range that is frozen once
 * the slot after the month is gated, and private amounts one by one.
 */
export async function entriesOf(context: EnergyContext, range: SlotRange): Promise<readonly EntitledEntry[]> {
    const adjustments = await context.bills.adjustments(range.from, range.to);
    return adjustments.map(({ record, amount }) => ({
        participant: record.participant,
        entry: {
            kind: 'objection',
            reference: record.reference,
            point: amount.point,
            ofMonth: amount.ofMonth,
            wh: null,
            money: amount.money,
            vat: amount.vat,
        },
    }));
}
