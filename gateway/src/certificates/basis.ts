import {
    type Accreditation,
    type ReconciliationRecord,
    type ReservationRecord,
    reconciliationName,
    reservationName,
    type SchemeVersion,
    type SlotRange,
    type Terms,
} from '@linguang/chaincode/domain';
import { gatewayProblem } from '../problems.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** All accreditations by plant id. */
export function accreditationsOf(readModel: ReadModel): ReadonlyMap<string, Accreditation> {
    const all = readModel.all('SELECT record FROM plants').map((row) => recordOf<Accreditation>(row));
    return new Map(all.map((accreditation) => [accreditation.plant, accreditation]));
}

/** The scheme version under which energy of a slot is certified: the newest that had begun; of several schemes the one begun last. */
export function schemeAt(readModel: ReadModel, first: number): SchemeVersion | undefined {
    return readModel
        .all('SELECT record FROM schemes')
        .map((row) => recordOf<SchemeVersion>(row))
        .filter(({ from }) => from <= first)
        .sort((a, b) => b.from - a.from || b.version - a.version)[0];
}

/** All reconciliations by name. */
export function reconciliationsOf(readModel: ReadModel): ReadonlyMap<string, ReconciliationRecord> {
    const all = readModel.all('SELECT record FROM reconciliations').map((row) => recordOf<ReconciliationRecord>(row));
    return new Map(all.map((record) => [reconciliationName(record.plant, record.month), record]));
}

/** What the contract decides on, as this gateway knows it. @throws SCHEME_MISSING */
export function termsAt(readModel: ReadModel, { from, to }: SlotRange): Terms {
    const scheme = schemeAt(readModel, from);
    if (scheme === undefined) {
        throw gatewayProblem('SCHEME_MISSING', {});
    }
    const reservations = readModel
        .all(
            'SELECT record FROM reservations WHERE day >= ? AND day <= ?',
            Math.floor(from / 96),
            Math.floor((to - 1) / 96),
        )
        .map((row) => recordOf<ReservationRecord>(row));
    return {
        scheme,
        accreditations: accreditationsOf(readModel),
        reservations: new Map(reservations.map((record) => [reservationName(record.plant, record.day), record])),
        reconciliations: reconciliationsOf(readModel),
    };
}
