/** Keys of participants, and mandates: what needs the participant's own signature or a second organisation. */
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
    SlotName,
    SlotNumber,
    SlotStart,
    Thumbprint,
} from './vocabulary.js';

/**
 * PUT /v1/participants/{id}/key: a compact JWS by the old key (herself or the office), in force at once; or a new key that the office
 * proposes, at least a day ahead, for another organisation to accept.
 */
export const KeyRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ jwk: PublicJwk, from: SlotName }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;
export const KeyChanged = Committed.extend({
    participant: Identifier,
    kid: Thumbprint,
    from: SlotNumber,
    status: z.enum(['accepted', 'proposed', 'revoked']),
});
export type KeyChanged = z.infer<typeof KeyChanged>;
/** POST /v1/participants/{id}/keys/{kid}/revocation (community.office): the first slot in which it no longer holds. */
export const KeyRevocationRequest = z.strictObject({ from: SlotName });
export type KeyRevocationRequest = z.infer<typeof KeyRevocationRequest>;
/**
 * GET /v1/keys/proposed (grid.operator, certifier.officer): keys that wait for another organisation. It accepts one by
 * POST /v1/participants/{id}/keys/{kid}/acceptance with an empty object as body.
 */
export const ProposedKey = z.object({
    participant: Identifier,
    kid: Thumbprint,
    jwk: PublicJwk,
    from: SlotNumber,
    start: SlotStart,
});
export type ProposedKey = z.infer<typeof ProposedKey>;
export const ProposedKeyPage = page(ProposedKey);

/** What a delegate may do: instruct for the points and kinds named, within the prices, until `until`. */
export const MandateTerms = z.strictObject({
    /** MSP id of the organisation that may act. */
    delegate: z.string().min(1).max(64),
    scope: z.array(z.enum(['choice', 'offer'])).min(1),
    /** First slot for which it may no longer instruct. */
    until: SlotStart,
    /** Ceiling of choices, all-in. */
    maxPrice: PriceUnits.optional(),
    /** Floor of offers. */
    minPrice: PriceUnits.optional(),
});
/** `point`: a metering point, or `*` for all of hers. */
export const MandateIntent = intentOf('mandate', MandateTerms, z.union([Identifier, z.literal('*')]));
/**
 * POST /v1/mandates: granted by the participant's signature, or withdrawn by it (`revoke: true`); or, without a signature, proposed by
 * the office for another organisation to countersign.
 */
export const MandateRequest = z.union([
    z.strictObject({ jws: CompactJws, revoke: z.boolean().default(false) }),
    z.strictObject({ intent: MandateIntent }),
]);
export type MandateRequest = z.input<typeof MandateRequest>;
/** POST /v1/mandates/{mandate}/revocation (community.office): giving up a power needs nobody's leave. */
export const MandateRevocationRequest = z.strictObject({ from: SlotName });
export type MandateRevocationRequest = z.infer<typeof MandateRevocationRequest>;
export const MandateChanged = Committed.extend({
    mandate: MandateId,
    from: SlotNumber,
    start: SlotStart,
    status: z.enum(['granted', 'proposed', 'revoked']),
});
export type MandateChanged = z.infer<typeof MandateChanged>;
export const Mandate = z.object({
    mandate: MandateId,
    participant: Identifier,
    point: z.string(),
    from: SlotNumber,
    start: SlotStart,
    until: SlotNumber,
    delegate: z.string(),
    scope: z.array(z.enum(['choice', 'offer'])),
    maxPrice: PriceUnits.nullable(),
    minPrice: PriceUnits.nullable(),
    status: z.enum(['granted', 'proposed']),
    /** First slot for which it was withdrawn. */
    revokedFrom: SlotNumber.nullable(),
});
export type Mandate = z.infer<typeof Mandate>;
/**
 * GET /v1/participants/{id}/mandates (office, or herself) and GET /v1/mandates/proposed (grid.operator, certifier.officer: those that
 * wait; POST /v1/mandates/{mandate}/countersignature with an empty object grants one).
 */
export const MandatePage = page(Mandate);

/** A key of a participant and the slots in which its signatures hold. */
export const KeyInTime = z.object({ kid: Thumbprint, from: SlotNumber, until: SlotNumber.nullable() });
/** A participant's keys, oldest first, and one that waits to be accepted. */
export const ParticipantKeys = z.object({
    keys: z.array(KeyInTime),
    proposed: z.object({ kid: Thumbprint, from: SlotNumber }).nullable(),
});
/** GET /v1/participants/{id}/keys (office, or herself). */
export const Keys = ParticipantKeys.extend({ participant: Identifier, asOf: AsOf });
export type Keys = z.infer<typeof Keys>;
