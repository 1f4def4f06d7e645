import { bidFits, offerFits, premiumOf } from '../clearing/accepting.js';
import type { Bid, Book, Offer } from '../clearing/book.js';
import { clear } from '../clearing/clear.js';
import { feeTable } from '../clearing/fees.js';
import { Fields } from '../fields.js';
import { problem } from '../problems.js';

/** A trade that somebody else than the engine proposes. Its price is no matter of choice: the book's rule makes it. */
export type ProposedTrade = { readonly offer: string; readonly bid: string; readonly wh: number };

/** Why a proposal is not accepted, in the order in which it is looked at; `ACCEPTED` where nothing is wrong. */
export const MATCH_CODES = [
    /** A trade names an order that is not in the book, or not on that side. */
    'UNKNOWN_ORDER',
    /** A pair of orders stands twice. */
    'REPEATED_PAIR',
    /** One does not accept the other, both are of one owner, or no fee is known. */
    'PAIR_NOT_ALLOWED',
    /** An order would trade more than it is for. */
    'ORDER_EXCEEDED',
    /** The sum of gains is below the engine's. */
    'LESS_GAIN',
    /** As much gain, but less volume. */
    'LESS_VOLUME',
    /** As good, but an order gets another share than the pro rata of orders that are alike. */
    'SHARES_DIFFER',
    'ACCEPTED',
] as const;
export type MatchCode = (typeof MATCH_CODES)[number];

export type Worth = { readonly gain: bigint; readonly volumeWh: bigint };
export type MatchVerdict = {
    readonly code: MatchCode;
    /** Index of the trade that is wrong; null where it is the whole. */
    readonly trade: number | null;
    readonly own: Worth;
    /** null where a trade is wrong. */
    readonly proposed: Worth | null;
};

/**
 * Holds a proposal against the engine's own solution of the same book. It is accepted if it is feasible, has at least as much gain and
 * volume, and gives every order what the engine gives it; the engine's solution is an optimum, so it cannot have more. What is left to
 * whoever proposes is who trades with whom.
 */
export function judgeMatch(book: Book, trades: readonly ProposedTrade[]): MatchVerdict {
    const cleared = clear(book);
    const own: Worth = { gain: cleared.gain, volumeWh: cleared.volumeWh };
    const offers = new Map(book.offers.map((offer) => [offer.id, offer]));
    const bids = new Map(book.bids.map((bid) => [bid.id, bid]));
    const fees = feeTable(book);
    const pairs = new Set<string>();
    const [sold, bought] = [new Map<string, number>(), new Map<string, number>()];
    let [gain, volumeWh] = [0n, 0n];
    for (const [index, { offer: from, bid: to, wh }] of trades.entries()) {
        const wrong = (code: MatchCode): MatchVerdict => ({ code, trade: index, own, proposed: null });
        const [offer, bid] = [offers.get(from), bids.get(to)];
        if (offer === undefined || bid === undefined) {
            return wrong('UNKNOWN_ORDER');
        }
        const name = JSON.stringify([from, to]);
        if (pairs.has(name)) {
            return wrong('REPEATED_PAIR');
        }
        pairs.add(name);
        const fee = fees(offer.zone, bid.zone);
        if (fee === undefined || !mayTrade(offer, bid)) {
            return wrong('PAIR_NOT_ALLOWED');
        }
        const [given, taken] = [(sold.get(from) ?? 0) + wh, (bought.get(to) ?? 0) + wh];
        if (given > offer.wh || taken > bid.wh) {
            return wrong('ORDER_EXCEEDED');
        }
        sold.set(from, given);
        bought.set(to, taken);
        gain += BigInt(wh) * BigInt(bid.price + premiumOf(bid, offer) - offer.price - fee);
        volumeWh += BigInt(wh);
    }
    const proposed: Worth = { gain, volumeWh };
    const verdict = (code: MatchCode): MatchVerdict => ({ code, trade: null, own, proposed });
    if (gain < own.gain) {
        return verdict('LESS_GAIN');
    }
    if (volumeWh < own.volumeWh) {
        return verdict('LESS_VOLUME');
    }
    for (const { offer, bid, wh } of cleared.trades) {
        sold.set(offer, (sold.get(offer) ?? 0) - wh);
        bought.set(bid, (bought.get(bid) ?? 0) - wh);
    }
    const same = [...sold.values(), ...bought.values()].every((difference) => difference === 0);
    return verdict(same ? 'ACCEPTED' : 'SHARES_DIFFER');
}

/** Reads `[{offer, bid, wh}, …]` strictly. @param most - trades at most @throws PROPOSAL_INVALID */
export function parseProposal(value: unknown, most: number): readonly ProposedTrade[] {
    const refuse = (where: string, reason: string) => problem('PROPOSAL_INVALID', { where, reason });
    const fields = new Fields({ trades: value }, 'proposal', refuse);
    const trades = fields.list(
        'trades',
        (item, where) => {
            const trade = new Fields(item, where, refuse);
            const read = { offer: trade.text('offer', 200), bid: trade.text('bid', 200), wh: trade.integer('wh', 1) };
            trade.end();
            return read;
        },
        most,
    );
    fields.end();
    return trades;
}

function mayTrade(offer: Offer, bid: Bid): boolean {
    return offer.owner !== bid.owner && bidFits(offer.accepts, bid) && offerFits(bid.accepts, offer);
}
