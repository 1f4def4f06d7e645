import { problem } from '../problems.js';
import type { LineMoney } from '../settlement/line.js';
import { formatSlot, type Slot } from '../slot.js';
import { costOfChange, money, moneyFromJson, moneyToJson, type Price } from '../units.js';
import type { CorrectionEntry, TradeChange } from './correction.js';

type Tariff = { readonly retail: Price; readonly feedIn: Price };
type Change = Pick<CorrectionEntry, 'before' | 'after' | 'trades'>;

/** What a change of energy and trades comes to at the slot's prices. */
export function moneyOfChange({ before, after, trades }: Change, { retail, feedIn }: Tariff): LineMoney {
    const of = (price: 'price' | 'fee', ...sides: readonly TradeChange['side'][]): bigint =>
        trades
            .filter(({ side }) => sides.includes(side))
            .reduce((sum, trade) => sum + costOfChange(trade.after.wh - trade.before.wh, trade[price]), 0n);
    const amounts = {
        bought: of('price', 'bought'),
        fees: of('fee', 'bought', 'ownReceived'),
        retail: costOfChange(after.fromGrid - before.fromGrid, retail),
        sold: of('price', 'sold'),
        feedIn: costOfChange(after.toGrid - before.toGrid, feedIn),
    };
    const json = (amount: bigint) => moneyToJson(money(amount));
    return {
        balance: json(amounts.bought + amounts.fees + amounts.retail - amounts.sold - amounts.feedIn),
        bought: json(amounts.bought),
        feedIn: json(amounts.feedIn),
        fees: json(amounts.fees),
        imbalance: 0,
        retail: json(amounts.retail),
        sold: json(amounts.sold),
    };
}

/**
 * Checks a correction from its entries alone: one own entry; no trade grows; both sides of a trade change alike; what a meter shows
 * is what its trades and the grid give; money follows from that, and what others lose or gain the grid company gains or loses.
 * @throws INVARIANT_BROKEN, so that nothing wrong is ever written
 */
export function correctionMustAddUp(slot: Slot, entries: readonly CorrectionEntry[], tariff: Tariff): void {
    const check = (holds: boolean, rule: string) => {
        if (!holds) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: `correction: ${rule}` });
        }
    };
    check(entries.filter(({ own }) => own).length === 1, 'one meter is corrected');
    const given = new Map<number, string>();
    const received = new Map<number, string>();
    for (const entry of entries) {
        const { before, after, trades } = entry;
        const change = { into: 0, out: 0 };
        for (const trade of trades) {
            const out = trade.side === 'sold' || trade.side === 'ownGiven';
            change[out ? 'out' : 'into'] += trade.after.wh - trade.before.wh;
            check(trade.after.wh <= trade.before.wh, 'nobody’s trade grows');
            check(
                trade.after.certifiable <= Math.min(trade.before.certifiable, trade.after.wh),
                'no certificate grows',
            );
            const sides = out ? given : received;
            check(!sides.has(trade.trade), 'a trade has two sides');
            sides.set(trade.trade, JSON.stringify([trade.before, trade.after, trade.price, trade.fee]));
        }
        const imported = (after.imported ?? 0) - (before.imported ?? 0);
        const exported = (after.exported ?? 0) - (before.exported ?? 0);
        check(imported === change.into + after.fromGrid - before.fromGrid, 'imported = own + bought + from grid');
        check(exported === change.out + after.toGrid - before.toGrid, 'exported = own + sold + to grid');
        check(entry.own || (imported === 0 && exported === 0 && entry.shift === null), 'others’ meters stay');
        const expected = moneyOfChange(entry, tariff);
        const shifted = entry.shift === null ? 0n : moneyFromJson(entry.shift.money);
        check(JSON.stringify(expected) === JSON.stringify(entry.money), 'money of a point');
        check(moneyFromJson(entry.balance) === moneyFromJson(entry.money.balance) + shifted, 'balance of a point');
    }
    check(given.size === received.size, 'a trade has two sides');
    for (const [trade, side] of given) {
        check(received.get(trade) === side, 'both sides of a trade change alike');
    }
}
