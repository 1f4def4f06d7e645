import type { Accepts, Premium } from './clearing/book.js';
import type { VerifyEs256 } from './crypto.js';
import type { PublicJwk } from './jwk.js';
import type { Origin } from './registry/entry.js';
import type { Participant } from './registry/participant.js';
import type { Point } from './registry/point.js';
import type { Slot } from './slot.js';
import type { Price } from './units.js';

/** What a consumer wants: clean energy, up to a price (all-in, grid fee included; without one the retail tariff), or traditional. */
export type ChoiceTerms = {
    readonly energy: 'clean' | 'traditional';
    readonly maxPrice?: Price;
    readonly accepts?: Accepts;
    readonly premiums?: readonly Premium[];
};
/** What a producer wants: the least she takes, and whom she serves. */
export type OfferTerms = { readonly minPrice: Price; readonly accepts?: Accepts };
/** What a delegate may do in the participant's name. */
export type MandateTerms = {
    /** MSP id of the organisation that may act. */
    readonly delegate: string;
    readonly scope: readonly ('choice' | 'offer')[];
    /** First slot in which it no longer holds. */
    readonly until: Slot;
    /** The delegate's choices must name a maximum price, not above this. */
    readonly ceiling?: Price;
    /** The delegate's offers must not ask less than this. */
    readonly floor?: Price;
};
export type RevocationTerms = { readonly mandate: string };
export type KeyTerms = { readonly jwk: PublicJwk };

type IntentOf<Kind extends string, Terms> = {
    readonly v: 1;
    readonly kind: Kind;
    /** The ledger it is meant for. */
    readonly channel: string;
    readonly participant: string;
    /** First slot from which it holds; in JSON `2026-03-01T10:15Z`. */
    readonly from: Slot;
    /** Counts the participant's instructions; a replayed or older one cannot undo a newer. */
    readonly sequence: number;
    readonly terms: Terms;
};

export type ChoiceIntent = IntentOf<'choice', ChoiceTerms> & { readonly point: string };
export type OfferIntent = IntentOf<'offer', OfferTerms> & { readonly point: string };
export type MandateIntent = IntentOf<'mandate', MandateTerms>;
export type RevocationIntent = IntentOf<'revocation', RevocationTerms>;
export type KeyIntent = IntentOf<'key', KeyTerms>;
/** An instruction as a participant signs it. */
export type Intent = ChoiceIntent | OfferIntent | MandateIntent | RevocationIntent | KeyIntent;
export type StandingIntent = ChoiceIntent | OfferIntent;

/** A mandate on the ledger; `id` is `<participant>.<sequence>`. */
export type Mandate = MandateTerms & {
    readonly v: 1;
    readonly id: string;
    readonly participant: string;
    readonly from: Slot;
    readonly by: Origin;
    /** First slot for which it was withdrawn; null while it stands. */
    readonly revokedFrom: Slot | null;
};

/** Reads a payload strictly. @throws INTENT_INVALID */
export declare function parseIntent(payload: unknown): Intent;
/** The payload's JSON as it is to be signed (canonical). */
export declare function intentPayload(intent: Intent): string;
/** Signing input of a compact JWS over an intent: `base64url(header).base64url(payload)`. Sign its UTF-8 bytes with ES256. */
export declare function intentSigningInput(intent: Intent, kid: string): string;
/** Reads the kid and participant of a signed intent without verifying it, so that the caller can load the participant. */
export declare function readSignedIntent(compact: string): { readonly intent: Intent; readonly kid: string };
/**
 * Verifies a signed intent wholly: channel, type, participant's key in force at `from`, signature.
 * @throws JWS_INVALID, INTENT_INVALID, CHANNEL_MISMATCH, KEY_NOT_IN_FORCE, SIGNATURE_INVALID
 */
export declare function verifySignedIntent(
    compact: string,
    context: Readonly<{ channel: string; participant: Participant; verify: VerifyEs256 }>,
): { readonly intent: Intent; readonly by: Origin };
/**
 * Checks an unsigned intent that a delegate gives under a mandate.
 * @param delegate - MSP id of the caller
 * @throws MANDATE_REFUSED, CHANNEL_MISMATCH
 */
export declare function checkDelegated(
    intent: StandingIntent,
    context: Readonly<{ channel: string; mandate: Mandate; delegate: string }>,
): Origin;
/** Checks that the point belongs to the participant at the slot and has the direction. @throws POINT_NOT_OWNED, POINT_DIRECTION */
export declare function checkPoint(intent: StandingIntent, point: Point | undefined): void;
/** The mandate a verified intent makes. */
export declare function mandateOf(intent: MandateIntent, by: Origin): Mandate;
