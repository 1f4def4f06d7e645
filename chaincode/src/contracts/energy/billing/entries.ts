import {
    formatSlot,
    localMonth,
    type MonthEntry,
    type MonthTerms,
    type SlotRange,
    slotPlus,
} from '../../../domain/index.js';
import type { EnergyContext } from '../context.js';

/** What the month's bills take in beside its slots. */
export type EntitledEntry = Readonly<{ participant: string; entry: MonthEntry }>;

/**
 * Everything decided in the slots of a month that stands on its bills: corrections of final slots, at the tax rate of the month that takes
 * them in, and objections. Each source reads a range that is frozen once the slot after the month is gated, and private amounts one by one.
 * @throws LINES_UNAVAILABLE, BILLS_UNAVAILABLE
 */
export async function entriesOf(
    context: EnergyContext,
    range: SlotRange,
    utcOffsetMinutes: number,
    { vat }: Pick<MonthTerms, 'vat'>,
): Promise<readonly EntitledEntry[]> {
    const corrections = await context.corrections.decidedIn(range.from, slotPlus(range.to, -1));
    const corrected = corrections.flatMap(({ record, entries }) =>
        entries.map(
            ({ participant, point, balance }): EntitledEntry => ({
                participant,
                entry: {
                    kind: 'correction',
                    reference: `${formatSlot(record.slot)}.${record.number}`,
                    point,
                    ofMonth: localMonth(record.slot, utcOffsetMinutes),
                    wh: null,
                    money: balance,
                    vat,
                },
            }),
        ),
    );
    const adjustments = await context.bills.adjustments(range.from, range.to);
    const objections = adjustments.map(
        ({ record, amount }): EntitledEntry => ({
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
        }),
    );
    return [...corrected, ...objections];
}
