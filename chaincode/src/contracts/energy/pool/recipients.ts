import {
    canonical,
    commitmentsOf,
    daysOfMonth,
    Fields,
    hex,
    listDigest,
    localMonthRange,
    openRecipients,
    parseJson,
    problem,
    type Recipient,
    readCommitments,
    readDecoys,
    readRecipients,
    type Slot,
    slot,
    utf8,
    utf8Text,
} from '../../../domain/index.js';
import { contractProblem, ownCollection, type PoolListRecord, type PoolOpeningRecord } from '../../../ledger/index.js';
import { consortium } from '../../context/organisations.js';
import { hash } from '../../crypto.js';
import { emptyRequest, request, slotNumber } from '../../request.js';
import { dayOf } from '../billing/day.js';
import type { EnergyContext } from '../context.js';

type ListName = Pick<PoolListRecord, 'from' | 'sequence'>;

/** Keeps transient `list` `{recipients, decoys}` in the community's own collection. */
export async function keepList(context: EnergyContext, json: string): Promise<{ digest: string }> {
    emptyRequest(json);
    const fields = privateInput(context, 'list');
    const list = { recipients: readRecipients(fields, 'recipients'), decoys: readDecoys(fields, 'decoys') };
    fields.end();
    const digest = listDigest(commitmentsOf(list, hash), hash);
    await context.pool.keep(ownCollection(consortium.community), { v: 1, digest, ...list });
    return { digest };
}

/**
 * Publishes the commitments of a list that holds from a slot that is not gated yet.
 * @throws SLOT_GATED, SEQUENCE_USED, REQUEST_INVALID
 */
export async function admit(context: EnergyContext, json: string): Promise<ListName> {
    const fields = request(json);
    const from = slotNumber(fields, 'from');
    const sequence = fields.integer('sequence');
    const commitments = readCommitments(fields, 'commitments');
    fields.end();
    await context.marks.mustBeOpen(from, context.timestamp);
    if ((await context.pool.findList({ from, sequence })) !== undefined) {
        throw contractProblem('SEQUENCE_USED', { id: 'pool', slot: String(from), sequence });
    }
    await context.pool.saveList({ v: 1, from, sequence, commitments });
    return { from, sequence };
}

/**
 * Opens the list of a month that is over: transient `opening` `{salt, recipients}`. It may be opened again, until the month's bills are begun.
 * @throws BILLING_NOT_FINAL, BILLING_DONE, POOL_LIST_SUPERSEDED, POOL_OPENING_INVALID
 */
export async function open(context: EnergyContext, json: string): Promise<PoolOpeningRecord> {
    const fields = request(json);
    const month = fields.text('month', 7);
    const name = { from: slotNumber(fields, 'from'), sequence: fields.integer('sequence') };
    fields.end();
    const { salt, recipients } = opening(context);
    if ((await context.bills.findMonth(month)) !== undefined) {
        throw problem('BILLING_DONE', { what: month });
    }
    const { utcOffsetMinutes } = await dayOf(context, daysOfMonth(month).at(-1) ?? month);
    if (!(await context.marks.isGated(localMonthRange(month, utcOffsetMinutes).to))) {
        throw problem('BILLING_NOT_FINAL', { what: month, reason: 'the first slot of the next month is not gated' });
    }
    const list = await context.pool.newestSince(name, await entitledAt(context, month, utcOffsetMinutes));
    if (list?.from !== name.from || list.sequence !== name.sequence) {
        throw problem('POOL_LIST_SUPERSEDED', { month });
    }
    openRecipients(month, recipients, list.commitments, hash);
    const document = { v: 1, month, salt, recipients } as const;
    const record: PoolOpeningRecord = { v: 1, month, ...name, digest: hex(hash(utf8(canonical(document)))) };
    await context.pool.saveOpening(record, document);
    return record;
}

/** The slot whose list counts for a month: its first one on the ledger. So who is entitled was fixed before anything was used. */
export async function entitledAt(context: EnergyContext, month: string, utcOffsetMinutes: number): Promise<Slot> {
    const { firstSlot } = await context.marks.origin();
    return slot(Math.max(localMonthRange(month, utcOffsetMinutes).from, firstSlot));
}

/** The transient `opening`. Reasons of errors name places, never values. */
export function opening(context: EnergyContext): { salt: string; recipients: readonly Recipient[] } {
    const fields = privateInput(context, 'opening');
    const salt = fields.text('salt', 64);
    if (!/^[0-9a-f]{64}$/.test(salt)) {
        throw fields.bad('salt', '32 bytes as hex digits are expected');
    }
    const recipients = readRecipients(fields, 'recipients');
    fields.end();
    return { salt, recipients };
}

/** Reasons of errors name places, never values. */
function privateInput(context: EnergyContext, name: string): Fields {
    const bytes = context.transient(name);
    return new Fields(bytes === undefined ? undefined : parseJson(utf8Text(bytes), name), name);
}
