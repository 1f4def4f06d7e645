import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { Steps } from '../registry/tariff/steps.js';
import { stepCharges } from '../registry/tariff/steps.js';
import { taxIn } from '../registry/tariff/tariff.js';
import { roundToFen } from '../rounding.js';
import type { Slot } from '../slot.js';
import {
    type Money,
    type MoneyJson,
    money,
    moneyFromJson,
    moneyToJson,
    type Price,
    sumMoney,
    type Wh,
    wh,
} from '../units.js';
import type { SlotItemKind } from './item.js';
import type { PointSum } from './pointsum.js';

/**
 * Kinds of bill lines beside what slots come to:
 * - `feedInFinal`: difference between the month's feed-in tariff and the provisional one
 * - `step`: block tariff on the month's import of a point
 * - `donation`, `communityTariff`: to and from the solidarity pool; the latter stands last, so that no other line's number tells of it
 * - `correction`: an earlier slot corrected after it was final; `objection`: an earlier bill corrected after an objection
 */
export const MONTH_ITEMS = ['feedInFinal', 'step', 'donation', 'correction', 'objection', 'communityTariff'] as const;
export type BillLineKind = SlotItemKind | (typeof MONTH_ITEMS)[number];

/** An amount that comes from outside the month's slots. Positive is owed by the participant. */
export type MonthEntry = Readonly<{
    kind: 'communityTariff' | 'donation' | 'correction' | 'objection';
    /** What it refers to on the ledger (a correction, an objection, a donation); no personal data. */
    reference: string;
    /** '' where it belongs to no point. */
    point: string;
    /** The month whose bill it corrects; null for what belongs to this one. */
    ofMonth: string | null;
    wh: number | null;
    money: MoneyJson;
    vat: number;
}>;

/** Tariff conditions that are known only for the month as a whole. */
export type MonthTerms = Readonly<{
    /** Of the tariff in force in the month's last slot. */
    steps: Steps | null;
    vat: number;
    /** The month's feed-in tariff; needed where the slots' one was provisional. */
    feedIn: Price | null;
}>;

export type BillInput = Readonly<{
    month: string;
    participant: string;
    /** The month's sums of her points. */
    sums: readonly PointSum[];
    terms: MonthTerms;
    /** Corrections and objections decided, pool amounts. */
    entries: readonly MonthEntry[];
}>;

/** A line of a bill. The grid company is the counterparty of every one. */
export type BillLine = {
    /** From 1: what an objection names. */
    readonly line: number;
    readonly kind: BillLineKind;
    readonly point: string;
    readonly period: string;
    readonly price: Price | null;
    readonly provisional: boolean;
    readonly vat: number;
    /** Wh; negative where a gap turned out less than substitutes stood for. */
    readonly wh: number | null;
    /** Exact, 10⁻⁷ CNY. */
    readonly money: MoneyJson;
    /** Rounded by largest remainder, so that lines sum to the total. */
    readonly fen: number;
    readonly reference: string;
    readonly ofMonth: string | null;
};

/** Value added tax of one rate contained in what is charged and in what is credited, whole fen. */
export type BillTax = {
    readonly vat: number;
    readonly charged: number;
    readonly chargedTax: number;
    readonly credited: number;
    readonly creditedTax: number;
};

/** What a participant owes the grid company for a month, or is owed where negative; plain JSON. */
export type Bill = {
    readonly v: 1;
    readonly month: string;
    readonly participant: string;
    readonly points: readonly {
        readonly point: string;
        readonly from: Slot;
        readonly last: Slot;
        readonly slots: number;
        readonly unknownSlots: number;
    }[];
    readonly lines: readonly BillLine[];
    /** Whole fen. */
    readonly total: number;
    /** Exact sum of the lines, 10⁻⁷ CNY. */
    readonly money: MoneyJson;
    /** total − money: at most half a fen either way; stands on the grid company's rounding account. */
    readonly rounding: MoneyJson;
    readonly tax: readonly BillTax[];
};

const UNITS_PER_FEN = 100_000n;

/**
 * The bill of a participant for a month: slot sums by point, then what only the month shows, then entries given. Amounts are exact until
 * here and are rounded once.
 * @throws FEED_IN_UNKNOWN where a provisional feed-in tariff has not become final
 */
export function makeBill({ month, participant, sums, terms, entries }: BillInput): Bill {
    const unrounded = [...sums.flatMap((sum) => pointLines(sum, month, terms)), ...entries.map(entryLine).sort(order)];
    const amounts = unrounded.map(({ money: amount }) => moneyFromJson(amount));
    const exact = sumMoney(amounts);
    const { fen, total } = roundToFen(amounts);
    const lines = unrounded.map((line, index): BillLine => ({ ...line, line: index + 1, fen: fen[index] ?? 0 }));
    return {
        v: 1,
        month,
        participant,
        points: sums.map(({ point, from, last, slots, unknownSlots }) => ({ point, from, last, slots, unknownSlots })),
        lines,
        total,
        money: moneyToJson(exact),
        rounding: moneyToJson(money(BigInt(total) * UNITS_PER_FEN - exact)),
        tax: taxOf(lines),
    };
}

type Unrounded = Omit<BillLine, 'line' | 'fen'>;

function pointLines(sum: PointSum, month: string, terms: MonthTerms): readonly Unrounded[] {
    const plain = { point: sum.point, period: '', price: null, provisional: false, reference: '', ofMonth: null };
    const lines: Unrounded[] = sum.items.map((item) => ({ ...plain, ...item }));
    const provisional = sum.items.filter((item) => item.provisional);
    for (const item of provisional) {
        lines.push({
            ...plain,
            kind: 'feedInFinal',
            price: terms.feedIn,
            vat: item.vat,
            wh: item.wh,
            money: finalFeedIn(item, month, terms.feedIn),
        });
    }
    const counted = countedImport(sum, terms.steps);
    for (const step of terms.steps === null ? [] : stepCharges(terms.steps, counted)) {
        if (step.wh > 0) {
            lines.push({
                ...plain,
                kind: 'step',
                price: step.add,
                vat: terms.vat,
                wh: step.wh,
                money: moneyToJson(step.money),
            });
        }
    }
    return lines;
}

/** What is still to be credited: the final feed-in tariff instead of the provisional one. */
function finalFeedIn(item: Readonly<{ wh: number; money: MoneyJson }>, month: string, feedIn: Price | null): MoneyJson {
    if (feedIn === null) {
        throw problem('FEED_IN_UNKNOWN', { month });
    }
    const final: Money = money(-BigInt(item.wh) * BigInt(feedIn));
    return moneyToJson(money(final - moneyFromJson(item.money)));
}

/** Wh that count towards the steps. */
function countedImport(sum: PointSum, steps: Steps | null): Wh {
    const kinds: readonly SlotItemKind[] =
        steps?.matchedCounts === true ? ['grid', 'gridGap', 'neighbours', 'own'] : ['grid', 'gridGap'];
    const sumWh = sum.items.reduce((all, item) => all + (kinds.includes(item.kind) ? item.wh : 0), 0);
    return wh(Math.max(0, sumWh));
}

function entryLine({ kind, reference, point, ofMonth, wh: energy, money: amount, vat }: MonthEntry): Unrounded {
    return {
        kind,
        reference,
        point,
        ofMonth,
        wh: energy,
        money: amount,
        vat,
        period: '',
        price: null,
        provisional: false,
    };
}

function order({ kind, reference, point, ofMonth }: Unrounded, other: Unrounded): number {
    const kinds: readonly BillLineKind[] = MONTH_ITEMS;
    const rank = (of: BillLineKind) => kinds.indexOf(of);
    return (
        rank(kind) - rank(other.kind) ||
        compareText(ofMonth ?? '', other.ofMonth ?? '') ||
        compareText(reference, other.reference) ||
        compareText(point, other.point)
    );
}

function taxOf(lines: readonly BillLine[]): readonly BillTax[] {
    const rates = [...Map.groupBy(lines, ({ vat }) => vat)].sort(([a], [b]) => a - b);
    return rates.map(([vat, taxed]) => {
        const sum = (of: (fen: number) => boolean) => taxed.reduce((all, { fen }) => all + (of(fen) ? fen : 0), 0);
        const [charged, credited] = [sum((fen) => fen > 0), sum((fen) => fen < 0)];
        const contained = (fen: number) => Number(taxIn(BigInt(fen), vat));
        return { vat, charged, chargedTax: contained(charged), credited, creditedTax: contained(credited) };
    });
}
