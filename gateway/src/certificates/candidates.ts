import type { Line } from '@linguang/chaincode/domain';
import type { Period } from '../energy/periods.js';
import type { Candidate, Candidates } from '../http/api.js';
import { accreditationsOf } from '../plants/routes.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { standingCertificate } from './certificates.js';
import { finalSlots, isCertifiable } from './evidence.js';

/** Who could get a certificate for a local day, and for how much. */
export function candidatesOf(readModel: ReadModel, day: string, period: Period): Candidates {
    const final = finalSlots(readModel, period);
    const ready = final === period.to - period.from;
    const accreditations = accreditationsOf(readModel);
    const found = new Map<string, { cleanWh: number; slots: Set<number> }>();
    for (const row of readModel.all(
        'SELECT slot, participant, certifiable, record FROM lines WHERE slot >= ? AND slot < ? AND certifiable > 0',
        period.from,
        period.to,
    )) {
        if (isCertifiable(recordOf<Line>(row), accreditations)) {
            const participant = String(row['participant']);
            const sums = found.get(participant) ?? { cleanWh: 0, slots: new Set<number>() };
            sums.cleanWh += Number(row['certifiable']);
            sums.slots.add(Number(row['slot']));
            found.set(participant, sums);
        }
    }
    const items = [...found]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
            ([participant, { cleanWh, slots }]): Candidate => ({
                participant,
                cleanWh,
                importedWh: importedWh(readModel, participant, period),
                slots: slots.size,
                ready,
                certificate: standingCertificate(readModel, participant, period),
            }),
        );
    return { day, from: period.from, to: period.to, finalSlots: final, items, asOf: readModel.asOf };
}

function importedWh(readModel: ReadModel, participant: string, { from, to }: Period): number {
    const row = readModel.one(
        'SELECT coalesce(sum(imported), 0) AS sum FROM lines WHERE participant = ? AND slot >= ? AND slot < ?',
        participant,
        from,
        to,
    );
    return Number(row?.['sum']);
}
