import {
    type CorrectionEntry,
    formatSlot,
    hexBytes,
    localMonth,
    proveEntry,
    type Slot,
    slot as slotOf,
} from '@linguang/chaincode/domain';
import { utcOffsetOf } from '../clock/clock.js';
import { hmacSha256, sha256 } from '../crypto/sha256.js';
import type {
    CorrectionChange,
    CorrectionSummary,
    CorrectionsDue,
    OwnCorrection,
    OwnCorrections,
} from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

type PublicRecord = Omit<CorrectionSummary, 'start' | 'merkleRoot' | 'treeSize' | 'transactionId'> & {
    readonly slot: Slot;
    readonly root: string;
    readonly size: number;
};
type Detail = Readonly<{ entries: readonly CorrectionEntry[]; seed: string }>;

/** Every correction, as a listing. */
export const correctionListing = 'SELECT * FROM corrections';

/** A correction as everybody may see it. */
export function correctionSummary(row: Row): CorrectionSummary {
    const { slot, point, number, decided, basis, by, root, size } = recordOf<PublicRecord>(row);
    const proof = { merkleRoot: root, treeSize: size, transactionId: String(row['transaction_id']) };
    return { slot, start: formatSlot(slot), point, number, decided, basis, by, ...proof };
}

/** What corrections changed for a participant, newest decision first, each with its proof. */
export function correctionsOf(readModel: ReadModel, participant: string): OwnCorrections {
    const rows = readModel.all(
        `SELECT c.*, d.record AS detail, e.point AS touched FROM correction_entries e JOIN corrections c USING (slot, number)
         JOIN correction_details d USING (slot, number) WHERE e.participant = ? ORDER BY c.decided DESC, c.slot, c.number LIMIT 500`,
        participant,
    );
    const items = rows.flatMap((row): OwnCorrection[] => {
        const { entries, seed }: Detail = JSON.parse(String(row['detail']));
        const secret = { seed: hexBytes(seed), hash: sha256, hmac: hmacSha256 };
        const proof = proveEntry(entries, String(row['touched']), secret);
        if (proof === undefined) {
            return [];
        }
        const { entry, salt, index, path } = proof;
        return [
            {
                ...correctionSummary(row),
                balance: entry.balance,
                change: changeOf(entry),
                month: localMonth(slotOf(Number(row['decided'])), utcOffsetOf(readModel)),
                entry: { ...entry },
                salt,
                index,
                path: [...path],
            },
        ];
    });
    return { items, asOf: readModel.asOf };
}

/** An entry as answers show it. */
export function changeOf({
    before,
    after,
    trades,
    point,
    participant,
    own,
    balance,
}: CorrectionEntry): CorrectionChange {
    return {
        point,
        participant,
        own,
        before: { ...before },
        after: { ...after },
        trades: trades.map(({ side, before: was, after: is, price, fee }) => ({
            side,
            beforeWh: was.wh,
            afterWh: is.wh,
            price,
            fee,
        })),
        balance,
    };
}

/** The first slot after one without a usable reading in which the point's registers were known again; null where none is needed. */
export function closingSlot(readModel: ReadModel, point: string, slot: Slot): Slot | null {
    const known = "('signed', 'registerJump')";
    const row = readModel.one(
        `SELECT min(later.slot) AS slot FROM lines later WHERE later.point = ?1 AND later.slot > ?2 AND later.state IN ${known}
         AND EXISTS (SELECT 1 FROM lines own WHERE own.point = ?1 AND own.slot = ?2 AND own.state NOT IN ${known})`,
        point,
        slot,
    );
    const found = row?.['slot'];
    return typeof found === 'number' ? slotOf(found) : null;
}

/** Points with final slots in which no usable reading came and nothing was corrected since. */
export function correctionsDue(readModel: ReadModel): CorrectionsDue {
    const rows = readModel.all(
        `SELECT l.point AS point, count(*) AS slots, min(l.slot) AS first, max(l.slot) AS last
         FROM lines l INDEXED BY lines_unread JOIN slots s USING (slot)
         WHERE l.state NOT IN ('signed', 'registerJump') AND l.corrected < 2 AND s.final = 1
         GROUP BY l.point ORDER BY last DESC, point LIMIT 200`,
    );
    const items = rows.map(({ point, slots, first, last }) => ({
        point: String(point),
        slots: Number(slots),
        first: slotOf(Number(first)),
        last: slotOf(Number(last)),
    }));
    return { items, asOf: readModel.asOf };
}
