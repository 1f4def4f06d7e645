import type { Bid, Book, Offer } from '../clearing/index.js';
import { sharedPrice } from '../clearing/prices.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import { type Price, price, type Wh, wh } from '../units.js';
import { bySource, trade } from './market.js';
import type { Metered } from './metered.js';
import { idOf, type Rest, type Transfer } from './ownallocation.js';
import type { PartsLeft } from './partsleft.js';
import { bidOf, offerOf, wantedWh } from './standingorders.js';

/**
 * A trade as far as it was offered at price 0 to a household on the community tariff: what the trade earned the seller gives to the solidarity
 * pool, and what it cost the household, grid fee included, the pool bears. Plain JSON; never in a line.
 */
export type ReservedTrade = {
    /** Number of the trade in the slot. */
    readonly trade: number;
    /** Points. */
    readonly seller: string;
    readonly buyer: string;
    /** Participants. */
    readonly donor: string;
    readonly household: string;
    /** Wh of the trade that were reserved. */
    readonly wh: Wh;
    /** As on the lines, 10⁻⁴ CNY/kWh. */
    readonly price: Price;
    readonly fee: Price;
};

/**
 * Shares what offers reserve among households on the community tariff who chose clean energy, by the clearing that shares everything else: fees
 * inside the match, pro rata among alike. Who accepts whom holds as in their offers and choices; prices do not, since it costs neither anything.
 * A pair whose grid fee is more than retail − feed-in does not trade, as among an owner's own points.
 * @param rest - what contracts and own allocation left
 * @param households - participants on the community tariff
 */
export function shareReserved(
    slot: Slot,
    points: readonly Metered[],
    rest: (of: Metered) => Rest,
    parts: PartsLeft,
    tariff: SlotTariff,
    households: ReadonlySet<string>,
): readonly Transfer[] {
    const { feedIn, retail, fees } = tariff;
    const [offers, bids]: [Offer[], Bid[]] = [[], []];
    for (const metered of points.filter(({ state }) => state === 'signed')) {
        const { body } = metered.point.entry;
        const choice = metered.point.choice?.entry.body.terms;
        const offer = metered.point.offer?.entry.body.terms;
        const { imported, exported } = rest(metered);
        if (choice !== undefined && households.has(body.participant)) {
            const bid = bidOf(body, choice, imported, tariff);
            bids.push(...(bid === null ? [] : [{ ...bid, price: retail, premiums: [] }]));
        }
        if (offer?.communityShare !== undefined) {
            const sale = offerOf(body, offer, wh(wantedWh(exported, offer.communityShare)), tariff);
            offers.push(...(sale === null ? [] : bySource({ ...sale, price: feedIn }, parts.of(metered))));
        }
    }
    const book: Book = { slot: formatSlot(slot), priceRule: 'shared', feedIn, retail, fees, offers, bids };
    return trade(book, points).map((transfer) => ({ ...transfer, reserved: transfer.wh }));
}

/**
 * Puts reserved transfers among the ordinary ones so that a line shows no difference: a pair that also trades ordinarily has one trade, at that
 * trade's price; otherwise the price is the one of the rule `shared` between the offer and the choice as they stand.
 */
export function joinReserved(
    market: readonly Transfer[],
    reserved: readonly Transfer[],
    tariff: SlotTariff,
): readonly Transfer[] {
    if (reserved.length === 0) {
        return market;
    }
    const joined = [...market];
    for (const transfer of reserved) {
        const same = joined.findIndex((one) => isPair(one, transfer) && one.plant === transfer.plant);
        const ordinary = joined[same];
        if (ordinary !== undefined) {
            joined[same] = { ...ordinary, wh: wh(ordinary.wh + transfer.wh), reserved: transfer.wh };
        } else {
            const known = market.find((one) => isPair(one, transfer))?.price;
            joined.push({ ...transfer, price: known ?? ordinaryPrice(transfer, tariff) });
        }
    }
    return joined.sort(
        (a, b) =>
            compareText(idOf(a.seller), idOf(b.seller)) ||
            compareText(idOf(a.buyer), idOf(b.buyer)) ||
            compareText(a.plant, b.plant),
    );
}

/**
 * The reserved part of a slot's numbered trades.
 * @param transfers - in the order of their numbers
 * @throws INVARIANT_BROKEN where more was reserved than traded or offered, or for nobody on the community tariff
 */
export function reservedTrades(
    slot: Slot,
    transfers: readonly Transfer[],
    households: ReadonlySet<string>,
): readonly ReservedTrade[] {
    const given = new Map<Metered, number>();
    const trades = transfers.flatMap(({ seller, buyer, reserved, ...traded }, index): ReservedTrade[] => {
        if (reserved === undefined) {
            return [];
        }
        given.set(seller, (given.get(seller) ?? 0) + reserved);
        const [donor, household] = [seller, buyer].map(({ point }) => point.entry.body.participant);
        const holds = reserved > 0 && reserved <= traded.wh && traded.contract === undefined;
        if (!holds || donor === undefined || household === undefined || !households.has(household)) {
            throw problem('INVARIANT_BROKEN', {
                slot: formatSlot(slot),
                rule: 'reserved energy is traded with whom it is for',
            });
        }
        const { price: at, fee } = traded;
        return [
            {
                trade: index + 1,
                seller: idOf(seller),
                buyer: idOf(buyer),
                donor,
                household,
                wh: reserved,
                price: at,
                fee,
            },
        ];
    });
    for (const [{ point, exported }, amount] of given) {
        if (amount > wantedWh(exported ?? wh(0), point.offer?.entry.body.terms.communityShare)) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: 'nobody reserves more than her share' });
        }
    }
    return trades;
}

function isPair(one: Transfer, other: Transfer): boolean {
    return one.seller === other.seller && one.buyer === other.buyer;
}

function ordinaryPrice({ seller, buyer, plant, source, wh: amount, fee }: Transfer, tariff: SlotTariff): Price {
    const [choice, offer] = [buyer.point.choice?.entry.body.terms, seller.point.offer?.entry.body.terms];
    const bid = choice && bidOf(buyer.point.entry.body, choice, amount, tariff);
    const sale = offer && offerOf(seller.point.entry.body, offer, amount, tariff);
    if (!bid || !sale) {
        return tariff.feedIn;
    }
    const named = { ...sale, plant: plant === '' ? sale.id : plant, source };
    const { feedIn, retail, fees } = tariff;
    const book: Book = { priceRule: 'shared', feedIn, retail, fees, offers: [named], bids: [bid] };
    return price(Math.max(0, sharedPrice(book, named, bid, fee)));
}
