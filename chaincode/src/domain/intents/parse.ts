import { canonical } from '../canonical.js';
import { base64url, utf8 } from '../crypto.js';
import { Fields, parseJson, type Refuse } from '../fields.js';
import { ORDER_SIDES } from '../forward/order.js';
import { parsePublicJwk } from '../jwk.js';
import { INTENT_TYPE, type Jws, parseJws } from '../jws.js';
import { readDonationTerms } from '../pool/terms.js';
import { problem } from '../problems.js';
import { formatSlot } from '../slot.js';
import type { CancellationTerms, Intent, MandateTerms, OrderTerms } from './intent.js';
import { defined } from './preferences.js';
import { readChoiceTerms, readOfferTerms } from './standingterms.js';

const KINDS = [
    'choice',
    'offer',
    'mandate',
    'mandate-revocation',
    'key',
    'order',
    'order-cancellation',
    'donation',
] as const;
const refuse: Refuse = (where, reason) => problem('INTENT_INVALID', { where, reason });

/** Reads a payload strictly: unknown members are refused. @throws INTENT_INVALID, SLOT_INVALID, KEY_INVALID */
export function parseIntent(payload: unknown): Intent {
    const fields = new Fields(payload, 'intent', refuse);
    fields.integer('v', 1, 1);
    const kind = fields.oneOf('kind', KINDS);
    const common = {
        v: 1,
        channel: fields.text('channel', 64),
        participant: fields.id('participant'),
        point: readPoint(fields, kind),
        from: fields.slot('from'),
        sequence: fields.integer('sequence'),
    } as const;
    const terms = fields.object('terms');
    fields.end();
    const intent = withTerms(kind, common, terms);
    terms.end();
    return intent;
}

/** The payload as it is to be signed: canonical JSON, slots by their start. */
export function intentPayload(intent: Intent): string {
    const terms = intent.kind === 'mandate' ? { ...intent.terms, until: formatSlot(intent.terms.until) } : intent.terms;
    return canonical({ ...intent, from: formatSlot(intent.from), terms });
}

/**
 * What to sign with ES256 for a compact JWS over an intent, `base64url(header).base64url(payload)`;
 * the JWS is this text, a dot and the base64url of r ‖ s.
 */
export function intentSigningInput(intent: Intent, kid: string): string {
    const header = canonical({ alg: 'ES256', kid, typ: INTENT_TYPE });
    return `${base64url(utf8(header))}.${base64url(utf8(intentPayload(intent)))}`;
}

/** A signed intent, read but not verified. @throws JWS_INVALID, INTENT_INVALID */
export function readSignedIntent(compact: string): { readonly intent: Intent; readonly jws: Jws } {
    const jws = parseJws(compact);
    if (jws.typ !== INTENT_TYPE) {
        throw problem('JWS_INVALID', { reason: `header.typ: ${INTENT_TYPE} is expected` });
    }
    return { intent: parseIntent(parseJson(jws.payload, 'intent', refuse)), jws };
}

type Common = Omit<Intent, 'kind' | 'terms'>;

function withTerms(kind: Intent['kind'], common: Common, terms: Fields): Intent {
    switch (kind) {
        case 'choice':
            return { ...common, kind, terms: readChoiceTerms(terms, refuse) };
        case 'offer':
            return { ...common, kind, terms: readOfferTerms(terms) };
        case 'mandate':
            return { ...common, kind, terms: mandateTerms(terms) };
        case 'mandate-revocation':
            return { ...common, kind, terms: { mandate: terms.text('mandate', 90) } };
        case 'key':
            return { ...common, kind, terms: { jwk: parsePublicJwk(terms.take('jwk')) } };
        case 'order':
            return { ...common, kind, terms: orderTerms(terms) };
        case 'order-cancellation':
            return { ...common, kind, terms: { order: terms.integer('order') } satisfies CancellationTerms };
        case 'donation':
            return { ...common, kind, terms: readDonationTerms(terms) };
    }
}

/** Kinds that are about one metering point. */
const OF_POINTS: readonly Intent['kind'][] = ['choice', 'offer', 'order', 'order-cancellation'];

function readPoint(fields: Fields, kind: Intent['kind']): string {
    const point = fields.text('point', 64);
    const everywhere = point === '*';
    if (OF_POINTS.includes(kind) || (kind === 'mandate' && !everywhere)) {
        return fields.id('point');
    }
    if (!everywhere) {
        throw fields.bad('point', 'it must be *');
    }
    return point;
}

function orderTerms(fields: Fields): OrderTerms {
    const terms = { side: fields.oneOf('side', ORDER_SIDES), commitment: fields.text('commitment', 64) };
    if (!/^[0-9a-f]{64}$/.test(terms.commitment)) {
        throw fields.bad('commitment', 'a SHA-256 in lower-case hexadecimal is expected');
    }
    return terms;
}

function mandateTerms(fields: Fields): MandateTerms {
    return defined({
        delegate: fields.id('delegate'),
        scope: fields.list(
            'scope',
            (value, where) => {
                if (value !== 'choice' && value !== 'offer') {
                    throw refuse(where, 'choice or offer is expected');
                }
                return value;
            },
            2,
        ),
        until: fields.slot('until'),
        maxPrice: fields.optional('maxPrice', () => fields.price('maxPrice')),
        minPrice: fields.optional('minPrice', () => fields.price('minPrice')),
    });
}
