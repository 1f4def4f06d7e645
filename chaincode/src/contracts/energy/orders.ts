import {
    type CancellationIntent,
    type ForwardRules,
    formatSlot,
    type Intent,
    type OrderIntent,
    type PublicOrder,
    parseOrder,
    problem,
    readSignedIntent,
    type Slot,
    slotPlus,
    verifySignedIntent,
} from '../../domain/index.js';
import { contractProblem, ownCollection } from '../../ledger/index.js';
import { consortium } from '../context/organisations.js';
import { hash, verifyEs256 } from '../crypto.js';
import { emptyRequest, request } from '../request.js';
import type { EnergyContext } from './context.js';
import { transientText } from './transient.js';

/** Keeps the content of an order in the community's own collection. @throws ORDER_INVALID */
export async function sealOrder(context: EnergyContext, json: string): Promise<object> {
    emptyRequest(json);
    const order = parseOrder(transientText(context, 'order'));
    return { commitment: await context.forward.seal(ownCollection(consortium.community), order, hash) };
}

/**
 * Places a signed order.
 * @throws ORDER_TOO_LATE, ORDER_TOO_FAR, ORDER_TOO_MANY, FORWARD_OFF, ORDER_NOT_SEALED, POINT_NOT_OWNED, POINT_DIRECTION, SEQUENCE_USED, and what
 * the signature and its form can be refused with
 */
export async function placeOrder(context: EnergyContext, json: string): Promise<object> {
    const { intent, kid } = await signed(context, json, 'order');
    const { participant, point, from: slot, sequence, terms } = intent;
    await context.marks.mustBeOpen(slot, context.timestamp, 'ORDER_TOO_LATE');
    const rules = await forwardRulesAt(context, slot);
    await mustBeNear(context, slot, rules);
    const at = await context.registry.pointAt(point, slot);
    if (at?.participant !== participant || !at.active) {
        throw problem('POINT_NOT_OWNED', { point, participant, slot: formatSlot(slot) });
    }
    if (at.direction === (terms.side === 'sell' ? 'import' : 'export')) {
        throw problem('POINT_DIRECTION', { point, kind: `${terms.side} order` });
    }
    const others = await context.forward.ordersOfPoint(slot, point);
    if (others.some((one) => one.sequence === sequence)) {
        throw contractProblem('SEQUENCE_USED', { id: point, slot: formatSlot(slot), sequence });
    }
    if (others.length >= rules.ordersPerPoint) {
        throw problem('ORDER_TOO_MANY', { point, slot: formatSlot(slot), limit: rules.ordersPerPoint });
    }
    const order: PublicOrder = {
        v: 1,
        participant,
        point,
        side: terms.side,
        slot,
        sequence,
        commitment: terms.commitment,
        kid,
        after: await newestGate(context),
        cancelled: null,
    };
    await context.forward.mustBeSealed(ownCollection(consortium.community), order);
    await context.forward.saveOrder(order);
    context.announce('order.placed', { participant, point, side: terms.side, slot, sequence });
    return { participant, point, side: terms.side, slot, sequence };
}

/** Withdraws an order until its gate. @throws ORDER_TOO_LATE, ORDER_NOT_LIVE */
export async function cancelOrder(context: EnergyContext, json: string): Promise<object> {
    const { intent } = await signed(context, json, 'order-cancellation');
    const { participant, point, from: slot, sequence, terms } = intent;
    await context.marks.mustBeOpen(slot, context.timestamp, 'ORDER_TOO_LATE');
    const order = await context.forward.order({ slot, point, sequence: terms.order });
    if (order === undefined || order.participant !== participant || order.cancelled !== null) {
        throw problem('ORDER_NOT_LIVE', { order: terms.order, point, slot: formatSlot(slot) });
    }
    await context.forward.saveOrder({ ...order, cancelled: sequence });
    context.announce('order.cancelled', { participant, point, slot, sequence: terms.order });
    return { participant, point, slot, sequence: terms.order };
}

/** The rules that, as far as is accepted today, hold at the slot. @throws FORWARD_OFF */
export async function forwardRulesAt(context: EnergyContext, slot: Slot): Promise<ForwardRules> {
    const accepted = (await context.registry.allRules()).filter(
        ({ acceptedBy, from }) => acceptedBy !== null && from <= slot,
    );
    const newest = accepted.sort((a, b) => a.from - b.from || a.version - b.version).at(-1);
    const forward = newest?.rules.forward ?? null;
    if (forward === null) {
        throw problem('FORWARD_OFF', { slot: formatSlot(slot) });
    }
    return forward;
}

/** Not further ahead of the gates than the rules allow. Reads one gate, which once written never changes. @throws ORDER_TOO_FAR */
async function mustBeNear(context: EnergyContext, slot: Slot, { horizonSlots }: ForwardRules): Promise<void> {
    const { firstSlot } = await context.marks.origin();
    const before = slotPlus(slot, -horizonSlots);
    if (before >= firstSlot && !(await context.marks.isGated(before))) {
        throw problem('ORDER_TOO_FAR', { slot: formatSlot(slot), limit: horizonSlots });
    }
}

/**
 * The newest gated slot, read so that the order conflicts with the next gate: nobody's clock says when it was placed, the ledger does.
 * The slot before the ledger's first where none is gated.
 */
async function newestGate(context: EnergyContext): Promise<Slot> {
    const head = await context.marks.gateHead();
    return head?.last ?? slotPlus((await context.marks.origin()).firstSlot, -1);
}

type Signed<Kind> = Readonly<{ intent: Extract<Intent, { kind: Kind }>; kid: string }>;

async function signed<Kind extends (OrderIntent | CancellationIntent)['kind']>(
    context: EnergyContext,
    json: string,
    kind: Kind,
): Promise<Signed<Kind>> {
    const fields = request(json);
    const jws = fields.text('jws', 8192);
    fields.end();
    const read = readSignedIntent(jws);
    const participant = await context.registry.participant(read.intent.participant);
    const { intent } = verifySignedIntent(jws, { channel: context.channel, participant, verify: verifyEs256 });
    if (!isKind(intent, kind)) {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: `${kind} is expected` });
    }
    return { intent, kid: read.jws.kid };
}

function isKind<Kind extends Intent['kind']>(intent: Intent, kind: Kind): intent is Extract<Intent, { kind: Kind }> {
    return intent.kind === kind;
}
