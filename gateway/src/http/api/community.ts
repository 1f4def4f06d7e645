/** The community's gateway: participants, choices, energy and money. */
import { z } from 'zod';
import { intentOf } from './intent.js';
import {
    AsOf,
    Committed,
    CompactJws,
    Identifier,
    MandateId,
    PriceUnits,
    PublicJwk,
    page,
    SlotNumber,
    SlotStart,
} from './vocabulary.js';

/** POST /v1/participants (community.office). Without `participant` a random id is drawn. */
export const ParticipantRequest = z.strictObject({
    participant: Identifier.optional(),
    jwk: PublicJwk,
    roles: z.array(Identifier).min(1).max(8),
});
export type ParticipantRequest = z.infer<typeof ParticipantRequest>;
export const ParticipantCreated = Committed.extend({ participant: Identifier, kid: z.string() });
export type ParticipantCreated = z.infer<typeof ParticipantCreated>;
export const PointSummary = z.object({
    point: Identifier,
    participant: Identifier,
    zone: z.string(),
    direction: z.string(),
    from: SlotNumber,
    plant: z.object({ id: Identifier, source: z.string(), capacityW: z.int() }).nullable(),
});
export type PointSummary = z.infer<typeof PointSummary>;
/** GET /v1/participants (community.office) and /v1/participants/{id} (office, or the resident herself). */
export const Participant = z.object({
    participant: Identifier,
    kid: z.string(),
    jwk: PublicJwk,
    roles: z.array(z.string()),
    admittedBlock: z.int(),
    points: z.array(PointSummary),
});
export type Participant = z.infer<typeof Participant>;
export const ParticipantPage = page(Participant);
export const ParticipantDetail = Participant.extend({ asOf: AsOf });
export type ParticipantDetail = z.infer<typeof ParticipantDetail>;
/** GET /v1/participants/{id}/next-slot: what a browser needs to sign. */
export const NextSlot = z.object({
    channel: z.string(),
    participant: Identifier,
    /** First slot that is not gated: the earliest an intent may name. */
    slot: SlotNumber,
    from: SlotStart,
    /** The next unused sequence of this participant. */
    sequence: z.int(),
    kid: z.string(),
    points: z.array(PointSummary),
    asOf: AsOf,
});
export type NextSlot = z.infer<typeof NextSlot>;

export const ChoiceTerms = z.looseObject({ energy: z.enum(['clean', 'traditional']), maxPrice: PriceUnits.optional() });
export const OfferTerms = z.looseObject({ minPrice: PriceUnits });
/** GET /v1/suppliers (resident, community.office): plants a choice may name. `station`: run as a power station, not a neighbour's. */
export const Suppliers = z.object({
    items: z.array(
        z.object({
            plant: Identifier,
            owner: Identifier,
            source: z.string(),
            zone: z.string(),
            station: z.boolean(),
            offering: z.boolean(),
        }),
    ),
    asOf: AsOf,
});
export type Suppliers = z.infer<typeof Suppliers>;
/** What a participant signs (payload of the JWS; header `{alg: 'ES256', kid, typ: 'linguang-intent+jws'}`). */
export const ChoiceIntent = intentOf('choice', ChoiceTerms, Identifier);
export type ChoiceIntent = z.infer<typeof ChoiceIntent>;
export const OfferIntent = intentOf('offer', OfferTerms, Identifier);
export type OfferIntent = z.infer<typeof OfferIntent>;
/** POST /v1/choices: signed by the resident, or by the office under a mandate. */
export const ChoiceRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ intent: ChoiceIntent, mandate: MandateId }),
]);
export type ChoiceRequest = z.infer<typeof ChoiceRequest>;
/** POST /v1/offers. */
export const OfferRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ intent: OfferIntent, mandate: MandateId }),
]);
export type OfferRequest = z.infer<typeof OfferRequest>;
export const IntentCreated = Committed.extend({
    point: Identifier,
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
});
export type IntentCreated = z.infer<typeof IntentCreated>;
/** GET /v1/participants/{id}/choices and /offers: newest first. `inForce`: applies to the newest gated slot. */
export const IntentRecord = z.object({
    kind: z.enum(['choice', 'offer']),
    participant: Identifier,
    point: Identifier,
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
    terms: z.record(z.string(), z.unknown()),
    signedBy: z.enum(['participant', 'delegate']),
    /** The key that signed, or the delegate and the mandate it acted under. */
    signer: z.union([z.object({ kid: z.string() }), z.object({ delegate: z.string(), mandate: MandateId })]),
    /** When it was signed and sent, as its client's clock said. */
    at: z.string(),
    inForce: z.boolean(),
    block: z.int(),
    transactionId: z.string(),
});
export type IntentRecord = z.infer<typeof IntentRecord>;
export const IntentPage = page(IntentRecord);
