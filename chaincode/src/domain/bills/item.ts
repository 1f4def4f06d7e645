import { type MoneyJson, money, moneyFromJson, moneyToJson, type Price } from '../units.js';

/**
 * What a settlement line is made of, in the order of a bill. Money is signed from the participant's side: positive is owed by her.
 * - `grid`, `gridGap`: energy from the grid at retail tariff; a gap is what a silent meter made up for, at the tariff of the slot in which it spoke again
 * - `neighbours`, `own`: energy from neighbours, and from her own other points (costs nothing but fees)
 * - `network`, `losses`, `levies`: the grid fee of both by item
 * - `sales`: energy to neighbours
 * - `feedIn`, `feedInGap`: energy to the grid
 * - `imbalance`: forward contracts not kept
 */
export const SLOT_ITEMS = [
    'grid',
    'gridGap',
    'neighbours',
    'own',
    'network',
    'losses',
    'levies',
    'sales',
    'feedIn',
    'feedInGap',
    'imbalance',
] as const;
export type SlotItemKind = (typeof SLOT_ITEMS)[number];

/** Wh and exact money of one kind at one price; plain JSON. Items of the same kind, period, price, tax and certainty add up. */
export type Item = {
    readonly kind: SlotItemKind;
    /** Name of the retail tariff's period for `grid` and `gridGap`, else ''. */
    readonly period: string;
    /** Of the tariff; null where trades have prices of their own. */
    readonly price: Price | null;
    /** The feed-in tariff was provisional. */
    readonly provisional: boolean;
    /** Value added tax contained, hundredths of a percent. */
    readonly vat: number;
    /** Wh; a gap is negative where substitutes stood for more than the meter showed in the end. */
    readonly wh: number;
    readonly money: MoneyJson;
};

/** What distinguishes items that do not add up. */
export type ItemKey = Omit<Item, 'wh' | 'money'>;

/** Adds items up as they come. */
export class Items {
    readonly #sums = new Map<string, { key: ItemKey; wh: number; money: bigint }>();

    add(key: ItemKey, energy: number, amount: bigint): void {
        if (energy === 0 && amount === 0n) {
            return;
        }
        const text = `${key.kind} ${key.period} ${key.price} ${key.provisional} ${key.vat}`;
        const sum = this.#sums.get(text);
        if (sum === undefined) {
            this.#sums.set(text, { key, wh: energy, money: amount });
        } else {
            sum.wh += energy;
            sum.money += amount;
        }
    }

    addAll(items: Iterable<Item>): void {
        for (const { wh: energy, money: amount, ...key } of items) {
            this.add(key, energy, moneyFromJson(amount));
        }
    }

    /** In the order of a bill; members in the order of canonical JSON. */
    list(): readonly Item[] {
        return [...this.#sums.values()]
            .map(
                ({ key, wh: energy, money: amount }): Item => ({
                    kind: key.kind,
                    money: moneyToJson(money(amount)),
                    period: key.period,
                    price: key.price,
                    provisional: key.provisional,
                    vat: key.vat,
                    wh: energy,
                }),
            )
            .sort(inOrder);
    }
}

function inOrder(a: Item, b: Item): number {
    return (
        SLOT_ITEMS.indexOf(a.kind) - SLOT_ITEMS.indexOf(b.kind) ||
        (a.period < b.period ? -1 : a.period > b.period ? 1 : 0) ||
        (a.price ?? -1) - (b.price ?? -1) ||
        Number(a.provisional) - Number(b.provisional) ||
        a.vat - b.vat
    );
}
