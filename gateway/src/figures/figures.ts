import {
    addSales,
    carbonOf,
    money,
    moneyToJson,
    type Report,
    reportOf,
    type Sales,
    type Sums,
    wh,
} from '@linguang/chaincode/domain';
import { currentRules } from '../clock/clock.js';
import type { Period } from '../energy/periods.js';
import type { FiguresReport } from '../http/api/figures.js';
import type { ReadModel, Row } from '../readmodel/readmodel.js';

const columns = {
    lines: 'count(*)',
    unknownLines: 'sum(unknown)',
    correctedLines: 'sum(corrected > 0)',
    imported: 'sum(imported)',
    exported: 'sum(exported)',
    generated: 'sum(generated)',
    ownReceived: 'sum(own_received)',
    ownGiven: 'sum(own_given)',
    bought: 'sum(bought)',
    sold: 'sum(sold)',
    fromGrid: 'sum(from_grid)',
    toGrid: 'sum(to_grid)',
    clean: 'sum(certifiable)',
    paidSellers: 'sum(money_bought)',
    fees: 'sum(money_fees)',
    retail: 'sum(money_retail)',
    earned: 'sum(money_sold)',
    feedIn: 'sum(money_feed_in)',
    gridOnly: 'sum(money_without)',
    slots: 'count(DISTINCT slot)',
} as const;
const selected = Object.entries(columns)
    .map(([name, sum]) => `coalesce(${sum}, 0) AS ${name}`)
    .join(', ');

/**
 * Figures of a participant, or of all, in a period: sums that the domain made of each line as it stands after corrections, added up, then reckoned by the domain.
 * @param participant - null: the whole community
 */
export function figuresOf(readModel: ReadModel, participant: string | null, period: Period): FiguresReport {
    const who = participant === null ? '' : ' AND participant = ?';
    const values = [period.from, period.to, ...(participant === null ? [] : [participant])];
    const [row] = readModel.exact(`SELECT ${selected} FROM lines WHERE slot >= ? AND slot < ?${who}`, ...values);
    const of = (name: keyof typeof columns): bigint => BigInt(String(row?.[name] ?? 0));
    const sellers = readModel.exact(
        `SELECT participant, sum(wh) AS wh, sum(money) AS money, sum(fees) AS fees, sum(at_low) AS at_low,
         sum(at_high) AS at_high, sum(imbalance) AS imbalance FROM figures WHERE slot >= ? AND slot < ?${who} GROUP BY participant`,
        ...values,
    );
    const sales = new Map(sellers.map((seller) => [String(seller['participant']), salesOf(seller)]));
    const imbalance = sellers.reduce((sum, seller) => sum + big(seller, 'imbalance'), 0n);
    const sums = sumsOf(of, imbalance);
    const carbon = currentRules(readModel)?.carbon ?? null;
    const report = reportOf({ sums, gridOnly: money(of('gridOnly')), sales }, carbon);
    return {
        ...prices(report, participant === null ? addSales(sales.values()) : null, sums),
        participant,
        from: period.from,
        to: period.to,
        slots: Number(of('slots')),
        unknownLines: sums.unknownLines,
        correctedLines: Number(of('correctedLines')),
        importedWh: sums.imported,
        exportedWh: sums.exported,
        gridOnly: moneyToJson(report.gridOnly),
        paid: moneyToJson(report.paid),
        savings: moneyToJson(report.savings),
        selfSufficiency: report.selfSufficiency,
        selfConsumption: report.selfConsumption,
        localShare: report.localShare,
        cleanShare: report.cleanShare,
        carbon: carbon === null ? null : milligrams(carbonOf(sums, carbon)),
        asOf: readModel.asOf,
    };
}

/** Prices of a report; concentration only of the community, since one participant's says nothing. */
function prices(report: Report, whole: Sales | null, sums: Sums) {
    return {
        averagePrice: report.averagePrice,
        averageAllIn: whole === null ? report.averagePaid : report.averageAllIn,
        atLowBound: report.atLowBound,
        atHighBound: report.atHighBound,
        concentration: whole === null ? null : report.concentration,
        sellers: whole === null ? null : report.sellers,
        ...(sums.lines === 0 ? { averageAllIn: null } : {}),
    };
}

/** From 10⁻⁷ kg (a tenth of a milligram) to whole milligrams, rounded down. */
function milligrams({ location, residual, locationBased, marketBased }: ReturnType<typeof carbonOf>) {
    return {
        location,
        residual,
        locationBasedMg: Number(locationBased / 10n),
        marketBasedMg: Number(marketBased / 10n),
    };
}

function sumsOf(of: (name: keyof typeof columns) => bigint, imbalance: bigint): Sums {
    const energy = (name: keyof typeof columns) => wh(Number(of(name)));
    return {
        lines: Number(of('lines')),
        unknownLines: Number(of('unknownLines')),
        imported: energy('imported'),
        exported: energy('exported'),
        generated: energy('generated'),
        ownReceived: energy('ownReceived'),
        ownGiven: energy('ownGiven'),
        bought: energy('bought'),
        sold: energy('sold'),
        fromGrid: energy('fromGrid'),
        toGrid: energy('toGrid'),
        clean: energy('clean'),
        money: {
            bought: money(of('paidSellers')),
            fees: money(of('fees')),
            retail: money(of('retail')),
            sold: money(of('earned')),
            feedIn: money(of('feedIn')),
            imbalance: money(imbalance),
            balance: money(of('paidSellers') + of('fees') + of('retail') + imbalance - of('earned') - of('feedIn')),
        },
    };
}

function salesOf(row: Row): Sales {
    return {
        wh: wh(Number(big(row, 'wh'))),
        money: money(big(row, 'money')),
        fees: money(big(row, 'fees')),
        atLow: wh(Number(big(row, 'at_low'))),
        atHigh: wh(Number(big(row, 'at_high'))),
    };
}

function big(row: Row, name: string): bigint {
    return BigInt(String(row[name] ?? 0));
}
