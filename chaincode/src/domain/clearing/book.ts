/** How trades are priced; recorded with the result. The rules are defined in docs/decisions on prices. */
export type PriceRule = 'shared' | 'midpoint' | 'buyer' | 'seller';

/** What an order accepts of its counterparty. Every given key must hold; a missing key accepts all. */
export interface Accepts {
    /** Energy sources of an offer, for example `solar`; only bids may name them. */
    readonly sources?: readonly string[];
    /** Plant ids of an offer; only bids may name them. */
    readonly plants?: readonly string[];
    readonly owners?: readonly string[];
    readonly zones?: readonly string[];
}

/** Extra money a bid pays on top of its price for offers that `accepts` describes. */
export interface Premium {
    readonly accepts: Accepts;
    /** 10⁻⁴ CNY/kWh */
    readonly add: number;
}

/** Energy for sale in one slot. */
export interface Offer {
    readonly id: string;
    readonly owner: string;
    readonly zone: string;
    readonly source: string;
    readonly plant: string;
    /** Wh, 0 or more */
    readonly wh: number;
    /** The least the seller takes, 10⁻⁴ CNY/kWh. */
    readonly price: number;
    readonly accepts: Accepts;
}

/** Energy wanted in one slot. */
export interface Bid {
    readonly id: string;
    readonly owner: string;
    readonly zone: string;
    /** Wh, 0 or more */
    readonly wh: number;
    /** The most the buyer pays, grid fee included, 10⁻⁴ CNY/kWh. */
    readonly price: number;
    readonly accepts: Accepts;
    /** The highest premium whose `accepts` holds counts. */
    readonly premiums: readonly Premium[];
}

/** Grid fee in 10⁻⁴ CNY/kWh of energy that goes from the seller's zone to the buyer's. */
export type Fee = readonly [sellerZone: string, buyerZone: string, fee: number];

/** All bids and offers that take part in one clearing. */
export interface Book {
    readonly slot?: string;
    readonly priceRule: PriceRule;
    /** Feed-in and retail tariff, 10⁻⁴ CNY/kWh; given exactly when the price rule is `shared`. */
    readonly feedIn?: number;
    readonly retail?: number;
    readonly fees: readonly Fee[];
    readonly offers: readonly Offer[];
    readonly bids: readonly Bid[];
}

/** Energy from one offer to one bid. */
export interface Trade {
    readonly offer: string;
    readonly bid: string;
    /** Wh, more than 0 */
    readonly wh: number;
    /** What the seller gets, 10⁻⁴ CNY/kWh; the buyer pays `price + fee`. */
    readonly price: number;
    /** 10⁻⁴ CNY/kWh */
    readonly fee: number;
}

/** What clearing a book yields. */
export interface Clearing {
    readonly slot?: string;
    readonly priceRule: PriceRule;
    readonly volumeWh: bigint;
    /** Σ Wh × gain per Wh, 10⁻⁷ CNY. */
    readonly gain: bigint;
    /** At most one per pair, in order of offer id, then bid id (by UTF-16 code unit). */
    readonly trades: readonly Trade[];
}
