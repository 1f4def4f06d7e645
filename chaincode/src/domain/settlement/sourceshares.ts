import type { Bid, PriceRule } from '../clearing/index.js';
import type { Source } from '../registry/point.js';
import { type Wh, wh } from '../units.js';
import { idOf, type Transfer } from './ownallocation.js';

/**
 * Shares the sources of one seller's export among buyers who take any of them: a tie that the clearing leaves open, since to them her
 * offers are one. Each gets every source in proportion to what she buys, whole Wh by running totals; who buys how much from whom, at
 * which price, stays as cleared. Where the seller's sources have different prices nothing is moved.
 */
export function shareSources(
    trades: readonly Transfer[],
    bids: ReadonlyMap<string, Bid>,
    priceRule: PriceRule,
): readonly Transfer[] {
    const sellers = Map.groupBy(trades, ({ seller }) => seller);
    return [...sellers.values()].flatMap((own) => {
        const open = own.filter(({ buyer }) => takesAny(bids.get(idOf(buyer))));
        const [first] = open;
        const several = new Set(open.map(({ plant }) => plant)).size > 1;
        const onePrice = priceRule === 'shared' || open.every(({ price }) => price === first?.price);
        if (!several || !onePrice) {
            return own;
        }
        const kept = own.filter((trade) => !open.includes(trade));
        return [...kept, ...mixed(open)];
    });
}

function takesAny(bid: Bid | undefined): boolean {
    const named = [bid?.accepts, ...(bid?.premiums ?? []).map(({ accepts }) => accepts)];
    return named.every((accepts) => accepts?.sources === undefined && accepts?.plants === undefined);
}

function mixed(open: readonly Transfer[]): readonly Transfer[] {
    const buyers = [...Map.groupBy(open, ({ buyer }) => buyer).values()].flatMap(([first, ...more]) =>
        first === undefined ? [] : [{ trade: first, left: [first, ...more].reduce((sum, one) => sum + one.wh, 0) }],
    );
    const parts = new Map<string, { plant: string; source: Source | ''; wh: number }>();
    for (const { plant, source, wh: amount } of open) {
        parts.set(plant, { plant, source, wh: (parts.get(plant)?.wh ?? 0) + amount });
    }
    const shared = buyers.map((): Transfer[] => []);
    for (const { plant, source, wh: amount } of parts.values()) {
        const all = buyers.reduce((sum, { left }) => sum + left, 0);
        let [upTo, given] = [0, 0];
        for (const [index, buyer] of buyers.entries()) {
            upTo += buyer.left;
            const share: Wh = wh(Number((BigInt(amount) * BigInt(upTo)) / BigInt(all)) - given);
            given += share;
            buyer.left -= share;
            if (share > 0) {
                shared[index]?.push({ ...buyer.trade, plant, source, wh: share });
            }
        }
    }
    return shared.flat();
}
