import {
    canonical,
    type Fields,
    formatSlot,
    hex,
    localMonth,
    localMonthRange,
    openRecipients,
    problem,
    type Slot,
    type StandingBook,
    slot,
    utf8,
} from '../../../domain/index.js';
import { contractProblem, type GateRecord, type PoolServingRecord } from '../../../ledger/index.js';
import { hash } from '../../crypto.js';
import { request, slotNumber } from '../../request.js';
import type { EnergyContext } from '../context.js';
import { opening } from './recipients.js';

/**
 * Opens a list to grid and community before its months end, transient `opening` `{salt, recipients}`, so that energy can be reserved for its
 * households from slot `from` on, in months in whose first slot it is the newest.
 * @throws SLOT_GATED, SEQUENCE_USED, POOL_LIST_SUPERSEDED where there is no such list, POOL_OPENING_INVALID
 */
export async function serve(context: EnergyContext, json: string): Promise<PoolServingRecord> {
    const fields = request(json);
    const from = slotNumber(fields, 'from');
    const named: Fields = fields.object('list');
    const list = { from: slotNumber(named, 'from'), sequence: named.integer('sequence') };
    named.end();
    fields.end();
    const { salt, recipients } = opening(context);
    await context.marks.mustBeOpen(from, context.timestamp);
    if ((await context.pool.findServing(from)) !== undefined) {
        throw contractProblem('SEQUENCE_USED', { id: 'pool', slot: String(from), sequence: 1 });
    }
    const found = await context.pool.findList(list);
    if (found === undefined) {
        throw problem('POOL_LIST_SUPERSEDED', { month: formatSlot(from) });
    }
    openRecipients(formatSlot(from), recipients, found.commitments, hash);
    const document = { v: 1, from, salt, recipients } as const;
    const record: PoolServingRecord = { v: 1, from, list, digest: hex(hash(utf8(canonical(document)))) };
    await context.pool.saveServing(record, document);
    return record;
}

/** For whom energy is reserved in a slot; null where nobody reserves any, or the list of its month is not opened yet. Reads what the slot's gate froze. */
export async function servedIn(
    context: EnergyContext,
    at: Slot,
    gate: GateRecord,
    book: StandingBook,
): Promise<{ readonly digest: string; readonly participants: readonly string[] } | null> {
    const rules = book.rules?.body;
    if (!rules?.pool || !book.points.some(({ offer }) => offer?.entry.body.terms.communityShare !== undefined)) {
        return null;
    }
    const newest = (await context.pool.servings(gate.basis)).at(-1);
    const { firstSlot } = await context.marks.origin();
    const { from } = localMonthRange(localMonth(at, rules.utcOffsetMinutes), rules.utcOffsetMinutes);
    if (newest === undefined || !(await counts(context, newest, slot(Math.max(from, firstSlot))))) {
        return null;
    }
    const { recipients } = await context.pool.served(newest);
    return {
        digest: newest.digest,
        participants: [...new Set(recipients.map(({ participant }) => participant))].sort(),
    };
}

/** Whether the list that was opened is the one of months whose first slot is `entitled`. */
export async function counts(context: EnergyContext, { list }: PoolServingRecord, entitled: Slot): Promise<boolean> {
    if (list.from > entitled) {
        return false;
    }
    const newest = await context.pool.newestSince(list, entitled);
    return newest?.from === list.from && newest.sequence === list.sequence;
}
