import {
    type CancellationIntent,
    type ForwardOrder,
    formatSlot,
    hex,
    type OrderIntent,
    type OrderSide,
    orderContent,
    price,
    slot,
    wh,
} from '@linguang/chaincode/domain';
import type { NextSlot, OrderCreated, OrderRecord } from '../../../src/http/api.ts';
import { signIntent } from '../intents/sign.ts';
import { read, send } from '../ledger/api.ts';
import type { Resident } from '../session/session.ts';

/** An order as its participant means it. */
export type OrderWish = Readonly<{ point: string; slot: number; side: OrderSide; wh: number; price: number }>;

/**
 * Draws a salt, signs the commitment to the content, and hands both in: others see only the commitment until the gate.
 * @throws ApiProblem
 */
export async function submitOrder(resident: Resident, wish: OrderWish): Promise<OrderCreated> {
    const { participant } = resident;
    const { channel, sequence, kid } = await nextOf(resident);
    const content: ForwardOrder = {
        v: 1,
        participant,
        point: wish.point,
        side: wish.side,
        slot: slot(wish.slot),
        wh: wh(wish.wh),
        price: price(wish.price),
        salt: hex(crypto.getRandomValues(new Uint8Array(32))),
    };
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(orderContent(content)));
    const intent: OrderIntent = {
        v: 1,
        kind: 'order',
        channel,
        participant,
        point: wish.point,
        from: content.slot,
        sequence,
        terms: { side: wish.side, commitment: hex(new Uint8Array(digest)) },
    };
    const jws = await signIntent(intent, resident.key, kid);
    return await send<OrderCreated>('/v1/orders', { jws, order: { ...content, slot: formatSlot(content.slot) } });
}

/** Signs the withdrawal of an order. @throws ApiProblem */
export async function cancelOrder(resident: Resident, order: OrderRecord): Promise<OrderCreated> {
    const { channel, sequence, kid } = await nextOf(resident);
    const intent: CancellationIntent = {
        v: 1,
        kind: 'order-cancellation',
        channel,
        participant: resident.participant,
        point: order.point,
        from: slot(order.slot),
        sequence,
        terms: { order: order.sequence },
    };
    const jws = await signIntent(intent, resident.key, kid);
    return await send<OrderCreated>('/v1/orders/cancellations', { jws });
}

function nextOf({ participant }: Resident): Promise<NextSlot> {
    return read<NextSlot>(`/v1/participants/${participant}/next-slot`);
}
