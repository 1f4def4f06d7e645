import {
    type Accreditation,
    formatDate,
    hasSlot,
    ledgerDayRange,
    monthDays,
    type ReconciliationRecord,
    type ReservationRecord,
    slotsOf,
    sumWh,
} from '@linguang/chaincode/domain';
import type { PlantReservations, ReservedMonth } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** What is reserved of a plant's UTC month: the report by which as much is frozen with the other instrument. @throws DAY_INVALID */
export function reservedMonth(
    readModel: ReadModel,
    { plant, filingNumber }: Pick<Accreditation, 'plant' | 'filingNumber'>,
    month: string,
): ReservedMonth {
    const { from, to } = monthDays(month);
    const days = reservationsOf(readModel, plant, month);
    const row = readModel.one('SELECT record FROM reconciliations WHERE plant = ? AND month = ?', plant, month);
    return {
        plant,
        month,
        filingNumber,
        reservedWh: sumWh(days.map(({ wh }) => wh)),
        residualWh: sumWh(days.map(({ residualWh }) => residualWh)),
        expiredWh: sumWh(days.map(({ expiredWh }) => expiredWh)),
        days: to - from,
        wholeDays: days.filter((one) => slotsIn(one) === SLOTS_OF_DAY).length,
        reconciliation: row === undefined ? null : reconciliationOf(recordOf<ReconciliationRecord>(row)),
    };
}

/** The days of it, oldest first. */
export function reservedDays(readModel: ReadModel, plant: string, month: string): PlantReservations['items'] {
    return reservationsOf(readModel, plant, month).map((record) => ({
        day: record.day,
        date: formatDate(record.day),
        state: record.state,
        slots: slotsIn(record),
        reservedWh: record.wh,
        residualWh: record.residualWh,
        expiredWh: record.expiredWh,
        revision: record.revision,
    }));
}

/** Reservations of a plant's UTC month, oldest first. @throws DAY_INVALID */
export function reservationsOf(readModel: ReadModel, plant: string, month: string): readonly ReservationRecord[] {
    const { from, to } = monthDays(month);
    return readModel
        .all('SELECT record FROM reservations WHERE plant = ? AND day >= ? AND day < ? ORDER BY day', plant, from, to)
        .map((row) => recordOf<ReservationRecord>(row));
}

/** A reconciliation as answers have it. */
export function reconciliationOf({ v: _, ...record }: ReconciliationRecord) {
    return record;
}

/** The months of plants as a table for the other registry (RFC 4180). */
export function reservationsCsv(months: readonly ReservedMonth[]): string {
    const head = [
        'plant',
        'filingNumber',
        'month',
        'reservedWh',
        'residualWh',
        'expiredWh',
        'wholeDays',
        'days',
        'state',
    ];
    const rows = months.map((one) => [
        one.plant,
        one.filingNumber,
        one.month,
        one.reservedWh,
        one.residualWh,
        one.expiredWh,
        one.wholeDays,
        one.days,
        one.reconciliation?.state ?? 'pending',
    ]);
    return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Quoted where it must be; what a spreadsheet would take for a formula is kept as text. */
function cell(value: string | number): string {
    const text = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const SLOTS_OF_DAY = 96;

function slotsIn({ day, map }: ReservationRecord): number {
    return [...slotsOf(ledgerDayRange(day))].filter((slot) => hasSlot(map, slot)).length;
}
