import type { KeyModification } from './simulator.js';
import { blob, type Store } from './store.js';

/** Every committed write of a key below a height, newest first; updates of metadata alone are not part of it. */
export function* keyHistory(
    store: Store,
    height: number,
    namespace: string,
    key: string,
): Generator<KeyModification, undefined> {
    const space = store.space(namespace);
    if (space === undefined) {
        return;
    }
    const rows = store.all(
        `SELECT v.kind, v.value, t.txid, t.seconds, t.nanos FROM (
            SELECT block, tx, kind, value FROM state WHERE space=?1 AND key=?2 AND block<?3 AND kind<>2
            UNION ALL SELECT block, tx, kind, value FROM past WHERE space=?1 AND key=?2 AND block<?3 AND kind<>2
        ) v JOIN tx t ON t.block=v.block AND t.idx=v.tx ORDER BY v.block DESC, v.tx DESC`,
        space,
        Buffer.from(key),
        height,
    );
    for (const row of rows) {
        const isDelete = row['kind'] === 1;
        yield {
            txId: String(row['txid']),
            value: isDelete ? new Uint8Array() : blob(row['value']),
            timestamp: { seconds: Number(row['seconds']), nanos: Number(row['nanos']) },
            isDelete,
        };
    }
}
