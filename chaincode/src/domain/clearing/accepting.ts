import type { Accepts, Bid, Offer } from './book.js';

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

/** Whether a bid's wishes hold for an offer. */
export function offerFits(accepts: Accepts, offer: Offer): boolean {
    return (
        (accepts.sources?.includes(offer.source) ?? true) &&
        (accepts.plants?.includes(offer.plant) ?? true) &&
        (accepts.owners?.includes(offer.owner) ?? true) &&
        (accepts.zones?.includes(offer.zone) ?? true)
    );
}

/** Whether an offer serves a bid. */
export function bidFits(accepts: Accepts, bid: Bid): boolean {
    return (accepts.owners?.includes(bid.owner) ?? true) && (accepts.zones?.includes(bid.zone) ?? true);
}

/** Finds the offers that fit without asking each one. */
export class OfferIndex {
    readonly #all: readonly number[];
    readonly #byPlant = new Map<string, number[]>();
    readonly #byOwner = new Map<string, number[]>();
    readonly #bySource = new Map<string, number[]>();

    constructor(readonly offers: readonly Offer[]) {
        this.#all = offers.map((_, index) => index);
        offers.forEach((offer, index) => {
            enter(this.#byPlant, offer.plant, index);
            enter(this.#byOwner, offer.owner, index);
            enter(this.#bySource, offer.source, index);
        });
    }

    /** Indices of the offers that fit, each once. */
    fitting(accepts: Accepts): readonly number[] {
        const { sources, plants, owners, zones } = accepts;
        if (!sources && !plants && !owners && !zones) {
            return this.#all;
        }
        const near = plants
            ? union(this.#byPlant, plants)
            : owners
              ? union(this.#byOwner, owners)
              : sources
                ? union(this.#bySource, sources)
                : this.#all;
        return near.filter((index) => {
            const offer = this.offers[index];
            return offer !== undefined && offerFits(accepts, offer);
        });
    }
}

function enter(index: Map<string, number[]>, label: string, value: number): void {
    const known = index.get(label);
    if (known) {
        known.push(value);
    } else {
        index.set(label, [value]);
    }
}

function union(index: ReadonlyMap<string, readonly number[]>, labels: readonly string[]): readonly number[] {
    return labels.length === 1
        ? (index.get(labels[0] ?? '') ?? [])
        : [...new Set(labels)].flatMap((label) => index.get(label) ?? []);
}
