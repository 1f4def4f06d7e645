import type { Line, LineTrade } from '../settlement/line.js';
import type { Part } from '../settlement/sources.js';
import { type Wh, wh } from '../units.js';

/** What is left of a trade, by its number. */
export type Left = ReadonlyMap<number, { readonly wh: Wh; readonly certifiable: Wh }>;

/**
 * Shortens a line's trades to what its meter shows now: the grid's residual goes first, then trades in the market, then own allocation,
 * each pro rata by Wh. Plants' shares are capped at what their registers show now. Nothing grows.
 * @param parts - where the export comes from now
 */
export function shortenTrades(
    line: Line,
    energy: Readonly<{ imported: Wh; exported: Wh }>,
    parts: readonly Part[],
): Left {
    const into = cutSide(energy.imported, line.bought, line.ownReceived);
    const out = cutSide(energy.exported, line.sold, line.ownGiven);
    const amounts = new Map<number, number>();
    for (const { trade } of [...line.bought, ...line.ownReceived, ...line.sold, ...line.ownGiven]) {
        amounts.set(
            trade,
            Math.min(into.get(trade) ?? Number.MAX_SAFE_INTEGER, out.get(trade) ?? Number.MAX_SAFE_INTEGER),
        );
    }
    const left = new Map<number, { wh: Wh; certifiable: Wh }>();
    for (const { trade, certifiable } of [...line.bought, ...line.ownReceived]) {
        const amount = wh(amounts.get(trade) ?? 0);
        left.set(trade, { wh: amount, certifiable: wh(Math.min(certifiable, amount)) });
    }
    const given = [...line.ownGiven, ...line.sold];
    for (const [plant, own] of Map.groupBy(given, (trade) => trade.plant)) {
        const backed = own.map(({ trade, certifiable }) => Math.min(certifiable, amounts.get(trade) ?? 0));
        const limit = plant === '' ? 0 : (parts.find((part) => part.plant === plant)?.wh ?? 0);
        const capped = proRata(Math.min(limit, sum(backed)), backed);
        for (const [index, { trade }] of own.entries()) {
            left.set(trade, { wh: wh(amounts.get(trade) ?? 0), certifiable: wh(capped[index] ?? 0) });
        }
    }
    return left;
}

function cutSide(amount: Wh, market: readonly LineTrade[], own: readonly LineTrade[]): ReadonlyMap<number, number> {
    const kept = Math.min(amount, sum(own.map((trade) => trade.wh)));
    return new Map([...cut(kept, own), ...cut(amount - kept, market)]);
}

function cut(most: number, trades: readonly LineTrade[]): readonly (readonly [number, number])[] {
    const amounts = trades.map((trade) => trade.wh);
    const left = proRata(Math.min(most, sum(amounts)), amounts);
    return trades.map(({ trade }, index) => [trade, left[index] ?? 0] as const);
}

/** Shares of an amount in proportion, whole by running totals; none above its weight while the amount is at most their sum. */
function proRata(amount: number, weights: readonly number[]): readonly number[] {
    const all = BigInt(sum(weights));
    let [upTo, given] = [0n, 0n];
    return weights.map((weight) => {
        upTo += BigInt(weight);
        const next = all === 0n ? 0n : (BigInt(amount) * upTo) / all;
        const share = Number(next - given);
        given = next;
        return share;
    });
}

function sum(amounts: readonly number[]): number {
    return amounts.reduce((total, amount) => total + amount, 0);
}
