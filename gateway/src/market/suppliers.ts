import type { PointEntry } from '@linguang/chaincode/domain';
import { gateHead } from '../clock/clock.js';
import type { Suppliers } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** Plants of the community by id, as registered at the newest gate, and whether they offer anything: whom a choice may name. */
export function suppliersOf(readModel: ReadModel): Suppliers {
    const basis = gateHead(readModel)?.basis ?? 0;
    const rows = readModel.all(
        `SELECT record, (SELECT count(*) FROM entries o WHERE o.kind = 'offer' AND o.id = e.id AND o.slot <= ?1) AS offers,
         (SELECT p.record FROM participants p WHERE p.participant = e.participant) AS owner
         FROM entries e WHERE kind = 'point' AND slot <= ?1 AND NOT EXISTS (SELECT 1 FROM entries n
         WHERE n.kind = 'point' AND n.id = e.id AND n.slot <= ?1 AND (n.slot, n.sequence) > (e.slot, e.sequence)) ORDER BY id`,
        basis,
    );
    const items = rows.flatMap((row) => {
        const { body } = recordOf<PointEntry>(row);
        if (body.plant === null || !body.active) {
            return [];
        }
        const owner = row['owner'] === null ? { roles: [] } : recordOf<{ roles: readonly string[] }>(row, 'owner');
        return [
            {
                plant: body.plant.id,
                owner: body.participant,
                source: body.plant.source,
                zone: body.zone,
                station: owner.roles.includes('operator'),
                offering: Number(row['offers']) > 0,
            },
        ];
    });
    return { items, asOf: readModel.asOf };
}
