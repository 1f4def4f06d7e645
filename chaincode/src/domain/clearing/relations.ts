import { bidFits, OfferIndex } from './accepting.js';
import type { Bid, Book, Offer } from './book.js';
import { type FeeTable, feeTable } from './fees.js';
import { bidLabels, offerLabels } from './labels.js';
import { Weights } from './weights.js';

/**
 * Orders of one side that every order of the other side treats alike. Within a class orders differ only in
 * price and quantity, so the market between two classes has one weight.
 */
export interface Relations {
    /** Indices into the offers, class by class. */
    readonly sellers: readonly (readonly number[])[];
    /** Indices into the bids, class by class. */
    readonly buyers: readonly (readonly number[])[];
    readonly weights: Weights;
}

/**
 * Groups orders into classes.
 * @param separate - owners whose offers must not meet their own bids; others are taken to be on one side only.
 */
export function relate(
    book: Book,
    offers: readonly Offer[],
    bids: readonly Bid[],
    separate: ReadonlySet<string>,
): Relations {
    const fees = feeTable(book);
    const sellers = group(offerLabels(offers, bids, fees, separate));
    const buyers = group(bidLabels(bids, offers, fees, separate));
    const weights = weigh(firsts(offers, sellers), firsts(bids, buyers), fees, separate);
    return mergeAlike(sellers, buyers, weights);
}

/** The weight of every two classes, by one order of each. */
function weigh(offers: readonly Offer[], bids: readonly Bid[], fees: FeeTable, separate: ReadonlySet<string>): Weights {
    const weights = new Weights(offers.length, bids.length);
    const index = new OfferIndex(offers);
    const choosy = offers.map(({ accepts }) => accepts.owners !== undefined || accepts.zones !== undefined);
    const feesTo = new Map<string, (number | undefined)[]>();
    const extra = new Float64Array(offers.length);
    bids.forEach((bid, buyer) => {
        const row = feesTo.get(bid.zone) ?? offers.map((offer) => fees(offer.zone, bid.zone));
        feesTo.set(bid.zone, row);
        extra.fill(0);
        for (const { accepts, add } of bid.premiums) {
            for (const seller of index.fitting(accepts)) {
                extra[seller] = Math.max(extra[seller] ?? 0, add);
            }
        }
        const apart = separate.has(bid.owner);
        for (const seller of index.fitting(bid.accepts)) {
            const [offer, fee] = [offers[seller], row[seller]];
            const mayTrade =
                offer !== undefined &&
                !(apart && offer.owner === bid.owner) &&
                (!choosy[seller] || bidFits(offer.accepts, bid));
            if (fee !== undefined && mayTrade) {
                weights.set(seller, buyer, (extra[seller] ?? 0) - fee);
            }
        }
    });
    return weights;
}

/** Indices by label, in order of the first of each. */
function group(labels: Int32Array): number[][] {
    const groups = new Map<number, number[]>();
    labels.forEach((label, index) => {
        const members = groups.get(label);
        if (members) {
            members.push(index);
        } else {
            groups.set(label, [index]);
        }
    });
    return [...groups.values()];
}

function firsts<T>(orders: readonly T[], classes: readonly (readonly number[])[]): T[] {
    return classes.flatMap(([first = -1]) => orders[first] ?? []);
}

/** Joins classes whose weights are equal throughout: their orders are alike, whatever their labels. */
function mergeAlike(
    sellers: readonly (readonly number[])[],
    buyers: readonly (readonly number[])[],
    weights: Weights,
): Relations {
    const [rows, columns] = [weights.alikeSellers(), weights.alikeBuyers()];
    const isMerged = rows.length < sellers.length || columns.length < buyers.length;
    return {
        sellers: rows.map((row) => gather(row, sellers)),
        buyers: columns.map((column) => gather(column, buyers)),
        weights: isMerged
            ? weights.pick(
                  rows.map(([first = -1]) => first),
                  columns.map(([first = -1]) => first),
              )
            : weights,
    };
}

function gather(classes: readonly number[], members: readonly (readonly number[])[]): readonly number[] {
    const [only] = classes;
    return classes.length === 1 && only !== undefined
        ? (members[only] ?? [])
        : classes.flatMap((index) => members[index] ?? []).sort((a, b) => a - b);
}
