/** Names by which members let other members know them; kept by the community's gateway, never on the ledger. */
import { z } from 'zod';
import { AsOf, Identifier } from './vocabulary.js';

/** GET /v1/neighbours (resident, community.office): those who share a name; all others are known by their random ids only. */
export const Neighbours = z.object({
    items: z.array(z.object({ participant: Identifier, name: z.string(), sells: z.boolean() })),
    asOf: AsOf,
});
export type Neighbours = z.infer<typeof Neighbours>;
/** POST /v1/participants/{id}/shared-name (herself or the office): shares a name of 1 to 24 characters, or withdraws it with null. */
export const SharedNameRequest = z.strictObject({
    name: z
        .string()
        .trim()
        .min(1)
        .max(24)
        .regex(/^[^\p{C}]+$/u, 'visible characters')
        .nullable(),
});
export type SharedNameRequest = z.input<typeof SharedNameRequest>;
/** GET /v1/participants/{id}/shared-name. */
export const SharedName = z.object({ participant: Identifier, name: z.string().nullable(), asOf: AsOf });
export type SharedName = z.infer<typeof SharedName>;
