import { compareText } from '../registry/book.js';
import type { ReservedTrade } from '../settlement/reserved.js';
import { cost, type MoneyJson, moneyFromJson, moneyToJson, sumMoney } from '../units.js';

/** What trades earned that were offered at price 0 to households on the community tariff: the seller gives it; plain JSON. */
export type ReservedGift = {
    readonly point: string;
    readonly participant: string;
    readonly wh: number;
    readonly money: MoneyJson;
};

/** What such trades cost a household, which the pool bears. */
export type ReservedUse = {
    readonly participant: string;
    readonly wh: number;
    readonly money: MoneyJson;
    /** Grid fees. */
    readonly fees: MoneyJson;
};

export type ReservedSums = { readonly given: readonly ReservedGift[]; readonly used: readonly ReservedUse[] };

export const NOTHING_RESERVED: ReservedSums = { given: [], used: [] };

/**
 * What reserved trades of a slot come to for some points.
 * @param points - a trade counts on the seller's side if her point is among them, on the buyer's if his is
 */
export function sumReserved(trades: readonly ReservedTrade[], points: ReadonlySet<string>): ReservedSums {
    return addReserved([
        {
            given: trades
                .filter(({ seller }) => points.has(seller))
                .map(({ seller, donor, wh, price }) => ({
                    point: seller,
                    participant: donor,
                    wh,
                    money: moneyToJson(cost(wh, price)),
                })),
            used: trades
                .filter(({ buyer }) => points.has(buyer))
                .map(({ household, wh, price, fee }) => ({
                    participant: household,
                    wh,
                    money: moneyToJson(cost(wh, price)),
                    fees: moneyToJson(cost(wh, fee)),
                })),
        },
    ]);
}

/** Sums of sums, in order of participant and point. */
export function addReserved(parts: readonly ReservedSums[]): ReservedSums {
    const given = Map.groupBy(
        parts.flatMap((part) => part.given),
        ({ point, participant }) => `${participant} ${point}`,
    );
    const used = Map.groupBy(
        parts.flatMap((part) => part.used),
        ({ participant }) => participant,
    );
    return {
        given: [...given]
            .sort(([a], [b]) => compareText(a, b))
            .flatMap(([, [first, ...more]]) =>
                first === undefined
                    ? []
                    : [{ ...first, wh: whOf([first, ...more]), money: sumOf([first, ...more], 'money') }],
            ),
        used: [...used]
            .sort(([a], [b]) => compareText(a, b))
            .map(([participant, all]) => ({
                participant,
                wh: whOf(all),
                money: sumOf(all, 'money'),
                fees: sumOf(all, 'fees'),
            })),
    };
}

function whOf(parts: readonly { readonly wh: number }[]): number {
    return parts.reduce((sum, { wh }) => sum + wh, 0);
}

function sumOf<Key extends string>(parts: readonly Readonly<Record<Key, MoneyJson>>[], key: Key): MoneyJson {
    return moneyToJson(sumMoney(parts.map((part) => moneyFromJson(part[key]))));
}
