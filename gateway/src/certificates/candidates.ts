import type { Line } from '@linguang/chaincode/domain';
import type { Period } from '../energy/periods.js';
import type { Candidate, Candidates } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';
import { schemeAt, termsAt } from './basis.js';
import { standingCertificate } from './certificates.js';
import { certifiableOf, finalSlots } from './evidence.js';
import { correctionsIn } from './examination.js';

/** Who could get a certificate for a local day, and for how much. */
export function candidatesOf(readModel: ReadModel, day: string, period: Period): Candidates {
    const final = finalSlots(readModel, period);
    const ready = final === period.to - period.from;
    const terms = schemeAt(readModel, period.from) === undefined ? undefined : termsAt(readModel, period);
    const corrections = correctionsIn(readModel, period);
    const found = new Map<string, { cleanWh: number; slots: Set<number> }>();
    for (const row of readModel.all(
        'SELECT slot, participant, certifiable, record FROM lines WHERE slot >= ? AND slot < ? AND certifiable > 0',
        period.from,
        period.to,
    )) {
        const line = recordOf<Line>(row);
        const own = terms === undefined ? [] : certifiableOf(line, corrections.get(line.slot) ?? [], terms);
        if (own.length > 0) {
            const participant = String(row['participant']);
            const sums = found.get(participant) ?? { cleanWh: 0, slots: new Set<number>() };
            sums.cleanWh += own.reduce((sum, { wh }) => sum + wh, 0);
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
