import {
    canonical,
    commitmentOf,
    Fields,
    type ForwardOrder,
    formatSlot,
    hex,
    orderId,
    parseJson,
    problem,
    readOrder,
    type Slot,
    slotPlus,
    utf8,
} from '../../domain/index.js';
import { type OpenedRecord, type OpeningRecord } from '../../ledger/index.js';
import { hash } from '../crypto.js';
import { request, slotNumber } from '../request.js';
import type { EnergyContext } from './context.js';
import { transientText } from './transient.js';

/** Orders that one call opens at most, and their bytes: with them a transaction stays under 1 MB. */
export const MOST_OPENED = 2_000;
const MOST_BYTES = 900_000;

/**
 * Opens orders of a gated slot: `{slot}` and transient `orders`, JSON `[{sequence, order}]`. Each content must be what its order is
 * committed to. Opening again what is open changes nothing.
 * @throws GATE_MISSING, OPENING_TOO_LATE, FORWARD_CLEARED, COMMITMENT_MISMATCH, ORDER_INVALID
 */
export async function openOrders(context: EnergyContext, json: string): Promise<object> {
    const fields = request(json);
    const slot = slotNumber(fields, 'slot');
    fields.end();
    const items = itemsOf(transientText(context, 'orders'));
    await context.marks.gate(slot);
    if ((await context.forward.find(slot)) !== undefined) {
        throw problem('FORWARD_CLEARED', { slot: formatSlot(slot) });
    }
    const until = await openingEnd(context, slot);
    if (until === null || (await context.marks.isClosed(until))) {
        throw problem('OPENING_TOO_LATE', { slot: formatSlot(slot), until: formatSlot(until ?? slot) });
    }
    const names = items.map(({ sequence, order }) => ({ slot, point: order.point, sequence }));
    const placed = new Map((await context.forward.ordersAround(names)).map((order) => [orderId(order), order]));
    const contents: ForwardOrder[] = [];
    for (const { sequence, order } of items) {
        const id = orderId({ point: order.point, sequence });
        if (order.slot !== slot || placed.get(id)?.commitment !== commitmentOf(order, hash)) {
            throw problem('COMMITMENT_MISMATCH', { order: id });
        }
        contents.push(order);
    }
    const opened: OpenedRecord = { v: 1, slot, contents };
    const digest = hex(hash(utf8(canonical(opened))));
    const opening: OpeningRecord = { v: 1, slot, orders: contents.length, digest };
    await context.forward.saveOpening(context.transaction, opening, opened);
    context.announce('orders.opened', { slot, orders: contents.length });
    return { slot, orders: contents.length };
}

/** The slot with whose close the time for opening ends; null where the rules of the slot have no forward market. */
export async function openingEnd(context: EnergyContext, slot: Slot): Promise<Slot | null> {
    const gate = await context.marks.gate(slot);
    const { rules } = await context.books.standingFor(gate, []);
    const forward = rules?.body.forward ?? null;
    return forward === null ? null : slotPlus(slot, forward.openingSlots);
}

type Item = Readonly<{ sequence: number; order: ForwardOrder }>;

function itemsOf(text: string): readonly Item[] {
    const invalid = (where: string, reason: string) => problem('ORDER_INVALID', { where, reason });
    if (text.length > MOST_BYTES) {
        throw invalid('orders', `at most ${MOST_BYTES} characters are expected`);
    }
    const fields = new Fields({ orders: parseJson(text, 'orders', invalid) }, 'transient', invalid);
    const items = fields.list(
        'orders',
        (value, where) => {
            const item = new Fields(value, where, invalid);
            const read = { sequence: item.integer('sequence'), order: readOrder(item.take('order'), `${where}.order`) };
            item.end();
            return read;
        },
        MOST_OPENED,
    );
    if (items.length === 0) {
        throw invalid('orders', 'at least one order is expected');
    }
    return items;
}
