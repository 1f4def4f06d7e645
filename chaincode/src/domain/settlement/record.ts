import type { PriceRule } from '../clearing/book.js';
import type { Slot } from '../slot.js';
import type { MoneyJson, Price, Wh } from '../units.js';
import type { ReadingState } from './line.js';

export type SlotTotals = {
    readonly points: number;
    readonly imported: Wh;
    readonly exported: Wh;
    readonly own: Wh;
    readonly traded: Wh;
    readonly fromGrid: Wh;
    readonly toGrid: Wh;
    readonly gapImported: Wh;
    readonly gapExported: Wh;
    /** What sellers received from buyers, and grid fees, 10⁻⁷ CNY. */
    readonly tradedMoney: MoneyJson;
    readonly fees: MoneyJson;
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
    readonly tariff: { readonly from: Slot; readonly retail: Price; readonly feedIn: Price };
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
