import {
    addGifts,
    addPoints,
    addReserved,
    billDigest,
    billSalt,
    bookBills,
    canonical,
    compareText,
    daysOfMonth,
    type GiftSum,
    hex,
    localMonthRange,
    makeBill,
    mustBalance,
    NO_ACCOUNTS,
    NOTHING_RESERVED,
    type PointSum,
    poolEntries,
    poolMustBalance,
    problem,
    utf8,
} from '../../../domain/index.js';
import type { BillMonthRecord, MonthSumsRecord, MonthTotals } from '../../../ledger/index.js';
import { hash, hmac } from '../../crypto.js';
import type { EnergyContext } from '../context.js';
import { dayOf } from './day.js';
import { type EntitledEntry, entriesOf } from './entries.js';
import { type PoolBasis, poolOf, savePool } from './pool.js';

/** Bills made in one transaction at most. */
export const BILLS_PER_PART = 200;

/**
 * Makes the next part of a month's bills; with the last part the month is closed for good. Parts cut the participants in order of id.
 * Totals of the parts are private until the month is closed: those of a few participants would tell who is paid by the pool.
 * @throws BILLING_DONE, BILLING_NOT_FINAL, BILLING_OUT_OF_ORDER, FEED_IN_UNKNOWN, BILLS_DO_NOT_ADD_UP, POOL_DOES_NOT_ADD_UP, BILLS_UNAVAILABLE
 */
export async function closeMonth(
    context: EnergyContext,
    month: string,
    part: number,
    seed: Uint8Array,
): Promise<BillMonthRecord> {
    const before = await context.bills.findMonth(month);
    mustBeNext(month, part, before);
    const basis = await basisOf(context, month);
    const entries = [...(await monthEntries(context, basis))];
    const pool = await poolOf(context, basis);
    if (pool !== null) {
        entries.push(...poolEntries(pool));
    }
    const owners = Map.groupBy(basis.sums, ({ participant }) => participant);
    const entitled = Map.groupBy(entries, ({ participant }) => participant);
    const everybody = [...new Set([...owners.keys(), ...entitled.keys()])].sort(compareText);
    const bills = everybody.slice(part * BILLS_PER_PART, (part + 1) * BILLS_PER_PART).map((participant) =>
        makeBill({
            month,
            participant,
            sums: owners.get(participant) ?? [],
            terms: basis.terms,
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
    const closed = part + 1 === parts;
    const made = before === undefined ? null : await context.bills.monthTotals(month);
    const totals: MonthTotals = {
        v: 1,
        month,
        part: part + 1,
        salt: hex(hmac(seed, utf8(`totals|${month}|${part}`))),
        total: (made?.total ?? 0) + bills.reduce((sum, { total }) => sum + total, 0),
        accounts: bookBills(made?.accounts ?? NO_ACCOUNTS, bills),
    };
    const open = closed && pool?.openAccounts !== false;
    const record: BillMonthRecord = {
        v: 1,
        month,
        closed,
        part: part + 1,
        parts,
        bills: (before?.bills ?? 0) + bills.length,
        total: open ? totals.total : null,
        accounts: open ? totals.accounts : null,
        feedIn: basis.terms.feedIn,
        digest: hex(hash(utf8(canonical(totals)))),
    };
    if (closed) {
        mustBalance(month, totals.accounts, BigInt(totals.total));
        poolMustBalance(month, pool, totals.accounts.solidarity);
        if (pool !== null) {
            await savePool(context, basis, pool, seed);
        }
    }
    await context.bills.saveMonth(record, totals);
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

/** The whole month's sums, and on what conditions it is billed. @throws BILLING_NOT_FINAL unless all its days are rolled */
async function basisOf(context: EnergyContext, month: string): Promise<PoolBasis> {
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
    const { utcOffsetMinutes } = await dayOf(context, last);
    const feedIn = (await context.bills.feedIn(month))?.feedIn ?? null;
    const sums: readonly PointSum[] = addPoints(shards.flatMap((shard) => shard.sums));
    const gifts: readonly GiftSum[] = addGifts(shards.flatMap((shard) => shard.gifts));
    const reserved = addReserved(shards.map((shard) => shard.reserved ?? NOTHING_RESERVED));
    const terms = { ...head.terms, feedIn };
    return { month, utcOffsetMinutes, terms, sums, gifts, reserved, rulesVersion: head.rulesVersion };
}

/** Entries decided in the month. @throws BILLING_NOT_FINAL while some could still come */
async function monthEntries(
    context: EnergyContext,
    { month, utcOffsetMinutes, terms }: PoolBasis,
): Promise<readonly EntitledEntry[]> {
    const range = localMonthRange(month, utcOffsetMinutes);
    if (!(await context.marks.isGated(range.to))) {
        throw problem('BILLING_NOT_FINAL', { what: month, reason: 'the first slot of the next month is not gated' });
    }
    return await entriesOf(context, range, utcOffsetMinutes, terms);
}
