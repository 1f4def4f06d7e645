import { formatSlot, type Slot, slot } from '@linguang/chaincode/domain';
import type { RefusedReading } from '../http/api.js';
import type { Listing } from '../http/paging.js';
import type { Row } from '../readmodel/readmodel.js';

/** Readings of the slots `from` to before `to` that the contract refused, newest first. */
export function refusedListing(from: Slot, to: Slot): Listing<RefusedReading> {
    return {
        select: 'SELECT * FROM refusals WHERE slot >= ? AND slot < ?',
        values: [from, to],
        order: ['block', 'idx', 'i'],
        direction: 'DESC',
        read: refusedReading,
    };
}

function refusedReading(row: Row): RefusedReading {
    const of = slot(Number(row['slot']));
    return {
        slot: of,
        start: formatSlot(of),
        point: String(row['point']),
        code: String(row['code']),
        block: Number(row['block']),
        at: String(row['at']),
    };
}
