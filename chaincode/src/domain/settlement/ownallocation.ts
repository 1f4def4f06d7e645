import { compareText } from '../registry/book.js';
import type { Source } from '../registry/point.js';
import { feeOf, type SlotTariff } from '../registry/tariff/slottariff.js';
import { type Price, price, type Wh, wh } from '../units.js';
import type { Metered } from './metered.js';

/** Energy from one point to another: own allocation at price 0, or a trade. */
export type Transfer = {
    readonly seller: Metered;
    readonly buyer: Metered;
    /** Plant and source that the Wh come from; '' where that is not known. */
    readonly plant: string;
    readonly source: Source | '';
    readonly wh: Wh;
    /** To the seller. */
    readonly price: Price;
    readonly fee: Price;
    /** Number of the forward contract it delivers. */
    readonly contract?: number;
    /** What of it was offered at price 0 to a household on the community tariff; its line shows a trade like any other. */
    readonly reserved?: Wh;
};

/** A transfer before it is known which of the seller's plants it draws on. */
export type Unnamed = Omit<Transfer, 'plant' | 'source'>;

/** What a point has left of its import and export. */
export type Rest = { readonly imported: Wh; readonly exported: Wh };

/** What is left to points after transfers. */
export function restAfter(transfers: readonly Unnamed[]): (of: Metered) => Rest {
    const given = new Map<Metered, number>();
    const received = new Map<Metered, number>();
    for (const { seller, buyer, wh: amount } of transfers) {
        given.set(seller, (given.get(seller) ?? 0) + amount);
        received.set(buyer, (received.get(buyer) ?? 0) + amount);
    }
    return (of) => ({
        imported: wh((of.imported ?? 0) - (received.get(of) ?? 0)),
        exported: wh((of.exported ?? 0) - (given.get(of) ?? 0)),
    });
}

/**
 * Nets each owner's points before the market: what she exports at one of them covers what she imports at another (or the same)
 * in the slot, cheapest grid fee first, then by point ids, as far as the fee does not eat up the advantage over the grid.
 * @param rest - what forward contracts left
 */
export function allocateOwn(
    points: readonly Metered[],
    tariff: SlotTariff,
    rest: (of: Metered) => Rest = restAfter([]),
): readonly Unnamed[] {
    const owners = Map.groupBy(points, ({ point }) => point.entry.body.participant);
    return [...owners.keys()].sort(compareText).flatMap((owner) => netOne(owners.get(owner) ?? [], tariff, rest));
}

function netOne(points: readonly Metered[], tariff: SlotTariff, rest: (of: Metered) => Rest): readonly Unnamed[] {
    const exporters = points.filter((metered) => metered.state === 'signed' && rest(metered).exported > 0);
    const importers = points.filter((metered) => metered.state === 'signed' && rest(metered).imported > 0);
    if (exporters.length === 0 || importers.length === 0) {
        return [];
    }
    const pairs = exporters.flatMap((seller) =>
        importers.flatMap((buyer) => {
            const fee = feeOf(tariff, zoneOf(seller), zoneOf(buyer));
            return fee === undefined || fee > tariff.retail - tariff.feedIn ? [] : [{ seller, buyer, fee }];
        }),
    );
    pairs.sort(
        (a, b) =>
            a.fee - b.fee || compareText(idOf(a.seller), idOf(b.seller)) || compareText(idOf(a.buyer), idOf(b.buyer)),
    );
    const given = new Map<Metered, number>();
    const received = new Map<Metered, number>();
    const transfers: Unnamed[] = [];
    for (const { seller, buyer, fee } of pairs) {
        const left = rest(seller).exported - (given.get(seller) ?? 0);
        const wanted = rest(buyer).imported - (received.get(buyer) ?? 0);
        const amount = Math.min(left, wanted);
        if (amount > 0) {
            given.set(seller, (given.get(seller) ?? 0) + amount);
            received.set(buyer, (received.get(buyer) ?? 0) + amount);
            transfers.push({ seller, buyer, wh: wh(amount), price: price(0), fee });
        }
    }
    return transfers;
}

export function idOf({ point }: Metered): string {
    return point.entry.id;
}

export function zoneOf({ point }: Metered): string {
    return point.entry.body.zone;
}
