import type { Line, LineMoney, LineTrade } from '../settlement/line.js';
import { costOfChange, type MoneyJson, money, moneyFromJson, moneyToJson, type Price } from '../units.js';
import type { CorrectionEntry, GapShift, TradeChange } from './correction.js';

/**
 * A line as it stands after corrections: what is shown and what the next correction starts from. What was settled is the line itself,
 * which its proof covers; each entry has a proof of its own. Gap shifts belong to other slots and are left out.
 * @param entries - of the line's point, oldest first
 */
export function correctedLine(line: Line, entries: readonly CorrectionEntry[]): Line {
    let standing = line;
    for (const entry of entries) {
        standing = corrected(standing, entry);
    }
    return standing;
}

/**
 * A line that closed a gap, after corrections of slots inside the gap took their energy out of it: the other half of such a correction, so
 * that sums over slots change by its balance and by nothing else. Its own trades stay.
 * @param shifts - of entries of the line's point and participant that name its slot
 * @param tariff - of the line's slot
 */
export function shiftedLine(
    line: Line,
    shifts: readonly GapShift[],
    tariff: { readonly retail: Price; readonly feedIn: Price },
): Line {
    let standing = line;
    for (const { imported, exported } of shifts) {
        const { gap } = standing;
        const retail = costOfChange(imported, tariff.retail);
        const feedIn = costOfChange(exported, tariff.feedIn);
        const change = { ...NO_CHANGE, retail: moneyToJson(retail), feedIn: moneyToJson(feedIn) };
        standing = {
            ...standing,
            gap: gap === null ? null : { ...gap, imported: gap.imported + imported, exported: gap.exported + exported },
            money: addMoney(standing.money, { ...change, balance: moneyToJson(money(retail - feedIn)) }),
        };
    }
    return standing;
}

const NO_CHANGE: LineMoney = { balance: 0, bought: 0, feedIn: 0, fees: 0, imbalance: 0, retail: 0, sold: 0 };

function corrected(line: Line, { own, after, trades, money: change }: CorrectionEntry): Line {
    const changes = new Map(trades.map((trade) => [`${trade.side} ${trade.trade}`, trade]));
    const energy = own ? { ...after, ownUse: null } : { fromGrid: after.fromGrid, toGrid: after.toGrid };
    return {
        ...line,
        ...energy,
        bought: shortened('bought', line.bought, changes),
        sold: shortened('sold', line.sold, changes),
        ownReceived: shortened('ownReceived', line.ownReceived, changes),
        ownGiven: shortened('ownGiven', line.ownGiven, changes),
        money: addMoney(line.money, change),
    };
}

/** Adds amounts of the same names. */
export function addMoney(a: LineMoney, b: LineMoney): LineMoney {
    const sum = (name: keyof LineMoney): MoneyJson =>
        moneyToJson(money(moneyFromJson(a[name]) + moneyFromJson(b[name])));
    return {
        balance: sum('balance'),
        bought: sum('bought'),
        feedIn: sum('feedIn'),
        fees: sum('fees'),
        imbalance: sum('imbalance'),
        retail: sum('retail'),
        sold: sum('sold'),
    };
}

function shortened(
    side: TradeChange['side'],
    trades: readonly LineTrade[],
    changes: ReadonlyMap<string, TradeChange>,
): readonly LineTrade[] {
    return trades
        .map((trade) => ({ ...trade, ...changes.get(`${side} ${trade.trade}`)?.after }))
        .filter((trade) => trade.wh > 0);
}
