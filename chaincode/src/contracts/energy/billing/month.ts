import {
    addPoints,
    billDigest,
    billSalt,
    bookBills,
    compareText,
    daysOfMonth,
    localMonthRange,
    type MonthTerms,
    makeBill,
    mustBalance,
    NO_ACCOUNTS,
    type PointSum,
    problem,
} from '../../../domain/index.js';
import type { BillMonthRecord, MonthSumsRecord } from '../../../ledger/index.js';
import { hash, hmac } from '../../crypto.js';
import type { EnergyContext } from '../context.js';
import { dayOf } from './day.js';
import { type EntitledEntry, entriesOf } from './entries.js';

/** Bills made in one transaction at most. */
export const BILLS_PER_PART = 200;

/**
 * Makes the next part of a month's bills; with the last part the month is closed for good. Parts cut the participants in order of id.
 * @throws BILLING_DONE, BILLING_NOT_FINAL, BILLING_OUT_OF_ORDER, FEED_IN_UNKNOWN, BILLS_DO_NOT_ADD_UP, BILLS_UNAVAILABLE
 */
export async function closeMonth(
    context: EnergyContext,
    month: string,
    part: number,
    seed: Uint8Array,
): Promise<BillMonthRecord> {
    const before = await context.bills.findMonth(month);
    mustBeNext(month, part, before);
    const { sums, terms } = await monthSums(context, month);
    const feedIn = (await context.bills.feedIn(month))?.feedIn ?? null;
    const entries = await monthEntries(context, month, terms);
    const owners = Map.groupBy(sums, ({ participant }) => participant);
    const entitled = Map.groupBy(entries, ({ participant }) => participant);
    const everybody = [...new Set([...owners.keys(), ...entitled.keys()])].sort(compareText);
    const bills = everybody.slice(part * BILLS_PER_PART, (part + 1) * BILLS_PER_PART).map((participant) =>
        makeBill({
            month,
            participant,
            sums: owners.get(participant) ?? [],
            terms: { ...terms, feedIn },
            entries: (entitled.get(participant) ?? []).map(({ entry }) => entry),
        }),
    );
    for (const bill of bills) {
        const salt = billSalt(seed, bill, hmac);
        const { participant } = bill;
        await context.bills.saveBill(
            { v: 1, month, participant, digest: billDigest(bill, salt, hash) },
            { v: 1, bill, salt },
        );
    }
    const parts = Math.max(1, Math.ceil(everybody.length / BILLS_PER_PART));
    const record: BillMonthRecord = {
        v: 1,
        month,
        closed: part + 1 === parts,
        part: part + 1,
        parts,
        bills: (before?.bills ?? 0) + bills.length,
        total: (before?.total ?? 0) + bills.reduce((sum, { total }) => sum + total, 0),
        accounts: bookBills(before?.accounts ?? NO_ACCOUNTS, bills),
        feedIn,
    };
    if (record.closed) {
        mustBalance(month, record.accounts, BigInt(record.total));
    }
    await context.bills.saveMonth(record);
    return record;
}

function mustBeNext(month: string, part: number, before: BillMonthRecord | undefined): void {
    if (before?.closed === true) {
        throw problem('BILLING_DONE', { what: month });
    }
    const next = before?.part ?? 0;
    if (part !== next) {
        throw problem('BILLING_OUT_OF_ORDER', { asked: `${month}, part ${part}`, next: `part ${next}` });
    }
}

/** The whole month's sums by point and participant. @throws BILLING_NOT_FINAL unless all its days are rolled */
async function monthSums(
    context: EnergyContext,
    month: string,
): Promise<{ sums: readonly PointSum[]; terms: Pick<MonthTerms, 'steps' | 'vat'> }> {
    const last = daysOfMonth(month).at(-1) ?? month;
    const first = await context.bills.billedDay(last, 0);
    const shards: MonthSumsRecord[] = [];
    for (let shard = 0; shard < (first?.shards ?? 0); shard++) {
        if ((await context.bills.billedDay(last, shard)) !== undefined) {
            shards.push(await context.bills.monthSums(month, shard));
        }
    }
    const [head] = shards;
    if (first === undefined || head === undefined || shards.length < first.shards) {
        throw problem('BILLING_NOT_FINAL', { what: month, reason: `${last} has not been summed up` });
    }
    return { sums: addPoints(shards.flatMap(({ sums }) => sums)), terms: head.terms };
}

/** Entries decided in the month. @throws BILLING_NOT_FINAL while some could still come */
async function monthEntries(
    context: EnergyContext,
    month: string,
    terms: Pick<MonthTerms, 'vat'>,
): Promise<readonly EntitledEntry[]> {
    const { utcOffsetMinutes } = await dayOf(context, daysOfMonth(month).at(-1) ?? month);
    const range = localMonthRange(month, utcOffsetMinutes);
    if (!(await context.marks.isGated(range.to))) {
        throw problem('BILLING_NOT_FINAL', { what: month, reason: 'the first slot of the next month is not gated' });
    }
    return await entriesOf(context, range, utcOffsetMinutes, terms);
}
