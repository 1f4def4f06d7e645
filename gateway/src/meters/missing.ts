import { bookAt, EMPTY_BOOK, type Entry, formatSlot, type Slot } from '@linguang/chaincode/domain';
import { gateHead } from '../clock/clock.js';
import type { Missing } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** States of a reading with which energy is known; all others count as a gap. */
const known: readonly string[] = ['signed', 'registerJump', 'estimated'];

/** Metering points without a usable reading in a slot, and since when. For a slot not settled yet: every active point. */
export function missingReadings(readModel: ReadModel, slot: Slot): Missing {
    const settled = readModel.one('SELECT slot FROM slots WHERE slot = ?', slot) !== undefined;
    const items = settled
        ? readModel
              .all('SELECT point, participant, state FROM lines WHERE slot = ? ORDER BY position', slot)
              .filter(({ state }) => !known.includes(String(state)))
              .map((row) => ({
                  point: String(row['point']),
                  participant: String(row['participant']),
                  state: String(row['state']),
                  since: gapStart(readModel, String(row['point']), slot),
              }))
        : activePoints(readModel, slot).map((item) => ({ ...item, state: 'unsettled', since: null }));
    return { slot, start: formatSlot(slot), settled, items, asOf: readModel.asOf };
}

/** The newest settled slot: what the operator looks at by default. */
export function newestSettled(readModel: ReadModel): Slot | undefined {
    const row = readModel.one('SELECT record FROM slots ORDER BY slot DESC LIMIT 1');
    return row && recordOf<{ slot: Slot }>(row).slot;
}

function gapStart(readModel: ReadModel, point: string, slot: Slot): number {
    const states = known.map((state) => `'${state}'`).join(', ');
    const row = readModel.one(
        `SELECT min(slot) AS first FROM lines WHERE point = ?1 AND slot <= ?2 AND slot > coalesce((SELECT max(slot) FROM lines
         WHERE point = ?1 AND slot <= ?2 AND state IN (${states})), -1)`,
        point,
        slot,
    );
    return Number(row?.['first'] ?? slot);
}

function activePoints(readModel: ReadModel, slot: Slot): { point: string; participant: string }[] {
    const basis = Math.min(slot, gateHead(readModel)?.basis ?? slot);
    const entries = readModel
        .all("SELECT record FROM entries WHERE kind = 'point' AND slot <= ?", basis)
        .map((row) => recordOf<Entry>(row));
    return bookAt(EMPTY_BOOK, entries, slot)
        .points.map(({ entry }) => entry.body)
        .filter(({ active }) => active)
        .map(({ point, participant }) => ({ point, participant }));
}
