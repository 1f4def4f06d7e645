import { type Problem, problem } from '../problems.js';
import type { Source } from '../registry/point.js';
import type { Line, LineTrade } from '../settlement/line.js';
import { formatSlot, ledgerDay, type Slot } from '../slot.js';
import type { Wh } from '../units.js';
import { accreditedAt } from './accreditation.js';
import { hasSlot } from './claims.js';
import { reconciliationName, slotMonth } from './instrument.js';
import type { Accreditation, ReconciliationRecord, ReservationRecord, SchemeVersion } from './record.js';
import { isDeliverable } from './scheme.js';
import { received, type StandingLine } from './settled.js';

/** What decides whether energy of a trade can be certified. */
export type Terms = {
    readonly scheme: SchemeVersion;
    /** By plant id. */
    readonly accreditations: ReadonlyMap<string, Accreditation>;
    /** By `reservationName`. */
    readonly reservations: ReadonlyMap<string, ReservationRecord>;
    /** By `reconciliationName`. */
    readonly reconciliations: ReadonlyMap<string, ReconciliationRecord>;
};

export type QualifiedTrade = {
    readonly plant: string;
    readonly source: Source;
    readonly wh: Wh;
    readonly accreditation: string;
};

export type Qualified = {
    readonly trades: readonly QualifiedTrade[];
    /** Energy of plants that cannot be certified, and why not. */
    readonly refused: readonly { readonly plant: string; readonly reason: Problem }[];
};

/** Name of a reservation in a `Map`. */
export function reservationName(plant: string, day: number): string {
    return `${day}|${plant}`;
}

/** Sorts the clean energy of a line into what can be certified and what cannot. */
export function qualify(standing: StandingLine, terms: Terms): Qualified {
    const trades: QualifiedTrade[] = [];
    const refused: { plant: string; reason: Problem }[] = [];
    for (const trade of received(standing.line)) {
        const { plant, source, certifiable } = trade;
        const accreditation = terms.accreditations.get(plant);
        const reason = obstacle(trade, standing, accreditation, terms);
        if (reason !== undefined || accreditation === undefined || source === '') {
            refused.push({ plant, reason: reason ?? notAccredited(plant, standing.line.slot) });
        } else {
            trades.push({ plant, source, wh: certifiable, accreditation: accreditation.id });
        }
    }
    return { trades, refused };
}

function obstacle(
    { plant, source, zone }: LineTrade,
    { line, decided }: StandingLine,
    accreditation: Accreditation | undefined,
    { scheme, reservations, reconciliations }: Terms,
): Problem | undefined {
    const { slot } = line;
    const at = () => formatSlot(slot);
    if (
        accreditation === undefined ||
        !accreditedAt(accreditation, slot) ||
        accreditation.source !== source ||
        accreditation.scheme !== scheme.scheme
    ) {
        return notAccredited(plant, slot);
    }
    for (const point of [line.point, accreditation.point]) {
        if (decided.has(point)) {
            return problem('READING_QUALITY', { point, slot: at() });
        }
    }
    if (!isMeasured(line)) {
        return problem('READING_QUALITY', { point: line.point, slot: at() });
    }
    if (!isDeliverable(scheme, zone, line.zone)) {
        return problem('NOT_DELIVERABLE', { from: zone, to: line.zone, slot: at() });
    }
    const reservation = reservations.get(reservationName(plant, ledgerDay(slot)));
    const reserved = reservation?.state === 'Reserved' && hasSlot(reservation.map, slot);
    const open = scheme.reservation === 'reported' && (reservation === undefined || reservation.state === 'Reserved');
    if (!reserved && !open) {
        return problem('NOT_RESERVED', { plant, slot: at() });
    }
    const month = slotMonth(slot);
    if (reconciliations.get(reconciliationName(plant, month))?.state === 'mismatch') {
        return problem('INSTRUMENT_MISMATCH', { plant, month });
    }
    return undefined;
}

/** Whether the energy of a line rests on registers signed by the meter (or by the gateway of several meters), not on substitutes. */
export function isMeasured({ state }: Pick<Line, 'state'>): boolean {
    return state === 'signed';
}

function notAccredited(plant: string, slot: Slot): Problem {
    return problem('PLANT_NOT_ACCREDITED', { plant, slot: formatSlot(slot) });
}
