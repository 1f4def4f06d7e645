import { canonical } from '../canonical.js';
import type { PriceRule } from '../clearing/index.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import type { Slot } from '../slot.js';
import {
    cost,
    type Money,
    type MoneyJson,
    moneyFromJson,
    moneyToJson,
    type Price,
    price,
    sumMoney,
    sumWh,
    type Wh,
    wh,
} from '../units.js';
import type { Line, ReadingState } from './line.js';

export type SlotTotals = {
    readonly points: number;
    readonly imported: Wh;
    readonly exported: Wh;
    readonly own: Wh;
    /** Those of forward contracts included. */
    readonly traded: Wh;
    /** Ordered in forward contracts, and delivered of them. */
    readonly contracted: Wh;
    readonly delivered: Wh;
    readonly fromGrid: Wh;
    readonly toGrid: Wh;
    /** Wh, negative where substitutes were higher than what registers showed later. */
    readonly gapImported: number;
    readonly gapExported: number;
    /** What sellers received from buyers, and grid fees, 10⁻⁷ CNY. */
    readonly tradedMoney: MoneyJson;
    readonly fees: MoneyJson;
    /** What parties paid each other for contracts not kept, and the grid company for orders not opened. */
    readonly imbalance: MoneyJson;
};

/** The public result of a slot; one key on the ledger, a new revision links the old by its digest. */
export type SlotRecord = {
    readonly v: 1;
    readonly slot: Slot;
    readonly revision: number;
    /** SHA-256 (hex) of the canonical JSON of the revision before; null for the first. */
    readonly previousDigest: string | null;
    readonly final: boolean;
    readonly priceRule: PriceRule;
    readonly rulesVersion: number;
    /** The tariff in force: first slot of its version, what it comes to in this slot, and the name of the time-of-use period. */
    readonly tariff: { readonly from: Slot; readonly retail: Price; readonly period: string; readonly feedIn: Price };
    readonly totals: SlotTotals;
    readonly trades: number;
    /** Lowest and highest price to sellers; null without trades. */
    readonly prices: { readonly low: Price; readonly high: Price } | null;
    readonly states: Readonly<Record<ReadingState, number>>;
    /** SHA-256 (hex) over everything the settlement was computed from, except the seed. */
    readonly inputsDigest: string;
    /** Merkle root (hex) and size of the tree of salted lines. */
    readonly root: string;
    readonly size: number;
};

/** SHA-256 (hex) of the canonical JSON of a record: what the next revision links. */
export function recordDigest(record: SlotRecord, hash: Hash): string {
    return hex(hash(utf8(canonical(record))));
}

/** Totals, prices and counts of a slot from its lines. */
export function summarise(lines: readonly Line[]): Pick<SlotRecord, 'totals' | 'trades' | 'prices' | 'states'> {
    const sum = (of: (line: Line) => number) => wh(lines.reduce((total, line) => total + of(line), 0));
    const amount = (of: (line: Line) => MoneyJson) =>
        moneyToJson(sumMoney(lines.map((line) => moneyFromJson(of(line)))));
    const sold = lines.flatMap((line) => line.sold);
    const selling = lines.flatMap(({ contracts }) => contracts.filter(({ side }) => side === 'sell'));
    const states: Record<ReadingState, number> = {
        signed: 0,
        missing: 0,
        estimated: 0,
        contradictory: 0,
        registerBackwards: 0,
        registerJump: 0,
        substituted: 0,
    };
    for (const { state, handover } of lines) {
        states[state] += handover ? 0 : 1;
    }
    return {
        totals: {
            points: lines.filter(({ handover }) => !handover).length,
            imported: sum(({ imported }) => imported ?? 0),
            exported: sum(({ exported }) => exported ?? 0),
            own: sum(({ ownGiven }) => sumWh(ownGiven.map((trade) => trade.wh))),
            traded: sumWh(sold.map((trade) => trade.wh)),
            contracted: sumWh(selling.map(({ ordered }) => ordered)),
            delivered: sumWh(selling.map(({ delivered }) => delivered)),
            fromGrid: sum(({ fromGrid }) => fromGrid),
            toGrid: sum(({ toGrid }) => toGrid),
            gapImported: lines.reduce((total, { gap }) => total + (gap?.imported ?? 0), 0),
            gapExported: lines.reduce((total, { gap }) => total + (gap?.exported ?? 0), 0),
            tradedMoney: amount(({ money }) => money.sold),
            fees: amount(({ money }) => money.fees),
            imbalance: moneyToJson(sumMoney(lines.flatMap(compensationsOwed))),
        },
        trades: sold.length,
        prices: sold.length === 0 ? null : priceRange(sold.map((trade) => trade.price)),
        states,
    };
}

function compensationsOwed({ imbalances }: Line): readonly Money[] {
    return imbalances.filter(({ owed }) => owed).map((one) => cost(one.wh, one.price));
}

function priceRange(prices: readonly Price[]): SlotRecord['prices'] {
    const [low, high] = prices.reduce(
        ([lowest, highest], one) => [Math.min(lowest, one), Math.max(highest, one)],
        [Number.MAX_SAFE_INTEGER, 0],
    );
    return { low: price(low), high: price(high) };
}
