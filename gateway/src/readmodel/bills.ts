import { formatDate, parseDate } from '@linguang/chaincode/domain';
import { billRecords, privateBillRecords } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** A day of a shard that is in the month's sums. */
export function projectBilledDay({ database, value }: Written): void {
    const { day, shard, shards } = billRecords.billedDay.decode(value);
    statement(database, 'INSERT OR REPLACE INTO bill_days VALUES (?, ?, ?)').run(parseDate(day), shard, shards);
}

export function projectBillMonth({ database, value }: Written): void {
    const { month, closed } = billRecords.billMonth.decode(value);
    statement(database, 'INSERT OR REPLACE INTO bill_months VALUES (?, ?, ?)').run(month, closed ? 1 : 0, text(value));
}

/** Sums over all bills, for whoever holds the bills. */
export function projectMonthTotals({ database, value }: Written): void {
    const { month } = privateBillRecords.monthTotals.decode(value);
    statement(database, 'INSERT OR REPLACE INTO month_totals VALUES (?, ?)').run(month, text(value));
}

export function projectFeedIn({ database, value }: Written): void {
    const { month, feedIn } = billRecords.feedIn.decode(value);
    statement(database, 'INSERT OR REPLACE INTO feed_ins VALUES (?, ?)').run(month, feedIn);
}

/** The public side of a bill; its document follows in the same transaction where this organisation may read it. */
export function projectBill({ database, value }: Written): void {
    const { month, participant, digest } = billRecords.bill.decode(value);
    statement(database, 'INSERT OR REPLACE INTO bills VALUES (?, ?, ?, NULL)').run(month, participant, digest);
}

export function projectBillDocument({ database, value }: Written): void {
    const { bill } = privateBillRecords.billDocument.decode(value);
    statement(database, 'UPDATE bills SET record = ? WHERE month = ? AND participant = ?').run(
        text(value),
        bill.month,
        bill.participant,
    );
}

/** An objection: its public record, kept with the words this organisation already holds. */
export function projectObjection({ database, value, block }: Written): void {
    const { month, participant, line, status } = billRecords.objection.decode(value);
    statement(
        database,
        `INSERT INTO objections VALUES (?, ?, ?, ?, ?, NULL, ?)
         ON CONFLICT DO UPDATE SET status = excluded.status, record = excluded.record`,
    ).run(month, participant, line, status, text(value), block);
}

export function projectObjectionText({ database, key, value }: Written): void {
    const [, month, participant, line] = key.split('~');
    statement(database, 'UPDATE objections SET words = ? WHERE month = ? AND participant = ? AND line = ?').run(
        text(value),
        month ?? '',
        participant ?? '',
        Number(line),
    );
}

/** The day of a row of `bill_days`, `YYYY-MM-DD`. */
export function dayOfRow(day: unknown): string {
    return formatDate(Number(day));
}
