import type { VerifyEs256 } from '../crypto.js';
import { verifyJws } from '../jws.js';
import { problem } from '../problems.js';
import type { Origin } from '../registry/entry.js';
import { keyInForce, type Participant } from '../registry/participant.js';
import type { Point } from '../registry/point.js';
import { formatSlot, type Slot } from '../slot.js';
import type { Intent, Mandate, MandateIntent, StandingIntent } from './intent.js';
import { readSignedIntent } from './parse.js';

/**
 * Verifies a signed intent wholly: form, ledger, the participant's key in force at its first slot, signature.
 * @throws JWS_INVALID, INTENT_INVALID, CHANNEL_MISMATCH, KEY_NOT_IN_FORCE, SIGNATURE_INVALID
 */
export function verifySignedIntent(
    compact: string,
    context: Readonly<{ channel: string; participant: Participant; verify: VerifyEs256 }>,
): { readonly intent: Intent; readonly by: Origin } {
    const { intent, jws } = readSignedIntent(compact);
    const { participant } = intent;
    checkChannel(intent, context.channel);
    if (participant !== context.participant.participant) {
        throw problem('SIGNATURE_INVALID', { participant });
    }
    const key = keyInForce(context.participant, jws.kid, intent.from);
    if (!verifyJws(jws, key.jwk, context.verify)) {
        throw problem('SIGNATURE_INVALID', { participant });
    }
    return { intent, by: { participant, kid: jws.kid } };
}

/**
 * Checks an unsigned intent that a delegate gives under a mandate: delegate, scope, point, time and price limits.
 * @param context.delegate - MSP id of the caller
 * @throws CHANNEL_MISMATCH, MANDATE_REFUSED
 */
export function checkDelegated(
    intent: StandingIntent,
    context: Readonly<{ channel: string; mandate: Mandate; delegate: string }>,
): Origin {
    const { mandate, delegate } = context;
    checkChannel(intent, context.channel);
    const reason = refusal(intent, mandate, delegate);
    if (reason !== null) {
        throw problem('MANDATE_REFUSED', { mandate: mandate.id, reason });
    }
    return { delegate, mandate: mandate.id };
}

/**
 * Checks that the point is the participant's at the intent's first slot and can do what is instructed.
 * @param point - as registered at that slot; undefined if it is not
 * @returns the point
 * @throws POINT_NOT_OWNED, POINT_DIRECTION
 */
export function checkPoint(intent: StandingIntent, point: Point | undefined): Point {
    const { participant, kind } = intent;
    if (point?.participant !== participant || !point.active) {
        throw problem('POINT_NOT_OWNED', { point: intent.point, participant, slot: formatSlot(intent.from) });
    }
    if (point.direction === (kind === 'choice' ? 'export' : 'import')) {
        throw problem('POINT_DIRECTION', { point: intent.point, kind });
    }
    return point;
}

/** The mandate that an intent makes. @throws MANDATE_REFUSED if it ends before it begins */
export function mandateOf(intent: MandateIntent, by: Origin): Mandate {
    const { participant, point, from, sequence, terms } = intent;
    const id = `${participant}.${sequence}`;
    if (terms.until <= from) {
        throw problem('MANDATE_REFUSED', { mandate: id, reason: 'it ends before it begins' });
    }
    return { v: 1, id, participant, point, from, by, revokedFrom: null, ...terms };
}

/** The mandate withdrawn from a slot on. */
export function revokeMandate(mandate: Mandate, from: Slot): Mandate {
    const earlier = mandate.revokedFrom !== null && mandate.revokedFrom < from ? mandate.revokedFrom : from;
    return { ...mandate, revokedFrom: earlier };
}

function checkChannel(intent: Intent, channel: string): void {
    if (intent.channel !== channel) {
        throw problem('CHANNEL_MISMATCH', { given: intent.channel, channel });
    }
}

function refusal(intent: StandingIntent, mandate: Mandate, delegate: string): string | null {
    const end =
        mandate.revokedFrom !== null && mandate.revokedFrom < mandate.until ? mandate.revokedFrom : mandate.until;
    if (mandate.delegate !== delegate) {
        return 'it names another delegate';
    }
    if (mandate.participant !== intent.participant) {
        return 'it is another participant’s';
    }
    if (mandate.point !== '*' && mandate.point !== intent.point) {
        return 'it is for another metering point';
    }
    if (!mandate.scope.includes(intent.kind)) {
        return `it does not include a ${intent.kind}`;
    }
    if (intent.from < mandate.from || intent.from >= end) {
        return 'it does not hold at the first slot';
    }
    return overPrice(intent, mandate);
}

function overPrice(intent: StandingIntent, { maxPrice, minPrice }: Mandate): string | null {
    if (intent.kind === 'offer' && (intent.terms.poolShare ?? intent.terms.communityShare) !== undefined) {
        return 'only the participant herself can give to the solidarity pool';
    }
    if (intent.kind === 'offer') {
        return minPrice !== undefined && intent.terms.minPrice < minPrice
            ? 'the minimum price is below its floor'
            : null;
    }
    const { energy, premiums = [] } = intent.terms;
    if (maxPrice === undefined || energy === 'traditional') {
        return null;
    }
    if (intent.terms.maxPrice === undefined) {
        return 'a maximum price must be named';
    }
    const most = premiums.reduce((highest, { add }) => Math.max(highest, add), 0) + intent.terms.maxPrice;
    return most > maxPrice ? 'the maximum price is above its ceiling' : null;
}
