import {
    type Accreditation,
    daysOf,
    monthsOf,
    type ReconciliationRecord,
    type ReservationRecord,
    reconciliationName,
    reservationName,
    type SchemeVersion,
    type SlotRange,
    type Terms,
} from '../../domain/index.js';
import type { CertificateContext } from './context.js';

/** What decides on energy of some plants in a period: their accreditations, reservations and reconciliations. All of it joins the read set. */
export async function termsOf(
    { plants }: CertificateContext,
    scheme: SchemeVersion,
    names: readonly string[],
    period: SlotRange,
): Promise<Terms> {
    const accreditations = new Map<string, Accreditation>();
    const reservations = new Map<string, ReservationRecord>();
    const reconciliations = new Map<string, ReconciliationRecord>();
    for (const plant of names) {
        keep(accreditations, plant, await plants.find(plant));
        for (const day of daysOf(period)) {
            keep(reservations, reservationName(plant, day), await plants.reservation(plant, day));
        }
        for (const month of monthsOf(period)) {
            keep(reconciliations, reconciliationName(plant, month), await plants.reconciliation(plant, month));
        }
    }
    return { scheme, accreditations, reservations, reconciliations };
}

function keep<T>(into: Map<string, T>, name: string, found: T | undefined): void {
    if (found !== undefined) {
        into.set(name, found);
    }
}
