import { parseDate, type Slot, slotPlus, type TariffEntry } from '../domain/index.js';
import {
    type AdjustmentAmount,
    type AdjustmentRecord,
    type BillDocument,
    type BilledDayRecord,
    type BillMonthRecord,
    type BillRecord,
    billRecords,
    type FeedInRecord,
    type MonthSumsRecord,
    type MonthTotals,
    type ObjectionRecord,
    type ObjectionText,
    privateBillRecords,
} from './billrecords.js';
import { billKeys, keys } from './keys.js';
import { contractProblem } from './problems.js';
import { collections, records } from './records.js';
import { missing } from './registry.repository.js';
import type { State } from './state.js';

/** Which objection: there is at most one for each line of a bill. */
export type ObjectionKey = Readonly<{ month: string; participant: string; line: number }>;
/** What holds on a ledger day beside metering points, as its book says. */
export type DayCommon = Readonly<{ asOf: Slot; utcOffsetMinutes: number; tariff: TariffEntry | null }>;

/** Day sums, bills and objections. */
export class Bills {
    readonly #state: State;

    constructor(state: State) {
        this.#state = state;
    }

    /** Offset and tariff from the book of a ledger day; undefined where it was never rolled. Frozen. */
    async common(day: number): Promise<DayCommon | undefined> {
        const shard = await this.#state.read(records.book, keys.book.build({ day, shard: 0 }));
        const rules = shard?.common?.rules ?? null;
        return shard === undefined || rules === null
            ? undefined
            : {
                  asOf: shard.asOf,
                  utcOffsetMinutes: rules.body.utcOffsetMinutes,
                  tariff: shard.common?.tariff ?? null,
              };
    }

    billedDay(day: string, shard: number): Promise<BilledDayRecord | undefined> {
        return this.#state.read(billRecords.billedDay, keys.billedDay.build({ day: parseDate(day), shard }));
    }

    async saveDay(record: BilledDayRecord, sums: MonthSumsRecord): Promise<void> {
        const { day, shard } = record;
        await this.#state.write(billRecords.billedDay, keys.billedDay.build({ day: parseDate(day), shard }), record);
        const key = billKeys.monthSums.build({ month: sums.month, shard });
        await this.#state.writePrivate(privateBillRecords.monthSums, collections.bills, key, sums);
    }

    /** @throws BILLS_UNAVAILABLE */
    async monthSums(month: string, shard: number): Promise<MonthSumsRecord> {
        const key = billKeys.monthSums.build({ month, shard });
        const found = await this.#state.readPrivate(privateBillRecords.monthSums, collections.bills, key);
        return found ?? unavailable(month);
    }

    findMonth(month: string): Promise<BillMonthRecord | undefined> {
        return this.#state.read(billRecords.billMonth, keys.billMonth.build({ month }));
    }

    /** @throws NOT_FOUND */
    async month(month: string): Promise<BillMonthRecord> {
        return (await this.findMonth(month)) ?? missing('billed month', month);
    }

    async saveMonth(record: BillMonthRecord, totals: MonthTotals): Promise<void> {
        const { month } = record;
        await this.#state.write(billRecords.billMonth, keys.billMonth.build({ month }), record);
        const key = billKeys.monthTotals.build({ month });
        await this.#state.writePrivate(privateBillRecords.monthTotals, collections.bills, key, totals);
    }

    /** Totals of the parts made so far. @throws BILLS_UNAVAILABLE */
    async monthTotals(month: string): Promise<MonthTotals> {
        const key = billKeys.monthTotals.build({ month });
        const found = await this.#state.readPrivate(privateBillRecords.monthTotals, collections.bills, key);
        return found ?? unavailable(month);
    }

    async feedIn(month: string): Promise<FeedInRecord | undefined> {
        return await this.#state.read(billRecords.feedIn, keys.feedIn.build({ month }));
    }

    async saveFeedIn(record: FeedInRecord): Promise<void> {
        await this.#state.write(billRecords.feedIn, keys.feedIn.build({ month: record.month }), record);
    }

    /** Blind: a month's parts are written once. */
    async saveBill(record: BillRecord, document: BillDocument): Promise<void> {
        const { month, participant } = record;
        await this.#state.write(billRecords.bill, keys.bill.build({ month, participant }), record);
        const key = billKeys.billDocument.build({ month, participant });
        await this.#state.writePrivate(privateBillRecords.billDocument, collections.bills, key, document);
    }

    /** A bill with its salt. @throws NOT_FOUND, BILLS_UNAVAILABLE */
    async bill(month: string, participant: string): Promise<BillDocument> {
        const record = await this.#state.read(billRecords.bill, keys.bill.build({ month, participant }));
        if (record === undefined) {
            return missing('bill', `${month} ${participant}`);
        }
        const key = billKeys.billDocument.build({ month, participant });
        const found = await this.#state.readPrivate(privateBillRecords.billDocument, collections.bills, key);
        return found ?? unavailable(month);
    }

    findObjection(key: ObjectionKey): Promise<ObjectionRecord | undefined> {
        return this.#state.read(billRecords.objection, keys.objection.build(key));
    }

    /** @throws BILLS_UNAVAILABLE */
    async objectionText(key: ObjectionKey): Promise<ObjectionText> {
        const at = billKeys.objectionText.build(key);
        const found = await this.#state.readPrivate(privateBillRecords.objectionText, collections.bills, at);
        return found ?? unavailable(key.month);
    }

    async saveObjection(record: ObjectionRecord, text: ObjectionText): Promise<void> {
        const { month, participant, line } = record;
        await this.#state.write(billRecords.objection, keys.objection.build({ month, participant, line }), record);
        const key = billKeys.objectionText.build({ month, participant, line });
        await this.#state.writePrivate(privateBillRecords.objectionText, collections.bills, key, text);
    }

    async saveAdjustment(record: AdjustmentRecord, amount: AdjustmentAmount): Promise<void> {
        const { slot, participant, reference } = record;
        const parts = { slot, participant, reference };
        await this.#state.write(billRecords.adjustment, keys.adjustment.build(parts), record);
        const key = billKeys.adjustmentAmount.build(parts);
        await this.#state.writePrivate(privateBillRecords.adjustmentAmount, collections.bills, key, amount);
    }

    /** Adjustments of slots from `from` (inclusive) to `to` (exclusive): frozen once `to` is gated. @throws BILLS_UNAVAILABLE */
    async adjustments(
        from: Slot,
        to: Slot,
    ): Promise<readonly Readonly<{ record: AdjustmentRecord; amount: AdjustmentAmount }>[]> {
        const range = keys.adjustment.range({ slot: from }, { slot: slotPlus(to, -1) });
        const found = await this.#state.list(billRecords.adjustment, range);
        const adjustments = [];
        for (const { record } of found) {
            const { slot, participant, reference } = record;
            const key = billKeys.adjustmentAmount.build({ slot, participant, reference });
            const amount = await this.#state.readPrivate(privateBillRecords.adjustmentAmount, collections.bills, key);
            adjustments.push({ record, amount: amount ?? unavailable(reference) });
        }
        return adjustments;
    }
}

function unavailable(what: string): never {
    throw contractProblem('BILLS_UNAVAILABLE', { what });
}
