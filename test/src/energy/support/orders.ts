import { randomBytes } from 'node:crypto';
import {
    commitmentOf,
    type ForwardOrder,
    hex,
    type OrderSide,
    orderContent,
    type PublicOrder,
    price,
    type Slot,
    wh,
} from '@linguang/chaincode/domain';
import type { ForwardRecord } from '@linguang/chaincode/ledger';
import { hash } from '@linguang/chaincode/testing';
import type { Committed } from './client.js';
import type { District, Home } from './district.js';

/** An order as its participant holds it: content, signature, and its number among hers. */
export type TestOrder = Readonly<{ content: ForwardOrder; jws: string; sequence: number }>;

/** Makes and signs an order for a home; nothing is sent. */
export function orderOf(
    district: District,
    of: Home,
    slot: Slot,
    terms: Readonly<{ side: OrderSide; wh: number; price: number }>,
): TestOrder {
    const content: ForwardOrder = {
        v: 1,
        participant: of.participant,
        point: of.id,
        slot,
        side: terms.side,
        wh: wh(terms.wh),
        price: price(terms.price),
        salt: hex(randomBytes(32)),
    };
    const commitment = commitmentOf(content, hash);
    const intent = district.intent(of, slot, { kind: 'order', terms: { side: terms.side, commitment } });
    return { content, jws: of.resident.signIntent(intent), sequence: intent.sequence };
}

/** Hands the content in, to the community's peers alone. */
export function seal(district: District, { content }: TestOrder): Promise<Committed<object>> {
    const transient = { order: orderContent(content) };
    return district.community.submit('forward:seal', {}, { transient, endorsers: ['CommunityMSP'] });
}

/** Seals and places an order. */
export async function place(district: District, order: TestOrder): Promise<void> {
    await seal(district, order);
    await district.community.submit('forward:place', { jws: order.jws });
}

export function cancel(district: District, of: Home, slot: Slot, sequence: number): Promise<Committed<object>> {
    const jws = district.sign(of, slot, { kind: 'order-cancellation', terms: { order: sequence } });
    return district.community.submit('forward:cancel', { jws });
}

/** Opens live orders of a slot from what the community keeps, as its gateway does, at most `most` at a time. */
export async function openAll(district: District, slot: Slot, most = 1000): Promise<number> {
    const { orders } = await district.community.evaluate<{ orders: readonly PublicOrder[] }>('forward:getOrders', {
        slot,
    });
    const live = orders.filter(({ cancelled }) => cancelled === null);
    for (let first = 0; first < live.length; first += most) {
        const some = live.slice(first, first + most);
        const { contents } = await district.community.evaluate<{ contents: readonly object[] }>('forward:getSealed', {
            slot,
            commitments: some.map(({ commitment }) => commitment),
        });
        const items = some.map(({ sequence }, index) => ({
            sequence,
            order: { ...contents[index], slot: nameOf(slot) },
        }));
        await open(district, slot, items);
    }
    return live.length;
}

export function open(district: District, slot: Slot, items: readonly object[]): Promise<Committed<object>> {
    return district.community.submit('forward:open', { slot }, { transient: { orders: JSON.stringify(items) } });
}

export function clear(district: District, slot: Slot, part = 0): Promise<Committed<ForwardRecord>> {
    return district.grid.submit<ForwardRecord>('forward:clear', { slot, part });
}

function nameOf(slot: Slot): string {
    return `${new Date(slot * 900_000).toISOString().slice(0, 16)}Z`;
}

/** An order as `forward:open` takes it. */
export function opened({ content, sequence }: TestOrder): object {
    return { sequence, order: { ...content, slot: nameOf(content.slot) } };
}
