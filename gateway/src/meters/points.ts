import type { PointEntry } from '@linguang/chaincode/domain';
import type { MeteringPoint, PointSummary } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** The newest registration of every metering point, with its newest settled line where there is one. */
export const pointListing = `SELECT e.id AS id, e.record AS record, e.participant AS participant,
    (SELECT max(slot) FROM lines l WHERE l.point = e.id) AS newest
    FROM entries e WHERE e.kind = 'point' AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.kind = 'point' AND n.id = e.id
    AND (n.slot, n.sequence) > (e.slot, e.sequence))`;

/** The metering points that are or will be a participant's. */
export function pointsOf(readModel: ReadModel, participant: string): PointSummary[] {
    return readModel
        .all(`SELECT record FROM (${pointListing}) WHERE participant = ? ORDER BY id`, participant)
        .map((row) => pointSummary(recordOf<PointEntry>(row)));
}

export function pointSummary({ from, body }: PointEntry): PointSummary {
    const { point, participant, zone, direction, plant } = body;
    return {
        point,
        participant,
        zone,
        direction,
        from,
        plant: plant === null ? null : { id: plant.id, source: plant.source, capacityW: plant.capacityW },
    };
}

/** A row of {@link pointListing} as the grid operator sees it. */
export function meteringPoint(readModel: ReadModel, row: Row): MeteringPoint {
    const entry = recordOf<PointEntry>(row);
    const { limits, meter } = entry.body;
    const newest = row['newest'];
    const line =
        typeof newest === 'number'
            ? readModel.one('SELECT slot, state FROM lines WHERE point = ? AND slot = ?', entry.id, newest)
            : undefined;
    return {
        ...pointSummary(entry),
        limits: { importW: limits.importW, exportW: limits.exportW },
        meter: { serial: meter.serial, from: meter.from, to: meter.to },
        newest: line ? { slot: Number(line['slot']), state: String(line['state']) } : null,
    };
}
