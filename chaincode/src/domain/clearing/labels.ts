import type { Accepts, Bid, Offer } from './book.js';
import type { FeeTable } from './fees.js';

/**
 * What the other side can tell orders by, as one number an order: equal numbers, equal treatment. Labels that nobody mentions do
 * not set orders apart.
 */
export function offerLabels(
    offers: readonly Offer[],
    bids: readonly Bid[],
    fees: FeeTable,
    separate: ReadonlySet<string>,
): Int32Array {
    const named = new Mentions();
    for (const { accepts, premiums } of bids) {
        named.add(accepts);
        for (const premium of premiums) {
            named.add(premium.accepts);
        }
    }
    const buyerZones = zonesOf(bids);
    const labels = new Labels(offers.length);
    const zones = signatures(offers, (zone) => [
        buyerZones.map((buyer) => fees(zone, buyer) ?? null),
        named.zones.has(zone) && zone,
    ]);
    labels.refine(offers, ({ zone }) => zones.get(zone) ?? 0);
    labels.refineByName(offers, named.sources, ({ source }) => source);
    labels.refineByName(offers, named.plants, ({ plant }) => plant);
    labels.refineByName(offers, both(named.owners, separate), ({ owner }) => owner);
    const number = numbering();
    labels.refine(offers, ({ accepts }) => (isOpen(accepts) ? 0 : number(acceptsKey(accepts))));
    return labels.values;
}

/** The same for bids: what offers can tell them by, and what they wish for. */
export function bidLabels(
    bids: readonly Bid[],
    offers: readonly Offer[],
    fees: FeeTable,
    separate: ReadonlySet<string>,
): Int32Array {
    const named = new Mentions();
    for (const { accepts } of offers) {
        named.add(accepts);
    }
    const sellerZones = zonesOf(offers);
    const labels = new Labels(bids.length);
    const zones = signatures(bids, (zone) => [
        sellerZones.map((seller) => fees(seller, zone) ?? null),
        named.zones.has(zone) && zone,
    ]);
    labels.refine(bids, ({ zone }) => zones.get(zone) ?? 0);
    labels.refineByName(bids, both(named.owners, separate), ({ owner }) => owner);
    const number = numbering();
    labels.refine(bids, ({ accepts, premiums }) =>
        isOpen(accepts) && premiums.length === 0
            ? 0
            : number([acceptsKey(accepts), premiums.map((premium) => [acceptsKey(premium.accepts), premium.add])]),
    );
    return labels.values;
}

/** Classes that become finer with each property looked at. */
class Labels {
    readonly values: Int32Array;

    constructor(orders: number) {
        this.values = new Int32Array(orders);
    }

    /** Sets orders with different parts apart. @param part - a whole number from 0, below 2^26 */
    refine<T>(orders: readonly T[], part: (order: T) => number): void {
        const known = new Map<number, number>();
        orders.forEach((order, index) => {
            const key = (this.values[index] ?? 0) * 2 ** 26 + part(order);
            const label = known.get(key) ?? known.size;
            known.set(key, label);
            this.values[index] = label;
        });
    }

    /** Sets orders apart by a name, if it is one of those that matter. */
    refineByName<T>(orders: readonly T[], names: ReadonlySet<string>, nameOf: (order: T) => string): void {
        if (names.size > 0) {
            const numbers = new Map([...names].map((name, index) => [name, index + 1]));
            this.refine(orders, (order) => numbers.get(nameOf(order)) ?? 0);
        }
    }
}

/** Every label that orders name in their wishes. */
class Mentions {
    readonly sources = new Set<string>();
    readonly plants = new Set<string>();
    readonly owners = new Set<string>();
    readonly zones = new Set<string>();

    add(accepts: Accepts): void {
        for (const key of ['sources', 'plants', 'owners', 'zones'] as const) {
            for (const label of accepts[key] ?? []) {
                this[key].add(label);
            }
        }
    }
}

function both(names: ReadonlySet<string>, more: ReadonlySet<string>): ReadonlySet<string> {
    return more.size === 0 ? names : new Set([...names, ...more]);
}

function zonesOf(orders: readonly { readonly zone: string }[]): string[] {
    return [...new Set(orders.map(({ zone }) => zone))].sort();
}

/** A number for each zone; zones with equal signatures have equal numbers. */
function signatures(
    orders: readonly { readonly zone: string }[],
    signature: (zone: string) => unknown,
): ReadonlyMap<string, number> {
    const number = numbering();
    return new Map(zonesOf(orders).map((zone) => [zone, number(signature(zone))]));
}

function isOpen({ sources, plants, owners, zones }: Accepts): boolean {
    return !sources && !plants && !owners && !zones;
}

function acceptsKey({ sources, plants, owners, zones }: Accepts): unknown {
    return [sources ?? 0, plants ?? 0, owners ?? 0, zones ?? 0];
}

/** Numbers values from 1 as they come; equal values have equal numbers. */
function numbering(): (value: unknown) => number {
    const known = new Map<string, number>();
    return (value) => {
        const text = JSON.stringify(value);
        const number = known.get(text) ?? known.size + 1;
        known.set(text, number);
        return number;
    };
}
