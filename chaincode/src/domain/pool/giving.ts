import type { Item, SlotItemKind } from '../bills/item.js';
import type { PointSum } from '../bills/pointsum.js';
import { compareText } from '../registry/book.js';
import { type Money, money, moneyFromJson, NO_MONEY, type Price } from '../units.js';
import type { GiftSum } from './gifts.js';
import type { ReservedGift } from './reserved.js';

/** What a month adds to its slots. */
export type GivingMonth = Readonly<{
    /** Slots of the whole calendar month: monthly amounts count for the part of it in which a gift was in force. */
    slots: number;
    /** The month's final feed-in tariff; null: a provisional one is taken as it is. */
    feedIn: Price | null;
}>;

/** What a gift came to in a month: the energy it is about and what enters the pool. */
export type Given = {
    readonly reference: string;
    readonly participant: string;
    readonly point: string;
    readonly wh: number;
    readonly money: Money;
};

/** What surplus came to: Wh sold to neighbours and to the grid, and what they earned, 10⁻⁷ CNY. */
export type Surplus = Readonly<{ wh: number; earned: bigint }>;

const SURPLUS: readonly SlotItemKind[] = ['sales', 'feedIn', 'feedInGap'];
const BOUGHT: readonly SlotItemKind[] = ['grid', 'gridGap', 'neighbours'];
const WHOLE = 10_000n;

export function surplusOf(items: readonly Item[], feedIn: Price | null): Surplus {
    const sold = items.filter(({ kind }) => SURPLUS.includes(kind));
    const earned = sold.map(({ wh, money: amount, provisional }) =>
        provisional && feedIn !== null ? BigInt(wh) * BigInt(feedIn) : -moneyFromJson(amount),
    );
    return { wh: sold.reduce((sum, { wh }) => sum + wh, 0), earned: earned.reduce((sum, one) => sum + one, 0n) };
}

/**
 * What one gift comes to. Rounded down to 10⁻⁷ CNY, never negative. Surplus that earned nothing gives nothing.
 * @param sum - the slots in which it was in force
 */
export function giftOf(
    { terms, from, last, items }: Pick<GiftSum, 'terms' | 'from' | 'last' | 'items'>,
    { slots, feedIn }: GivingMonth,
): Readonly<{ wh: number; money: Money }> {
    const surplus = surplusOf(items, feedIn);
    const inForce = BigInt(last - from + 1);
    const monthly = (energy: number) => Number((BigInt(energy) * inForce) / BigInt(slots));
    switch (terms.way) {
        case 'fixed':
            return ofSurplus(surplus, Math.min(monthly(terms.wh), surplus.wh));
        case 'above':
            return ofSurplus(surplus, surplus.wh - monthly(terms.wh));
        case 'share':
            return surplus.wh <= 0 || surplus.earned <= 0n
                ? NOTHING
                : {
                      wh: Number((BigInt(surplus.wh) * BigInt(terms.share)) / WHOLE),
                      money: money((surplus.earned * BigInt(terms.share)) / WHOLE),
                  };
        case 'roundUp': {
            const bought = items.reduce((sum, { kind, wh }) => sum + (BOUGHT.includes(kind) ? wh : 0), 0);
            return bought <= 0 ? NOTHING : { wh: bought, money: money(BigInt(bought) * BigInt(terms.add)) };
        }
        case 'none':
            return NOTHING;
    }
}

/** Begins the reference of what reserved energy earned. */
export const RESERVED = 'reserved.';

/**
 * All gifts of a month, in order of participant: what reserved energy earned, then an offer's before her own donation. Nobody gives away more than all her surplus earned, however
 * her gifts overlap: what comes later is cut.
 */
export function giftsOfMonth(
    gifts: readonly GiftSum[],
    sums: readonly PointSum[],
    month: GivingMonth,
    reserved: readonly ReservedGift[] = [],
): readonly Given[] {
    const left = new Map<string, bigint>();
    for (const [participant, hers] of Map.groupBy(sums, ({ participant }) => participant)) {
        const { earned } = surplusOf(
            hers.flatMap(({ items }) => items),
            month.feedIn,
        );
        left.set(participant, earned > 0n ? earned : 0n);
    }
    const cut = (participant: string, wh: number, amount: Money): { wh: number; money: Money } => {
        const most = left.get(participant) ?? 0n;
        const part =
            amount > most ? { wh: Number((BigInt(wh) * most) / amount), money: money(most) } : { wh, money: amount };
        left.set(participant, most - part.money);
        return part;
    };
    const first = reserved.map(({ participant, point, wh, money: amount }): Given => {
        const part = cut(participant, wh, moneyFromJson(amount));
        return { reference: `${RESERVED}${point}`, participant, point, ...part };
    });
    const others = [...gifts].sort(inOrder).map((gift): Given => {
        const { reference, participant, point, terms } = gift;
        const { wh, money: amount } = giftOf(gift, month);
        const part = terms.way === 'roundUp' ? { wh, money: amount } : cut(participant, wh, amount);
        return { reference, participant, point, ...part };
    });
    return [...first, ...others].filter((gift) => gift.money !== 0n);
}

const NOTHING = { wh: 0, money: NO_MONEY } as const;

function ofSurplus({ wh: sold, earned }: Surplus, wh: number): Readonly<{ wh: number; money: Money }> {
    return wh <= 0 || earned <= 0n ? NOTHING : { wh, money: money((earned * BigInt(wh)) / BigInt(sold)) };
}

function inOrder(a: GiftSum, b: GiftSum): number {
    const rank = ({ point }: GiftSum) => (point === '' ? 1 : 0);
    return compareText(a.participant, b.participant) || rank(a) - rank(b) || compareText(a.reference, b.reference);
}
