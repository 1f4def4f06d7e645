import type {
    Accounts,
    Bill,
    GiftSum,
    MonthTerms,
    Origin,
    PointSum,
    Price,
    ReservedSums,
    Slot,
} from '../domain/index.js';
import { codec } from './record.js';

/** The lines of one shard on one local day are in the month's sums. */
export type BilledDayRecord = {
    readonly v: 1;
    /** `YYYY-MM-DD`. */
    readonly day: string;
    readonly shard: number;
    /** How many shards the month has by this day. */
    readonly shards: number;
    /** Metering points the sums hold. */
    readonly points: number;
    /** SHA-256 (hex) of the private sums as they stand after this day, salt included. */
    readonly digest: string;
};

/** The bills of a month: written part by part, then closed for good. */
export type BillMonthRecord = {
    readonly v: 1;
    readonly month: string;
    readonly closed: boolean;
    /** Parts made, of so many. */
    readonly part: number;
    readonly parts: number;
    readonly bills: number;
    /** Sum of all bills, whole fen; null until closed, and where it would tell what the solidarity pool keeps to itself. */
    readonly total: number | null;
    readonly accounts: Accounts | null;
    readonly feedIn: Price | null;
    /** SHA-256 (hex) of the private totals, salt included. */
    readonly digest: string;
};

/** What is public of a bill. */
export type BillRecord = {
    readonly v: 1;
    readonly month: string;
    readonly participant: string;
    /** SHA-256 (hex) over the canonical JSON of `{bill, salt}`. */
    readonly digest: string;
};

export type FeedInRecord = { readonly v: 1; readonly month: string; readonly feedIn: Price };

/** An objection to one line of a bill. Amounts and words are private. */
export type ObjectionRecord = {
    readonly v: 1;
    readonly month: string;
    readonly participant: string;
    readonly line: number;
    readonly status: 'open' | 'upheld' | 'rejected';
    readonly by: Origin;
    /** Slot from which the decision counts: its month's bill takes it in. Null while open. */
    readonly decidedFrom: Slot | null;
};

/** Points to a private amount that the bill of the slot's month takes in. */
export type AdjustmentRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly participant: string;
    readonly reference: string;
};

/** Month so far of one shard; in the private collection `bills`, as are the following. */
export type MonthSumsRecord = {
    readonly v: 1;
    readonly month: string;
    readonly shard: number;
    /** Last day in it, `YYYY-MM-DD`. */
    readonly day: string;
    readonly salt: string;
    /** Of the tariff in the day's last slot. */
    readonly terms: Pick<MonthTerms, 'steps' | 'vat'>;
    readonly sums: readonly PointSum[];
    /** What was given to the solidarity pool. */
    readonly gifts: readonly GiftSum[];
    /** What was offered at price 0 to households on the community tariff; left out where nothing was. */
    readonly reserved?: ReservedSums;
    /** Of the rules by which the day's last slot was settled. */
    readonly rulesVersion: number;
};

/** Sums over all bills of a month, or over the parts made so far. */
export type MonthTotals = {
    readonly v: 1;
    readonly month: string;
    readonly part: number;
    readonly salt: string;
    /** Whole fen. */
    readonly total: number;
    readonly accounts: Accounts;
};

export type BillDocument = { readonly v: 1; readonly bill: Bill; readonly salt: string };

/** What an objection says and what was decided. */
export type ObjectionText = {
    readonly v: 1;
    readonly salt: string;
    /** Disputed, whole fen, positive. */
    readonly amount: number;
    readonly text: string;
    /** The participant's signed objection; null where the office made it in her name. */
    readonly jws: string | null;
    readonly decision: { readonly amount: number; readonly text: string } | null;
};

/** What an adjustment comes to, 10⁻⁷ CNY; negative is in the participant's favour. */
export type AdjustmentAmount = {
    readonly v: 1;
    readonly salt: string;
    readonly money: number;
    readonly vat: number;
    readonly point: string;
    readonly ofMonth: string;
};

export const billRecords = {
    billedDay: codec<BilledDayRecord>(1),
    billMonth: codec<BillMonthRecord>(1),
    bill: codec<BillRecord>(1),
    feedIn: codec<FeedInRecord>(1),
    objection: codec<ObjectionRecord>(1),
    adjustment: codec<AdjustmentRecord>(1),
} as const;

export const privateBillRecords = {
    monthSums: codec<MonthSumsRecord>(1),
    monthTotals: codec<MonthTotals>(1),
    billDocument: codec<BillDocument>(1),
    objectionText: codec<ObjectionText>(1),
    adjustmentAmount: codec<AdjustmentAmount>(1),
} as const;
