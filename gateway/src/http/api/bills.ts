/** Monthly bills, what they are made of, and objections. */
import { MONTH_ITEMS, SLOT_ITEMS } from '@linguang/chaincode/domain';
import { z } from 'zod';
import { AsOf, CompactJws, Digest, Identifier, MoneyUnits, PriceUnits, SlotNumber, SlotStart } from './vocabulary.js';

/** A month of the community's own calendar. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-03');
/** Whole fen; positive is owed by the participant. */
const Fen = z.int();

/** One line of a bill; the grid company is the counterparty of every one. The domain's `BillLine`. */
export const BillLine = z.object({
    line: z.int(),
    kind: z.enum([...SLOT_ITEMS, ...MONTH_ITEMS]),
    point: z.string(),
    /** Time-of-use period of energy from the grid; else ''. */
    period: z.string(),
    price: PriceUnits.nullable(),
    provisional: z.boolean(),
    vat: z.int(),
    wh: z.int().nullable(),
    money: MoneyUnits,
    /** Rounded by largest remainder, so that lines sum to the total. */
    fen: Fen,
    reference: z.string(),
    ofMonth: z.string().nullable(),
});
export type BillLine = z.infer<typeof BillLine>;

/** An objection as it stands; amounts in fen. `granted` is credited on the bill of the month of `decidedFrom`. */
export const Objection = z.object({
    month: Month,
    participant: Identifier,
    line: z.int(),
    status: z.enum(['open', 'upheld', 'rejected']),
    signedBy: z.enum(['participant', 'organisation']),
    amount: Fen.nullable(),
    text: z.string().nullable(),
    granted: Fen.nullable(),
    answer: z.string().nullable(),
    decidedFrom: SlotStart.nullable(),
});
export type Objection = z.infer<typeof Objection>;
export const ObjectionList = z.object({ items: z.array(Objection), asOf: AsOf });
export type ObjectionList = z.infer<typeof ObjectionList>;

/** GET /v1/participants/{id}/bills/{month}. A running month is a preview: `status` says so, and it has no digest. */
export const BillDetail = z.object({
    month: Month,
    participant: Identifier,
    status: z.enum(['running', 'closed']),
    from: SlotNumber,
    to: SlotNumber,
    points: z.array(
        z.object({
            point: z.string(),
            from: SlotNumber,
            last: SlotNumber,
            slots: z.int(),
            unknownSlots: z.int(),
        }),
    ),
    lines: z.array(BillLine),
    total: Fen,
    money: MoneyUnits,
    rounding: MoneyUnits,
    tax: z.array(z.object({ vat: z.int(), charged: Fen, chargedTax: Fen, credited: Fen, creditedTax: Fen })),
    /** Disputed by open objections: not to be paid until they are decided. */
    frozen: Fen,
    /** Slots of the month that were corrected; what changed is a line of the bill of the month of the decision. */
    correctedSlots: z.int(),
    objections: z.array(Objection),
    /** SHA-256 over canonical `{bill, salt}`, as on the ledger; null while the month runs. */
    digest: Digest.nullable(),
    salt: z.string().nullable(),
    asOf: AsOf,
});
export type BillDetail = z.infer<typeof BillDetail>;

/** GET /v1/participants/{id}/bills: closed months, newest first, and the running one. */
export const BillList = z.object({
    items: z.array(z.object({ month: Month, total: Fen.nullable(), frozen: Fen })),
    running: Month.nullable(),
    asOf: AsOf,
});
export type BillList = z.infer<typeof BillList>;

/** GET /v1/participants/{id}/bills/{month}/lines/{line}: the slots that a line sums up; none for lines about a whole month. */
export const BillLineSlots = z.object({
    line: BillLine,
    slots: z.array(
        z.object({
            slot: SlotNumber,
            start: SlotStart,
            /** Null: a correction, which has its Wh in the slot. */
            wh: z.int().nullable(),
            money: MoneyUnits,
            /** Corrected after it was final: the line has what was settled, and a correction line what changed. */
            corrected: z.boolean(),
        }),
    ),
    asOf: AsOf,
});
export type BillLineSlots = z.infer<typeof BillLineSlots>;

/** POST /v1/participants/{id}/bills/{month}/objections: signed by the participant, or made by the office in her name. */
export const ObjectionRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({
        line: z.int().min(1).max(99_999),
        amount: z.int().min(1),
        text: z.string().min(1).max(1000),
    }),
]);
/** POST /v1/objections/{month}/{participant}/{line}/decision: `amount` 0 rejects. */
export const DecisionRequest = z.strictObject({ amount: z.int().min(0), text: z.string().min(1).max(1000) });
/** POST /v1/bills/months/{month}/feed-in. */
export const FeedInRequest = z.strictObject({ feedIn: z.int().min(0).max(1_000_000_000) });

/**
 * Of a month, for the grid company. Accounts in 10⁻⁷ CNY: positive is received by it; null where this organisation holds no totals. `public`: they
 * stand on the ledger for everybody; they do not where they would tell what the solidarity pool keeps to itself.
 */
export const BillMonth = z.object({
    month: Month,
    closed: z.boolean(),
    part: z.int(),
    parts: z.int(),
    bills: z.int(),
    total: Fen.nullable(),
    accounts: z.record(z.string(), MoneyUnits).nullable(),
    public: z.boolean(),
    feedIn: PriceUnits.nullable(),
});
export type BillMonth = z.infer<typeof BillMonth>;
/** GET /v1/bills/months: newest first; `rolledThrough` is the last local day that is summed up. */
export const BillMonthList = z.object({
    items: z.array(BillMonth),
    rolledThrough: z.string().nullable(),
    asOf: AsOf,
});
export type BillMonthList = z.infer<typeof BillMonthList>;
/** GET /v1/bills/months/{month}: the bills of a month. */
export const MonthBills = z.object({
    month: Month,
    items: z.array(
        z.object({ participant: Identifier, total: Fen.nullable(), rounding: MoneyUnits.nullable(), digest: Digest }),
    ),
    asOf: AsOf,
});
export type MonthBills = z.infer<typeof MonthBills>;
export const ObjectionAnswer = z.object({
    month: Month,
    participant: Identifier,
    line: z.int(),
    status: z.enum(['open', 'upheld', 'rejected']),
});
export type ObjectionAnswer = z.infer<typeof ObjectionAnswer>;
