import { SOURCES, type Source } from './registry/point.js';
import type { Line, LineTrade } from './settlement/line.js';
import { cost, costOfChange, type Money, money, moneyFromJson, NO_MONEY, type Price, type Wh, wh } from './units.js';

const NONE = {
    imported: 0,
    exported: 0,
    generated: 0,
    ownReceived: 0,
    ownGiven: 0,
    bought: 0,
    sold: 0,
    fromGrid: 0,
    toGrid: 0,
    /** Bought or own energy that a certificate may name. */
    clean: 0,
};

/** Sums over any set of lines. Unknown energy is counted in lines, never as zero. */
export type Sums = { readonly [Name in keyof typeof NONE]: Wh } & {
    readonly lines: number;
    readonly unknownLines: number;
    /** 10⁻⁷ CNY, as on the lines. */
    readonly money: { readonly [Name in keyof Line['money']]: Money };
};

/** Where energy came from: her own other plants, a neighbour's, or a power station. */
export const SUPPLIERS = ['own', 'neighbour', 'plant'] as const;
export type Supplier = (typeof SUPPLIERS)[number];

/** Energy received from one kind of supplier and source; `money` to the seller and the grid `fees` apart, 10⁻⁷ CNY. */
export type Supply = {
    readonly supplier: Supplier;
    /** '' where the seller has registered no plant. */
    readonly source: Source | '';
    readonly wh: Wh;
    readonly money: Money;
    readonly fees: Money;
};

/** Shares in hundredths of a percent (0 to 10000), rounded down; null where there is nothing to take a share of. */
export type Figures = {
    /** (own use + own received + bought) / use. Without a generation register own use behind the meter is not known and not counted. */
    readonly selfSufficiency: number | null;
    /** (own use + own given + sold) / generation. */
    readonly selfConsumption: number | null;
    /** (own received + bought) / imported. */
    readonly localShare: number | null;
    /** Certifiable part of the import / imported. */
    readonly cleanShare: number | null;
};

export function sumLines(lines: Iterable<Line>): Sums {
    const sums = { ...NONE };
    const total = { bought: 0n, fees: 0n, retail: 0n, sold: 0n, feedIn: 0n, imbalance: 0n, balance: 0n };
    let [count, unknown] = [0, 0];
    for (const line of lines) {
        count++;
        unknown += line.imported === null ? 1 : 0;
        sums.imported += line.imported ?? 0;
        sums.exported += line.exported ?? 0;
        sums.generated += generatedWh(line);
        sums.ownReceived += whOf(line.ownReceived);
        sums.ownGiven += whOf(line.ownGiven);
        sums.bought += whOf(line.bought);
        sums.sold += whOf(line.sold);
        sums.fromGrid += line.fromGrid;
        sums.toGrid += line.toGrid;
        sums.clean += [...line.ownReceived, ...line.bought].reduce((sum, { certifiable }) => sum + certifiable, 0);
        total.bought += moneyFromJson(line.money.bought);
        total.fees += moneyFromJson(line.money.fees);
        total.retail += moneyFromJson(line.money.retail);
        total.sold += moneyFromJson(line.money.sold);
        total.feedIn += moneyFromJson(line.money.feedIn);
        total.imbalance += moneyFromJson(line.money.imbalance);
        total.balance += moneyFromJson(line.money.balance);
    }
    return {
        lines: count,
        unknownLines: unknown,
        imported: wh(sums.imported),
        exported: wh(sums.exported),
        generated: wh(sums.generated),
        ownReceived: wh(sums.ownReceived),
        ownGiven: wh(sums.ownGiven),
        bought: wh(sums.bought),
        sold: wh(sums.sold),
        fromGrid: wh(sums.fromGrid),
        toGrid: wh(sums.toGrid),
        clean: wh(sums.clean),
        money: {
            bought: money(total.bought),
            fees: money(total.fees),
            retail: money(total.retail),
            sold: money(total.sold),
            feedIn: money(total.feedIn),
            imbalance: money(total.imbalance),
            balance: money(total.balance),
        },
    };
}

export function figures(sums: Sums): Figures {
    const ownUse = Math.max(0, sums.generated - sums.exported);
    const local = sums.ownReceived + sums.bought;
    return {
        selfSufficiency: share(ownUse + local, ownUse + sums.imported),
        selfConsumption: share(ownUse + sums.ownGiven + sums.sold, ownUse + sums.exported),
        localShare: share(local, sums.imported),
        cleanShare: share(sums.clean, sums.imported),
    };
}

/**
 * Everything received inside the community, by supplier and source: own first, then neighbours, then power stations.
 * The money sums to the lines' `bought`, the fees to their `fees`.
 * @param isStation - whether a plant is run as a power station; all others are neighbours'
 */
export function suppliesOf(lines: Iterable<Line>, isStation: (plant: string) => boolean): readonly Supply[] {
    const sums = new Map<string, Supply>();
    const add = (supplier: Supplier, { source, wh: amount, price: at, fee }: LineTrade): void => {
        const before = sums.get(`${supplier} ${source}`);
        sums.set(`${supplier} ${source}`, {
            supplier,
            source,
            wh: wh((before?.wh ?? 0) + amount),
            money: money((before?.money ?? 0n) + cost(amount, at)),
            fees: money((before?.fees ?? 0n) + cost(amount, fee)),
        });
    };
    for (const line of lines) {
        for (const trade of line.ownReceived) {
            add('own', trade);
        }
        for (const trade of line.bought) {
            add(isStation(trade.plant) ? 'plant' : 'neighbour', trade);
        }
    }
    const rank = ({ supplier, source }: Supply): number =>
        SUPPLIERS.indexOf(supplier) * (SOURCES.length + 1) + (source === '' ? SOURCES.length : SOURCES.indexOf(source));
    return [...sums.values()].sort((a, b) => rank(a) - rank(b));
}

/** What the same lines cost with the grid alone: retail × imported − feed-in × exported, gaps included, 10⁻⁷ CNY. */
export function costWithoutCommunity(
    lines: Iterable<Line>,
    tariffAt: (line: Line) => { readonly retail: Price; readonly feedIn: Price },
): Money {
    let sum: bigint = NO_MONEY;
    for (const line of lines) {
        const { retail, feedIn } = tariffAt(line);
        sum += costOfChange((line.imported ?? 0) + (line.gap?.imported ?? 0), retail);
        sum -= costOfChange((line.exported ?? 0) + (line.gap?.exported ?? 0), feedIn);
    }
    return money(sum);
}

/** A share in hundredths of a percent, rounded down; null of nothing. */
export function share(part: number, whole: number): number | null {
    return whole === 0 ? null : Number((BigInt(part) * 10_000n) / BigInt(whole));
}

/** What a plant made, if the line can tell: its generation register, else the export of the point. */
function generatedWh({ generated, exported }: Line): number {
    return generated ?? exported ?? 0;
}

function whOf(trades: readonly LineTrade[]): number {
    return trades.reduce((sum, trade) => sum + trade.wh, 0);
}
