import { type Figures, figures, type Sums, share, sumLines } from '../figures.js';
import type { Carbon } from '../registry/rules/carbon.js';
import type { Line } from '../settlement/line.js';
import { cost, type Money, money, type Price, price, type Wh, wh } from '../units.js';

/** What a seller sold: Wh, what she got, and how much of it at a price that sat on a bound of the tariff. */
export type Sales = {
    readonly wh: Wh;
    readonly money: Money;
    readonly fees: Money;
    readonly atLow: Wh;
    readonly atHigh: Wh;
};

/** Everything figures are reckoned from: sums over lines, what the grid alone would have cost, and what each seller sold. */
export type Tally = {
    readonly sums: Sums;
    /** 10⁻⁷ CNY: `costWithoutCommunity` of the same lines. */
    readonly gridOnly: Money;
    readonly sales: ReadonlyMap<string, Sales>;
};

/** The figures people look for. Shares and concentration in hundredths of a percent; null where there is nothing to reckon. */
export type Report = Figures & {
    /** gridOnly − paid, 10⁻⁷ CNY. */
    readonly savings: Money;
    readonly gridOnly: Money;
    readonly paid: Money;
    /** Σ money ÷ Σ Wh sold, to the seller, rounded down. */
    readonly averagePrice: Price | null;
    /** The same with the grid fee: what the buyer pays. */
    readonly averageAllIn: Price | null;
    /** (bought + fees) ÷ (own received + bought), 10⁻⁴ CNY/kWh: what received energy cost, fee included. */
    readonly averagePaid: Price | null;
    /** Part of the Wh sold whose price was the feed-in tariff, and whose price with the fee was the retail tariff or more. */
    readonly atLowBound: number | null;
    readonly atHighBound: number | null;
    /** Herfindahl–Hirschman index of the sellers: Σ share², 10000 is a single seller. */
    readonly concentration: number | null;
    readonly sellers: number;
    readonly carbon: CarbonReport | null;
};

/** Emissions of the energy imported, 10⁻⁷ kgCO₂. What was made and used behind the meter counts as none. */
export type CarbonReport = Carbon & {
    /** imported × location factor. */
    readonly locationBased: bigint;
    /** (imported − clean) × residual factor: energy that a certificate may name counts as none. */
    readonly marketBased: bigint;
};

const NOTHING: Sales = { wh: wh(0), money: money(0n), fees: money(0n), atLow: wh(0), atHigh: wh(0) };

/** What one line sold in the market. @param tariff - of the slot */
export function salesOf(line: Line, tariff: { readonly retail: Price; readonly feedIn: Price }): Sales {
    return line.sold.reduce(
        (sum, { wh: amount, price: at, fee }) => ({
            wh: wh(sum.wh + amount),
            money: money(sum.money + cost(amount, at)),
            fees: money(sum.fees + cost(amount, fee)),
            atLow: wh(sum.atLow + (at <= tariff.feedIn ? amount : 0)),
            atHigh: wh(sum.atHigh + (at + fee >= tariff.retail && at > tariff.feedIn ? amount : 0)),
        }),
        NOTHING,
    );
}

/** Adds up sales. */
export function addSales(parts: Iterable<Sales>): Sales {
    let sum = NOTHING;
    for (const part of parts) {
        sum = {
            wh: wh(sum.wh + part.wh),
            money: money(sum.money + part.money),
            fees: money(sum.fees + part.fees),
            atLow: wh(sum.atLow + part.atLow),
            atHigh: wh(sum.atHigh + part.atHigh),
        };
    }
    return sum;
}

/** A tally of lines at hand. @param tariffAt - of a line's slot @param gridOnly - `costWithoutCommunity` of the lines */
export function tallyOf(
    lines: readonly Line[],
    tariffAt: (line: Line) => { readonly retail: Price; readonly feedIn: Price },
    gridOnly: Money,
): Tally {
    const sales = new Map<string, Sales>();
    for (const line of lines) {
        if (line.sold.length > 0) {
            const before = sales.get(line.participant) ?? NOTHING;
            sales.set(line.participant, addSales([before, salesOf(line, tariffAt(line))]));
        }
    }
    return { sums: sumLines(lines), gridOnly, sales };
}

/** All figures of a tally. @param carbon - the factors agreed on; null where there are none */
export function reportOf({ sums, gridOnly, sales }: Tally, carbon: Carbon | null): Report {
    const all = addSales(sales.values());
    const paid = sums.money.balance;
    return {
        ...figures(sums),
        savings: money(gridOnly - paid),
        gridOnly,
        paid,
        averagePrice: mean(all.money, all.wh),
        averageAllIn: mean(money(all.money + all.fees), all.wh),
        averagePaid: mean(money(sums.money.bought + sums.money.fees), wh(sums.ownReceived + sums.bought)),
        atLowBound: share(all.atLow, all.wh),
        atHighBound: share(all.atHigh, all.wh),
        concentration: concentration([...sales.values()].map((one) => one.wh)),
        sellers: [...sales.values()].filter((one) => one.wh > 0).length,
        carbon: carbon === null ? null : carbonOf(sums, carbon),
    };
}

/** Emissions of an import, part of which is clean. @param clean - Wh that a certificate may name */
export function carbonOf(
    { imported, clean }: { readonly imported: number; readonly clean: number },
    carbon: Carbon,
): CarbonReport {
    return {
        ...carbon,
        locationBased: BigInt(imported) * BigInt(carbon.location.perKwh),
        marketBased: BigInt(imported - clean) * BigInt(carbon.residual.perKwh),
    };
}

function mean(amount: Money, energy: Wh): Price | null {
    return energy === 0 ? null : price(Number(amount / BigInt(energy)));
}

/** Σ (Wh ÷ Σ Wh)² in hundredths of a percent, rounded down. */
function concentration(sold: readonly number[]): number | null {
    const total = sold.reduce((sum, one) => sum + BigInt(one), 0n);
    const squares = sold.reduce((sum, one) => sum + BigInt(one) * BigInt(one), 0n);
    return total === 0n ? null : Number((squares * 10_000n) / (total * total));
}
