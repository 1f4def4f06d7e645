import { problem } from '../problems.js';
import { FEE_ITEMS, type FeeItems, feeSum } from '../registry/tariff/fees.js';
import { tariffAt } from '../registry/tariff/slottariff.js';
import type { Tariff } from '../registry/tariff/tariff.js';
import type { Line, LineTrade } from '../settlement/line.js';
import { formatSlot } from '../slot.js';
import { moneyFromJson, type Price, price } from '../units.js';
import { type Item, type ItemKey, Items } from './item.js';

const NO_FEE: FeeItems = { network: price(0), losses: price(0), levies: price(0) };

/**
 * What a settlement line comes to on a bill. Energy traded with neighbours appears once, at the price of its trade: what is billed at
 * retail tariff or credited at feed-in tariff is only what the line says went from and to the grid.
 * @param tariff - in force in the line's slot
 * @throws INVARIANT_BROKEN unless the items add up to the line's balance to the unit
 */
export function lineItems(line: Line, tariff: Tariff, utcOffsetMinutes: number): readonly Item[] {
    const items = new Items();
    addLine(items, line, tariff, utcOffsetMinutes);
    return items.list();
}

/** Adds a line to what other lines came to: see {@link lineItems}. */
export function addLine(items: Items, line: Line, tariff: Tariff, utcOffsetMinutes: number): void {
    const { retail, feedIn, period } = tariffAt(tariff, line.slot, utcOffsetMinutes);
    let sum = 0n;
    const add = (kind: ItemKey['kind'], energy: number, amount: bigint, at: Partial<ItemKey> = {}) => {
        const key = { kind, period: '', price: null, provisional: false, vat: tariff.vat, ...at };
        items.add(key, energy, amount);
        sum += amount;
    };
    const atRetail = { period, price: retail };
    const atFeedIn = { price: feedIn, provisional: tariff.feedInProvisional };
    add('grid', line.fromGrid, costOf(line.fromGrid, retail), atRetail);
    add('feedIn', line.toGrid, -costOf(line.toGrid, feedIn), atFeedIn);
    if (line.gap !== null) {
        add('gridGap', line.gap.imported, costOf(line.gap.imported, retail), atRetail);
        add('feedInGap', line.gap.exported, -costOf(line.gap.exported, feedIn), atFeedIn);
    }
    for (const trade of line.bought) {
        add('neighbours', trade.wh, costOf(trade.wh, trade.price));
    }
    for (const trade of line.sold) {
        add('sales', trade.wh, -costOf(trade.wh, trade.price));
    }
    for (const one of line.imbalances) {
        add('imbalance', one.wh, one.owed ? costOf(one.wh, one.price) : -costOf(one.wh, one.price));
    }
    for (const trade of line.ownReceived) {
        add('own', trade.wh, 0n);
    }
    for (const trade of [...line.bought, ...line.ownReceived]) {
        const fees = feeItems(line, trade, tariff);
        for (const item of FEE_ITEMS) {
            add(item, fees[item] === 0 ? 0 : trade.wh, costOf(trade.wh, fees[item]));
        }
    }
    if (sum !== moneyFromJson(line.money.balance)) {
        throw problem('INVARIANT_BROKEN', { slot: formatSlot(line.slot), rule: 'bill items = balance of the line' });
    }
}

/** The items of a trade's grid fee. @throws INVARIANT_BROKEN where they are not what was settled */
function feeItems(line: Line, trade: LineTrade, tariff: Tariff): FeeItems {
    const found = tariff.fees.find(([seller, buyer]) => seller === trade.zone && buyer === line.zone)?.[2] ?? NO_FEE;
    if (feeSum(found) !== trade.fee) {
        throw problem('INVARIANT_BROKEN', { slot: formatSlot(line.slot), rule: 'fee of a trade = fee of the tariff' });
    }
    return found;
}

function costOf(energy: number, at: Price): bigint {
    return BigInt(energy) * BigInt(at);
}
