import { money, moneyToJson } from '@linguang/chaincode/domain';
import type { Money, MoneyItem } from '../http/api.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import type { Period } from './periods.js';
import { roundToFen } from './rounding.js';

const sums = `SELECT coalesce(sum(money_bought), 0) AS bought, coalesce(sum(money_fees), 0) AS fees,
    coalesce(sum(money_retail), 0) AS retail, coalesce(sum(money_sold), 0) AS sold, coalesce(sum(money_feed_in), 0) AS feed_in,
    coalesce(sum(money_without), 0) AS without, coalesce(sum(l.bought), 0) AS bought_wh,
    coalesce(sum(own_received), 0) AS own_wh, coalesce(sum(from_grid), 0) AS from_grid_wh, coalesce(sum(l.sold), 0) AS sold_wh,
    coalesce(sum(to_grid), 0) AS to_grid_wh, count(DISTINCT l.slot) AS slots, coalesce(min(s.final), 0) AS final
    FROM lines l JOIN slots s USING (slot) WHERE l.participant = ? AND l.slot >= ? AND l.slot < ?`;

/** What a participant owes and is owed for a period: the sums of her settlement lines, rounded to fen only here. */
export function moneyOf(readModel: ReadModel, participant: string, period: Period): Money {
    const [row] = readModel.exact(sums, participant, period.from, period.to);
    const value = (name: string): bigint => BigInt(String(row?.[name] ?? 0));
    const lines: readonly [MoneyItem['item'], bigint, bigint][] = [
        ['bought', value('bought_wh'), value('bought')],
        ['fees', value('bought_wh') + value('own_wh'), value('fees')],
        ['fromGrid', value('from_grid_wh'), value('retail')],
        ['sold', value('sold_wh'), -value('sold')],
        ['toGrid', value('to_grid_wh'), -value('feed_in')],
    ];
    const rounded = roundToFen(lines.map(([, , amount]) => amount));
    const total = lines.reduce((sum, [, , amount]) => sum + amount, 0n);
    const without = value('without');
    return {
        participant,
        from: period.from,
        to: period.to,
        items: lines.map(([item, wh, amount], index) => ({
            item,
            wh: Number(wh),
            money: moneyToJson(money(amount)),
            fen: rounded.fen[index] ?? 0,
        })),
        total: moneyToJson(money(total)),
        totalFen: rounded.total,
        withoutSharing: moneyToJson(money(without)),
        saved: moneyToJson(money(without - total)),
        final: value('slots') === BigInt(period.to - period.from) && value('final') === 1n,
        asOf: readModel.asOf,
    };
}
