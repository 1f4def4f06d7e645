import type { Line } from './settlement/line.js';
import type { Money, Wh } from './units.js';

/** Sums over lines of one participant, of all, or of any set. Unknown energy is counted in slots, never as zero. */
export type Sums = {
    readonly lines: number;
    readonly unknownLines: number;
    readonly imported: Wh;
    readonly exported: Wh;
    readonly generated: Wh;
    readonly ownReceived: Wh;
    readonly ownGiven: Wh;
    readonly bought: Wh;
    readonly sold: Wh;
    readonly fromGrid: Wh;
    readonly toGrid: Wh;
    readonly money: {
        readonly bought: Money;
        readonly fees: Money;
        readonly retail: Money;
        readonly sold: Money;
        readonly feedIn: Money;
        readonly balance: Money;
    };
};

/** Shares in hundredths of a percent (0 to 10000), rounded down; null where there is nothing to take a share of. */
export type Figures = {
    /** Part of the use covered by own and community energy: (own use + own received + bought) / use. */
    readonly selfSufficiency: number | null;
    /** Part of the generation used by the owner or the community. */
    readonly selfConsumption: number | null;
    /** Part of the import that came from the community: (own received + bought) / imported. */
    readonly localShare: number | null;
    /** Part of the import that is traceable to a plant of a registered source. */
    readonly cleanShare: number | null;
};

export declare function sumLines(lines: Iterable<Line>): Sums;
export declare function figures(lines: Iterable<Line>): Figures;
/** What the same lines would have cost without the community: retail × imported − feed-in × exported, 10⁻⁷ CNY. */
export declare function costWithoutCommunity(
    lines: Iterable<Line>,
    tariff: (line: Line) => { retail: number; feedIn: number },
): Money;
