import fc from 'fast-check';
import type { Accepts, Bid, Book, Offer } from './book.js';

const ZONES = ['east', 'north', 'south', 'west'];
const SOURCES = ['solar', 'wind', 'hydro'];

/** Random books with few zones, sources, owners and prices, so that ties and self-trades are frequent. */
export function books(most = 9): fc.Arbitrary<Book> {
    const zone = fc.constantFrom(...ZONES);
    const owner = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
    const some = (arbitrary: fc.Arbitrary<string>) => fc.uniqueArray(arbitrary, { maxLength: 3 });
    const plant = fc.integer({ min: 0, max: most - 1 }).map((index) => `o${index}`);
    const onlyIf = (key: fc.Arbitrary<Accepts>) =>
        fc.oneof({ weight: 3, arbitrary: fc.constant<Accepts>({}) }, { weight: 1, arbitrary: key });
    const offerAccepts = onlyIf(fc.record<Accepts>({ owners: some(owner), zones: some(zone) }, { requiredKeys: [] }));
    const bidAccepts = onlyIf(
        fc.record<Accepts>(
            { owners: some(owner), zones: some(zone), sources: some(fc.constantFrom(...SOURCES)), plants: some(plant) },
            { requiredKeys: [] },
        ),
    );
    const wh = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2000 }));
    const price = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 300 }));
    const offers = fc.array(
        fc.record({ owner, zone, source: fc.constantFrom(...SOURCES), wh, price, accepts: offerAccepts }),
        { maxLength: most, size: 'max' },
    );
    const premiums = fc.array(fc.record({ accepts: bidAccepts, add: fc.integer({ min: 0, max: 50 }) }), {
        maxLength: 2,
    });
    const bids = fc.array(fc.record({ owner, zone, wh, price, accepts: bidAccepts, premiums }), {
        maxLength: most,
        size: 'max',
    });
    const fees = fc.uniqueArray(fc.tuple(zone, zone, fc.integer({ min: 0, max: 20 })), {
        selector: ([a, b]) => `${a} ${b}`,
        maxLength: 16,
    });
    const rule = fc.constantFrom('shared' as const, 'midpoint' as const, 'buyer' as const, 'seller' as const);
    return fc.record({ offers, bids, fees, rule }).map(({ offers, bids, fees, rule }) => ({
        slot: '2026-03-01T10:15Z',
        priceRule: rule,
        ...(rule === 'shared' ? { feedIn: 50, retail: 200 } : {}),
        fees,
        offers: offers.map((one, index) => ({ ...one, id: `o${index}`, plant: `o${index}` })),
        bids: bids.map((one, index) => ({ ...one, id: `b${index}` })),
    }));
}

/** Where random books start: LINGUANG_SEED, which launch/seed.mjs sets for every run. */
export function seed(): number {
    return Number(process.env['LINGUANG_SEED']);
}

/** The gain of one Wh of a pair, written from the definition; undefined where the pair may not trade. */
export function gainPerWh(book: Book, offer: Offer, bid: Bid): number | undefined {
    const fee = book.fees.find(([seller, buyer]) => seller === offer.zone && buyer === bid.zone)?.[2];
    const known = fee ?? (offer.zone === bid.zone ? 0 : undefined);
    if (known === undefined || offer.owner === bid.owner || !holds(bid.accepts, offer) || !holds(offer.accepts, bid)) {
        return undefined;
    }
    const premiums = bid.premiums.filter((premium) => holds(premium.accepts, offer)).map((premium) => premium.add);
    return bid.price + Math.max(0, ...premiums) - offer.price - known;
}

/** The same orders in another order of arrival. */
export function shuffled(book: Book, random: Iterator<number>): Book {
    const shuffle = <T>(orders: readonly T[]): T[] =>
        orders
            .map((order) => ({ order, key: Number(random.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ order }) => order);
    return { ...book, offers: shuffle(book.offers), bids: shuffle(book.bids), fees: shuffle(book.fees) };
}

function holds(
    accepts: Accepts,
    labels: { readonly owner: string; readonly zone: string; readonly source?: string; readonly plant?: string },
): boolean {
    const fits = (list: readonly string[] | undefined, label: string | undefined): boolean =>
        list === undefined || list.some((one) => one === label);
    return (
        fits(accepts.owners, labels.owner) &&
        fits(accepts.zones, labels.zone) &&
        fits(accepts.sources, labels.source) &&
        fits(accepts.plants, labels.plant)
    );
}
