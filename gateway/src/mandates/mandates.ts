import { formatSlot, mandateOf } from '@linguang/chaincode/domain';
import type { MandateRecord } from '@linguang/chaincode/ledger';
import type { Mandate } from '../http/api.js';
import type { Listing } from '../http/paging.js';
import { type Row, recordOf } from '../readmodel/readmodel.js';

/** Mandates of a participant, granted or proposed. */
export function mandatesOf(participant: string): Listing<Mandate> {
    return { ...listing, select: 'SELECT * FROM mandates WHERE participant = ?', values: [participant] };
}

/** Mandates that wait for another organisation's signature. */
export function proposedMandates(): Listing<Mandate> {
    return { ...listing, select: "SELECT * FROM mandates WHERE json_extract(record, '$.status') = 'proposed'" };
}

const listing = { order: ['mandate'], direction: 'ASC', read: mandate } as const;

function mandate(row: Row): Mandate {
    const record = recordOf<MandateRecord>(row);
    const found = record.status === 'granted' ? record : mandateOf(record.intent, { organisation: record.proposedBy });
    const { id, participant, point, from, until, delegate, scope, maxPrice, minPrice, revokedFrom } = found;
    return {
        mandate: id,
        participant,
        point,
        from,
        start: formatSlot(from),
        until,
        delegate,
        scope: [...scope],
        maxPrice: maxPrice ?? null,
        minPrice: minPrice ?? null,
        status: record.status,
        revokedFrom,
    };
}
