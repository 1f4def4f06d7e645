import { problem } from '../problems.js';
import { formatSlot, ledgerDayRange, parseDate, type Slot, type SlotRange, slotPlus } from '../slot.js';
import { sumWh, type Wh } from '../units.js';
import { NO_SLOTS } from './claims.js';
import type { CertificateRecord, InstrumentState, ReconciliationRecord, ReservationRecord } from './record.js';

/** The UTC month of a slot, `2026-03`: instruments are reconciled by it. */
export function slotMonth(slot: Slot): string {
    return formatSlot(slot).slice(0, 7);
}

/** UTC months of a period, in order. */
export function monthsOf({ from, to }: SlotRange): readonly string[] {
    return [...new Set([slotMonth(from), slotMonth(slotPlus(to, -1))])];
}

/** First ledger day of a UTC month and the day after its last. @throws DAY_INVALID */
export function monthDays(month: string): { readonly from: number; readonly to: number } {
    const from = parseDate(`${month}-01`);
    const next = formatSlot(ledgerDayRange(from + 31).from).slice(0, 7);
    return { from, to: parseDate(`${next}-01`) };
}

/** Name of a reconciliation in a `Map`. */
export function reconciliationName(plant: string, month: string): string {
    return `${month}|${plant}`;
}

/**
 * How a certificate stands with the other instrument today: a mismatch of any of its plants and months counts before anything, and it is
 * reconciled only when all of them are.
 */
export function instrumentOf(
    { plants, instrument }: Pick<CertificateRecord, 'plants' | 'instrument'>,
    reconciliations: ReadonlyMap<string, ReconciliationRecord>,
): InstrumentState {
    const states = plants.flatMap(({ plant }) =>
        instrument.months.map((month) => reconciliations.get(reconciliationName(plant, month))?.state ?? 'pending'),
    );
    return states.includes('mismatch') ? 'mismatch' : states.includes('pending') ? 'pending' : 'reconciled';
}

/** Wh of a plant's month that are reserved here and must be frozen elsewhere; only of a month whose days are all examined. */
export function reservedOfMonth(plant: string, month: string, reservations: readonly ReservationRecord[]): Wh {
    const { from, to } = monthDays(month);
    for (let day = from; day < to; day++) {
        const found = reservations.find((one) => one.day === day);
        if (found === undefined || found.map !== ALL_SLOTS) {
            const reason = `its day ${formatSlot(ledgerDayRange(day).from).slice(0, 10)} is not wholly reserved`;
            throw problem('RECONCILIATION_INVALID', { plant, month, reason });
        }
    }
    return sumWh(reservations.filter(({ day }) => day >= from && day < to).map(({ wh }) => wh));
}

/**
 * What the registry of the other instrument answered for a month. It freezes whole units, so it may freeze more than is reserved here,
 * never less.
 * @throws RECONCILIATION_INVALID where the month is not whole, or was a mismatch before: certificates were revoked for it
 */
export function reconcile(
    answer: Pick<ReconciliationRecord, 'plant' | 'month' | 'system' | 'frozenWh' | 'reference' | 'digest'>,
    reservations: readonly ReservationRecord[],
    before: ReconciliationRecord | undefined,
): ReconciliationRecord {
    const { plant, month, frozenWh } = answer;
    if (before?.state === 'mismatch') {
        throw problem('RECONCILIATION_INVALID', { plant, month, reason: 'it was found not to agree already' });
    }
    const reservedWh = reservedOfMonth(plant, month, reservations);
    return { v: 1, ...answer, reservedWh, state: frozenWh >= reservedWh ? 'reconciled' : 'mismatch' };
}

const ALL_SLOTS = 'f'.repeat(NO_SLOTS.length);
