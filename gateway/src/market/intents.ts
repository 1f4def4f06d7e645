import {
    bookAt,
    type ChoiceEntry,
    EMPTY_BOOK,
    type Entry,
    formatSlot,
    type OfferEntry,
    type Origin,
} from '@linguang/chaincode/domain';
import { gateHead } from '../clock/clock.js';
import type { IntentRecord } from '../http/api.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** Choices or offers of a participant, newest first. */
export function intentListing(readModel: ReadModel, participant: string, kind: 'choice' | 'offer') {
    const standing = standingKeys(readModel, participant, kind);
    return {
        select: `SELECT *, (SELECT t.at FROM transactions t WHERE t.id = entries.transaction_id) AS at
             FROM entries WHERE kind = ? AND participant = ?`,
        values: [kind, participant],
        order: ['slot', 'sequence', 'id'],
        direction: 'DESC',
        read: (row: Row) => intentRecord(row, standing),
    } as const;
}

function intentRecord(row: Row, standing: ReadonlySet<string>): IntentRecord {
    const entry = recordOf<ChoiceEntry | OfferEntry>(row);
    const { kind, id, from, sequence, by, body } = entry;
    return {
        kind,
        participant: body.participant,
        point: id,
        from,
        start: formatSlot(from),
        sequence,
        terms: { ...body.terms },
        signedBy: 'participant' in by ? 'participant' : 'delegate',
        signer: signerOf(by),
        at: String(row['at'] ?? ''),
        inForce: standing.has(nameOf(entry)),
        block: Number(row['block']),
        transactionId: String(row['transaction_id']),
    };
}

function signerOf(by: Origin): IntentRecord['signer'] {
    if ('delegate' in by) {
        return { delegate: by.delegate, mandate: by.mandate };
    }
    return 'kid' in by ? { kid: by.kid } : { delegate: by.organisation, mandate: 'none' };
}

/** What holds at the newest gate, by the rules of the book itself. */
function standingKeys(readModel: ReadModel, participant: string, kind: 'choice' | 'offer'): ReadonlySet<string> {
    const basis = gateHead(readModel)?.basis;
    if (basis === undefined) {
        return new Set();
    }
    const entries = readModel
        .all(
            `SELECT record FROM entries WHERE kind IN ('point', ?1) AND slot <= ?2
             AND id IN (SELECT DISTINCT id FROM entries WHERE participant = ?3 AND kind = ?1)`,
            kind,
            basis,
            participant,
        )
        .map((row) => recordOf<Entry>(row));
    const book = bookAt(EMPTY_BOOK, entries, basis);
    return new Set(book.points.flatMap((point) => (point[kind] === null ? [] : [nameOf(point[kind].entry)])));
}

function nameOf({ id, from, sequence }: ChoiceEntry | OfferEntry): string {
    return `${id} ${from} ${sequence}`;
}
