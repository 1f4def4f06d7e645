/** Words that requests and responses of several organisations share. */
import { z } from 'zod';

/** Roles a bearer token may carry (claim `role`); `resident` comes with the claim `participant`. */
export const roles = ['resident', 'community.office', 'grid.operator', 'certifier.officer'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const Identifier = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash, underscore');
/** `<participant>.<sequence>`, so longer than other ids. */
export const MandateId = z
    .string()
    .max(90)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dot, dash, underscore');
/** RFC 7638 thumbprint of a key. */
export const Thumbprint = z.string().regex(/^[\w-]{43}$/, 'an RFC 7638 thumbprint');
/** The last slot there is. */
export const lastSlot = 99_999_999;
export const SlotNumber = z.int().min(0).max(lastSlot);
/** `2026-03-01T10:15Z`, on a quarter-hour. */
export const SlotStart = z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:(00|15|30|45)Z$/, 'a quarter-hour such as 2026-03-01T10:15Z');
/** A slot as number or start. */
export const SlotName = z.union([SlotNumber, SlotStart]);
export const WattHours = z.int();
/** 10⁻⁴ CNY/kWh. */
export const PriceUnits = z.int();
/** 10⁻⁷ CNY. */
export const MoneyUnits = z.union([z.int(), z.string().regex(/^-?\d+$/)]);
export const LocalDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-03-01');
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex');
export const CompactJws = z
    .string()
    .max(8192)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a compact JWS');
/** The public half of a P-256 key (RFC 7517). */
export const PublicJwk = z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().regex(/^[\w-]{43}$/),
    y: z.string().regex(/^[\w-]{43}$/),
});
export type PublicJwk = z.infer<typeof PublicJwk>;

/** The ledger position an answer reflects. */
export const AsOf = z.object({ block: z.int() });
export type AsOf = z.infer<typeof AsOf>;

/** RFC 9457; `title` in the caller's language, `code` stable. `errors[].pointer` is a JSON pointer into the request. */
export const Problem = z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    transactionId: z.string().optional(),
    retryable: z.boolean().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What every committed ledger write answers (201); with `Prefer: respond-async` see {@link Operation} (202). */
export const Committed = z.object({ operation: z.string(), transactionId: z.string(), block: z.int() });
export type Committed = z.infer<typeof Committed>;

/** A page of a list: `next` goes into `?after=`; null on the last page. `?limit` is 1..500, default 50. */
export const PageQuery = z.object({
    limit: z.coerce.number().int().min(1).max(500).default(50),
    after: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;
/** A page of items. */
export const page = <T extends z.ZodType>(item: T) =>
    z.object({ items: z.array(item), next: z.string().nullable(), asOf: AsOf });
export type Page<T> = { items: T[]; next: string | null; asOf: AsOf };
