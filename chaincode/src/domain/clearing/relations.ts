import type { Accepts, Bid, Book, Offer } from './book.js';

/**
 * Orders of one side that every order of the other side treats alike. Within a class orders differ only in
 * price and quantity, so the market between two classes has one weight.
 */
export interface Relations {
    /** Indices into the offers, class by class. */
    readonly sellers: readonly (readonly number[])[];
    /** Indices into the bids, class by class. */
    readonly buyers: readonly (readonly number[])[];
    /** `weights[seller class][buyer class]` = premium − fee of a Wh, or undefined where the pair may not trade. */
    readonly weights: readonly (readonly (number | undefined)[])[];
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
    const sellers = group(offers, offerLabel(bids, fees, separate));
    const buyers = group(bids, bidLabel(offers, fees, separate));
    const table = sellers.map((seller) =>
        buyers.map((buyer) => weightOf(first(offers, seller), first(bids, buyer), fees, separate)),
    );
    return mergeAlike(sellers, buyers, table);
}

/** The grid fee of a pair of zones in 10⁻⁴ CNY/kWh, or undefined where the pair may not trade. */
export type FeeTable = (sellerZone: string, buyerZone: string) => number | undefined;

/** Looks fees up: unlisted pairs cost 0 within a zone and may not trade across zones (design 4.1). */
export function feeTable(book: Book): FeeTable {
    const bySeller = new Map<string, Map<string, number>>();
    for (const [seller, buyer, fee] of book.fees) {
        const row = bySeller.get(seller) ?? new Map<string, number>();
        bySeller.set(seller, row.set(buyer, fee));
    }
    return (seller, buyer) => bySeller.get(seller)?.get(buyer) ?? (seller === buyer ? 0 : undefined);
}

/** The highest premium that the bid pays for the offer, 10⁻⁴ CNY/kWh; 0 where none applies. */
export function premiumOf(bid: Bid, offer: Offer): number {
    let best = 0;
    for (const premium of bid.premiums) {
        if (premium.add > best && offerFits(premium.accepts, offer)) {
            best = premium.add;
        }
    }
    return best;
}

function weightOf(offer: Offer, bid: Bid, fees: FeeTable, separate: ReadonlySet<string>): number | undefined {
    const fee = fees(offer.zone, bid.zone);
    const own = offer.owner === bid.owner && separate.has(offer.owner);
    if (fee === undefined || own || !offerFits(bid.accepts, offer) || !bidFits(offer.accepts, bid)) {
        return undefined;
    }
    return premiumOf(bid, offer) - fee;
}

function offerFits(accepts: Accepts, offer: Offer): boolean {
    return (
        (accepts.sources?.includes(offer.source) ?? true) &&
        (accepts.plants?.includes(offer.plant) ?? true) &&
        (accepts.owners?.includes(offer.owner) ?? true) &&
        (accepts.zones?.includes(offer.zone) ?? true)
    );
}

function bidFits(accepts: Accepts, bid: Bid): boolean {
    return (accepts.owners?.includes(bid.owner) ?? true) && (accepts.zones?.includes(bid.zone) ?? true);
}

/** What the other side can tell an offer by: labels that nobody mentions do not split a class. */
function offerLabel(bids: readonly Bid[], fees: FeeTable, separate: ReadonlySet<string>): (offer: Offer) => string {
    const named = mentions(bids.flatMap((bid) => [bid.accepts, ...bid.premiums.map((premium) => premium.accepts)]));
    const zones = [...new Set(bids.map((bid) => bid.zone))].sort();
    const number = numbering();
    const zone = memo((seller) =>
        number([zones.map((buyer) => fees(seller, buyer) ?? null), named.zones.has(seller) && seller]),
    );
    const source = (name: string): number => (named.sources.has(name) ? number(name) : 0);
    const plant = (name: string): number => (named.plants.has(name) ? number(name) : 0);
    const owner = (name: string): number => (named.owners.has(name) || separate.has(name) ? number(name) : 0);
    return (offer) =>
        `${zone(offer.zone)},${source(offer.source)},${plant(offer.plant)},${owner(offer.owner)},${preferences(offer, number)}`;
}

function bidLabel(offers: readonly Offer[], fees: FeeTable, separate: ReadonlySet<string>): (bid: Bid) => string {
    const named = mentions(offers.map((offer) => offer.accepts));
    const zones = [...new Set(offers.map((offer) => offer.zone))].sort();
    const number = numbering();
    const zone = memo((buyer) =>
        number([zones.map((seller) => fees(seller, buyer) ?? null), named.zones.has(buyer) && buyer]),
    );
    const owner = (name: string): number => (named.owners.has(name) || separate.has(name) ? number(name) : 0);
    return (bid) => `${zone(bid.zone)},${owner(bid.owner)},${preferences(bid, number)}`;
}

/** A number for what an order accepts and pays premiums for; 0 for everything and none. */
function preferences(order: Offer | Bid, number: (value: unknown) => number): number {
    const accepted = acceptsKey(order.accepts);
    const premiums = 'premiums' in order ? order.premiums : [];
    return accepted === 0 && premiums.length === 0
        ? 0
        : number([accepted, premiums.map((premium) => [acceptsKey(premium.accepts), premium.add])]);
}

function mentions(all: readonly Accepts[]): Record<keyof Accepts, Set<string>> {
    const named = {
        sources: new Set<string>(),
        plants: new Set<string>(),
        owners: new Set<string>(),
        zones: new Set<string>(),
    };
    for (const accepts of all) {
        for (const key of ['sources', 'plants', 'owners', 'zones'] as const) {
            for (const label of accepts[key] ?? []) {
                named[key].add(label);
            }
        }
    }
    return named;
}

function acceptsKey(accepts: Accepts): unknown {
    const { sources, plants, owners, zones } = accepts;
    return sources || plants || owners || zones ? [sources ?? 0, plants ?? 0, owners ?? 0, zones ?? 0] : 0;
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

function memo(compute: (key: string) => number): (key: string) => number {
    const known = new Map<string, number>();
    return (key) => {
        const value = known.get(key) ?? compute(key);
        known.set(key, value);
        return value;
    };
}

function group<T>(orders: readonly T[], label: (order: T) => string): number[][] {
    const groups = new Map<string, number[]>();
    orders.forEach((order, index) => {
        const key = label(order);
        const members = groups.get(key);
        if (members) {
            members.push(index);
        } else {
            groups.set(key, [index]);
        }
    });
    return [...groups.values()];
}

function first<T>(orders: readonly T[], members: readonly number[]): T {
    const order = orders[members[0] ?? -1];
    if (order === undefined) {
        throw new RangeError('a class has at least one member');
    }
    return order;
}

/** Joins classes whose weights are equal throughout: their orders are alike, whatever their labels. */
function mergeAlike(
    sellers: readonly (readonly number[])[],
    buyers: readonly (readonly number[])[],
    table: readonly (readonly (number | undefined)[])[],
): Relations {
    const rows = group(table, (row) => row.map((weight) => weight ?? '').join());
    const kept = rows.map((row) => first(table, row));
    const columns = group(
        buyers.map((_, column) => column),
        (column) => kept.map((row) => row[column] ?? '').join(),
    );
    return {
        sellers: rows.map((row) => gather(row, sellers)),
        buyers: columns.map((column) => gather(column, buyers)),
        weights: kept.map((row) => columns.map((column) => row[column[0] ?? -1])),
    };
}

function gather(classes: readonly number[], members: readonly (readonly number[])[]): number[] {
    return classes.flatMap((index) => members[index] ?? []).sort((a, b) => a - b);
}
