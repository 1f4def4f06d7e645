/** What a participant signs: the frame that choices, offers and mandates have in common. */
import { z } from 'zod';
import { Identifier, SlotStart } from './vocabulary.js';

/** Payload of a signed intent (header `{alg: 'ES256', kid, typ: 'linguang-intent+jws'}`). @param point - a metering point, if nothing else */
export const intentOf = <K extends string, T extends z.ZodType, P extends z.ZodType>(kind: K, terms: T, point: P) =>
    z.strictObject({
        v: z.literal(1),
        kind: z.literal(kind),
        channel: z.string(),
        participant: Identifier,
        point,
        from: SlotStart,
        sequence: z.int().min(0),
        terms,
    });
