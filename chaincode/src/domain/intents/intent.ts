import type { Accepts, Premium } from '../clearing/index.js';
import type { OrderSide } from '../forward/order.js';
import type { PublicJwk } from '../jwk.js';
import type { DonationTerms } from '../pool/terms.js';
import type { Origin } from '../registry/entry.js';
import type { Slot } from '../slot.js';
import type { Price } from '../units.js';

/** What a consumer wants: clean energy, up to a price (all-in, grid fee included; without one the retail tariff), or traditional. */
export type ChoiceTerms = {
    readonly energy: 'clean' | 'traditional';
    /** Clean only: nothing but energy of registered clean sources is bought; otherwise unspecified energy of neighbours too. The grid supplies the rest either way. */
    readonly cleanOnly?: true;
    /** Only from the zone in which the point lies in the slot. Excludes `accepts.zones`. */
    readonly ownZone?: true;
    /** Part of each slot's import that is bid for, 1 to 10000 hundredths of a percent, rounded down to Wh; all of it without. */
    readonly share?: number;
    readonly maxPrice?: Price;
    readonly accepts?: Accepts;
    readonly premiums?: readonly Premium[];
};

/** What a producer wants: the least she takes, whom she serves, and what she gives away. */
export type OfferTerms = {
    readonly minPrice: Price;
    readonly accepts?: Accepts;
    /** Part of what the surplus earns that goes to the solidarity pool, 1 to 10000 hundredths of a percent. Only she herself can give it. */
    readonly poolShare?: number;
    /**
     * Part of each slot's surplus that is offered at price 0 to households on the community tariff, 1 to 10000 hundredths of a percent. What they
     * do not take is sold like the rest. Only she herself can give it.
     */
    readonly communityShare?: number;
};

/** What a delegate may do in the participant's name. */
export type MandateTerms = {
    /** MSP id of the organisation that may act. */
    readonly delegate: string;
    readonly scope: readonly ('choice' | 'offer')[];
    /** First slot for which the delegate may no longer instruct; in JSON a slot's start. */
    readonly until: Slot;
    /** The delegate's choices must name a maximum price, not above this. */
    readonly maxPrice?: Price;
    /** The delegate's offers must not ask less than this. */
    readonly minPrice?: Price;
};
export type RevocationTerms = { readonly mandate: string };
export type KeyTerms = { readonly jwk: PublicJwk };
/** An order for the intent's first slot; price and quantity stay sealed behind the commitment until the gate. */
export type OrderTerms = { readonly side: OrderSide; readonly commitment: string };
/** Withdraws the order of the same point and slot that was signed with this sequence. */
export type CancellationTerms = { readonly order: number };

type IntentOf<Kind extends string, Terms> = {
    readonly v: 1;
    readonly kind: Kind;
    /** The ledger it is meant for. */
    readonly channel: string;
    readonly participant: string;
    /** A metering point; `*` for what is about all points or none. */
    readonly point: string;
    /** First slot from which it holds; in JSON `2026-03-01T10:15Z`. */
    readonly from: Slot;
    /** Counts the participant's instructions, so that a replayed or withheld one cannot undo a newer. */
    readonly sequence: number;
    readonly terms: Terms;
};

export type ChoiceIntent = IntentOf<'choice', ChoiceTerms>;
export type OfferIntent = IntentOf<'offer', OfferTerms>;
export type MandateIntent = IntentOf<'mandate', MandateTerms>;
export type RevocationIntent = IntentOf<'mandate-revocation', RevocationTerms>;
export type KeyIntent = IntentOf<'key', KeyTerms>;
export type OrderIntent = IntentOf<'order', OrderTerms>;
export type CancellationIntent = IntentOf<'order-cancellation', CancellationTerms>;
export type DonationIntent = IntentOf<'donation', DonationTerms>;

/** An instruction as a participant signs it. */
export type Intent =
    | ChoiceIntent
    | OfferIntent
    | MandateIntent
    | RevocationIntent
    | KeyIntent
    | OrderIntent
    | CancellationIntent
    | DonationIntent;
/** An instruction that stands in the book. */
export type StandingIntent = ChoiceIntent | OfferIntent;

/** A mandate on the ledger; `id` is `<participant>.<sequence>`. */
export type Mandate = MandateTerms & {
    readonly v: 1;
    readonly id: string;
    readonly participant: string;
    readonly point: string;
    readonly from: Slot;
    readonly by: Origin;
    /** First slot for which it was withdrawn; null while it stands. */
    readonly revokedFrom: Slot | null;
};
