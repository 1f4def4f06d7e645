import { type Money as Amount, money, moneyToJson, roundToFen, toFen } from '@linguang/chaincode/domain';
import type { EnergySource, Money, MoneyItem } from '../http/api.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import type { Period } from './periods.js';
import { sourceOf } from './supplies.js';

const sums = `SELECT coalesce(sum(money_retail), 0) AS retail, coalesce(sum(money_sold), 0) AS sold,
    coalesce(sum(money_feed_in), 0) AS feed_in, coalesce(sum(money_without), 0) AS without,
    coalesce(sum(from_grid), 0) AS from_grid_wh, coalesce(sum(l.sold), 0) AS sold_wh, coalesce(sum(to_grid), 0) AS to_grid_wh,
    count(DISTINCT l.slot) AS slots, coalesce(min(s.final), 0) AS final,
    count(DISTINCT CASE WHEN l.corrected > 0 THEN l.slot END) AS corrected_slots, coalesce(sum(money_corrected), 0) AS corrected
    FROM lines l JOIN slots s USING (slot) WHERE l.participant = ? AND l.slot >= ? AND l.slot < ?`;
const supplied = `SELECT supplier, source, sum(wh) AS wh, sum(money) AS money, sum(fees) AS fees FROM supplies
    WHERE participant = ? AND slot >= ? AND slot < ? GROUP BY supplier, source`;

type BillLine = Readonly<{ item: MoneyItem['item']; source: EnergySource | null; wh: bigint; amount: Amount }>;

const compensated =
    'SELECT coalesce(sum(imbalance), 0) AS imbalance FROM figures WHERE participant = ? AND slot >= ? AND slot < ?';

/** What a participant owes and is owed for a period: the sums of her settlement lines after corrections, rounded to fen only here. */
export function moneyOf(readModel: ReadModel, participant: string, period: Period): Money {
    const [row] = readModel.exact(sums, participant, period.from, period.to);
    const value = (name: string): bigint => BigInt(String(row?.[name] ?? 0));
    const lines: readonly BillLine[] = [
        ...suppliedLines(readModel, participant, period),
        billLine('fromGrid', value('from_grid_wh'), value('retail')),
        billLine('sold', value('sold_wh'), -value('sold')),
        billLine('toGrid', value('to_grid_wh'), -value('feed_in')),
        ...imbalanceLines(readModel, participant, period),
    ];
    const rounded = roundToFen(lines.map(({ amount }) => amount));
    const total = lines.reduce((sum, { amount }) => sum + amount, 0n);
    const without = money(value('without'));
    const withoutSharingFen = toFen(without);
    return {
        participant,
        from: period.from,
        to: period.to,
        items: lines.map(({ item, source, wh, amount }, index) => ({
            item,
            source,
            wh: Number(wh),
            money: moneyToJson(amount),
            fen: rounded.fen[index] ?? 0,
        })),
        total: moneyToJson(money(total)),
        totalFen: rounded.total,
        withoutSharing: moneyToJson(without),
        saved: moneyToJson(money(without - total)),
        withoutSharingFen,
        savedFen: withoutSharingFen - rounded.total,
        correctedSlots: Number(value('corrected_slots')),
        corrected: moneyToJson(money(value('corrected'))),
        final: value('slots') === BigInt(period.to - period.from) && value('final') === 1n,
        asOf: readModel.asOf,
    };
}

/** What came from inside the community: own energy where there was any, neighbours, power stations by source, and the grid fees. */
function suppliedLines(readModel: ReadModel, participant: string, { from, to }: Period): readonly BillLine[] {
    const rows = readModel.exact(supplied, participant, from, to).map((row) => ({
        supplier: String(row['supplier']),
        source: sourceOf(row['source']),
        wh: BigInt(String(row['wh'])),
        money: BigInt(String(row['money'])),
        fees: BigInt(String(row['fees'])),
    }));
    const sum = (of: readonly (typeof rows)[number][], name: 'wh' | 'money' | 'fees'): bigint =>
        of.reduce((all, row) => all + row[name], 0n);
    const own = rows.filter(({ supplier }) => supplier === 'own');
    const neighbours = rows.filter(({ supplier }) => supplier === 'neighbour');
    const plants = rows.filter(({ supplier }) => supplier === 'plant');
    const bought = [...neighbours, ...plants];
    return [
        ...(own.length === 0 ? [] : [billLine('own', sum(own, 'wh'), sum(own, 'fees'))]),
        billLine('neighbours', sum(neighbours, 'wh'), sum(neighbours, 'money')),
        ...plants.map((row) => billLine('plants', row.wh, row.money, row.source)),
        billLine('fees', sum(bought, 'wh'), sum(bought, 'fees')),
    ];
}

/** Compensation for contracts not kept; no line where there was none. */
function imbalanceLines(readModel: ReadModel, participant: string, { from, to }: Period): readonly BillLine[] {
    const [row] = readModel.exact(compensated, participant, from, to);
    const amount = BigInt(String(row?.['imbalance'] ?? 0));
    return amount === 0n ? [] : [billLine('imbalance', 0n, amount)];
}

function billLine(item: MoneyItem['item'], wh: bigint, amount: bigint, source: EnergySource | null = null): BillLine {
    return { item, source, wh, amount: money(amount) };
}
