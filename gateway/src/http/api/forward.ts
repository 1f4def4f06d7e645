/** Forward orders: placed at the community's gateway, sealed until the gate. */
import { z } from 'zod';
import {
    AsOf,
    Committed,
    CompactJws,
    Identifier,
    PriceUnits,
    page,
    SlotName,
    SlotNumber,
    SlotStart,
    WattHours,
} from './vocabulary.js';

/** POST /v1/orders: what the participant signed, and the content it is committed to (form: docs/reference/forward-market.md). */
export const OrderRequest = z.strictObject({ jws: CompactJws, order: z.record(z.string(), z.unknown()) });
export type OrderRequest = z.infer<typeof OrderRequest>;
/** POST /v1/orders/cancellations: a signed `order-cancellation`. */
export const OrderCancellationRequest = z.strictObject({ jws: CompactJws });
export type OrderCancellationRequest = z.infer<typeof OrderCancellationRequest>;
/**
 * POST /v1/orders/openings (grid.operator): contents that participants handed the grid company, after the gate and in time, where the community
 * did not open them.
 */
export const OrderOpeningRequest = z.strictObject({
    slot: SlotName,
    orders: z
        .array(z.strictObject({ sequence: z.int().min(0), order: z.record(z.string(), z.unknown()) }))
        .min(1)
        .max(1_000),
});
export type OrderOpeningRequest = z.infer<typeof OrderOpeningRequest>;
export const OrdersOpened = Committed.extend({ slot: SlotNumber, orders: z.int() });
export type OrdersOpened = z.infer<typeof OrdersOpened>;
const orderName = { point: Identifier, slot: SlotNumber, start: SlotStart, sequence: z.int() };
export const OrderCreated = Committed.extend(orderName);
export type OrderCreated = z.infer<typeof OrderCreated>;

/**
 * `sealed`: before the gate; `gated`: waits for the auction; the others are final. Void for a reason: `late`, `mismatch`, `owner`,
 * `direction`, `limit`, `price`.
 */
export const OrderState = z.enum([
    'sealed',
    'gated',
    'admitted',
    'cancelled',
    'unopened',
    'late',
    'mismatch',
    'owner',
    'direction',
    'limit',
    'price',
]);
export type OrderState = z.infer<typeof OrderState>;
/** What the auction made of an order; `delivered` is null until the slot is settled. */
export const OrderContract = z.object({
    contract: z.int(),
    wh: WattHours,
    price: PriceUnits,
    fee: PriceUnits,
    delivered: WattHours.nullable(),
});
/** GET /v1/participants/{id}/orders: one's own, newest slot first. */
export const OrderRecord = z.object({
    ...orderName,
    participant: Identifier,
    side: z.enum(['sell', 'buy']),
    state: OrderState,
    /** null where this gateway does not hold the content. */
    wh: WattHours.nullable(),
    price: PriceUnits.nullable(),
    contracts: z.array(OrderContract),
    block: z.int(),
    transactionId: z.string(),
});
export type OrderRecord = z.infer<typeof OrderRecord>;
export const OrderPage = page(OrderRecord);

/** POST /v1/auctions/{slot}/proposals: trades between orders of the slot's book, which the engine's price rule prices. */
export const MatchProposalRequest = z.strictObject({
    trades: z.array(z.strictObject({ offer: z.string().max(200), bid: z.string().max(200), wh: WattHours })).max(5_000),
});
export type MatchProposalRequest = z.infer<typeof MatchProposalRequest>;
/** `accepted` as `code` is ACCEPTED, else the code says why not; what part of the engine's gain and volume it reaches, in 1/10,000. */
export const MatchProposalAnswer = Committed.extend({
    slot: SlotNumber,
    accepted: z.boolean(),
    code: z.string(),
    trade: z.int().nullable(),
    gainBasisPoints: z.int().nullable(),
    volumeBasisPoints: z.int().nullable(),
});
export type MatchProposalAnswer = z.infer<typeof MatchProposalAnswer>;

/** GET /v1/auctions: what everybody may know of past auctions, newest first. */
export const AuctionRecord = z.object({
    slot: SlotNumber,
    start: SlotStart,
    complete: z.boolean(),
    priceRule: z.string(),
    orders: z.object({
        orders: z.int(),
        admitted: z.int(),
        cancelled: z.int(),
        unopened: z.int(),
        void: z.int(),
    }),
    contracts: z.int(),
    wh: WattHours,
    prices: z.object({ low: PriceUnits, high: PriceUnits }).nullable(),
    digest: z.string(),
});
export type AuctionRecord = z.infer<typeof AuctionRecord>;
export const AuctionPage = page(AuctionRecord);

/** GET /v1/participants/{id}/order-terms?slot=: what an order for the slot may be; limits in Wh, prices as the tariff stands today. */
export const OrderTerms = z.object({
    open: z.boolean(),
    horizonSlots: z.int().nullable(),
    slot: SlotNumber,
    start: SlotStart,
    feedIn: PriceUnits.nullable(),
    retail: PriceUnits.nullable(),
    points: z.array(z.object({ point: Identifier, sell: WattHours, buy: WattHours })),
    asOf: AsOf,
});
export type OrderTerms = z.infer<typeof OrderTerms>;
