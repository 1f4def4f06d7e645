import {
    commitmentOf,
    FORWARD_DEFAULTS,
    type ForwardOrder,
    formatSlot,
    type Intent,
    limitOf,
    orderContent,
    orderId,
    type PublicOrder,
    problem,
    readOrder,
    readSignedIntent,
    slot as slotOf,
    stateOf,
} from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { currentRules, nextOpenSlot } from '../clock/clock.js';
import { sha256 } from '../crypto/sha256.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, claimsOf, mustBeOwn } from '../http/access.js';
import {
    OrderCancellationRequest,
    OrderOpeningRequest,
    OrderRequest,
    type OrderTerms,
    SlotNumber,
} from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { findParticipant } from '../participants/participants.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { auctionListing, orderedWh, orderListing, pointAt, tariffOfSlot } from './orders.js';

const named = z.object({ participant: z.string(), point: z.string(), slot: SlotNumber, sequence: z.int() });
const told = ({ point, slot, sequence }: z.infer<typeof named>) => ({
    point,
    slot,
    start: formatSlot(slotOf(slot)),
    sequence,
});
const seal = defineAction('orders.seal', z.object({ commitment: z.string() }), (answer) => answer);
const place = defineAction('orders.place', named, told);
const cancel = defineAction('orders.cancel', named, told);
export const open = defineAction('orders.open', z.object({ slot: SlotNumber, orders: z.int() }), (answer) => answer);
export const clear = defineAction('orders.clear', z.looseObject({ slot: SlotNumber }), ({ slot }) => ({ slot }));
export const forwardActions: readonly Action[] = [seal, place, cancel, open, clear];

/** Orders for coming slots: sealed with the community until the gate, signed by their participant. */
export function orderRoutes({ readModel, writes, operations, tokens, profile }: Gateway): Router {
    const router = Router();
    const member = allow(tokens, 'resident', 'community.office');
    router.post(
        '/orders',
        member,
        writes.route(place, async (request) => {
            const { jws, order } = parse(OrderRequest, request.body);
            const intent = orderIntent(jws, 'order');
            mustBeOwn(request, intent.participant);
            const content = readOrder(order, 'order');
            mustMatch(intent, content);
            mustBeAdmissible(readModel, intent, content);
            // The content first: the contract takes an order only if the community holds it. Keeping it twice changes nothing.
            const sealing = operations.start({
                owner: 'orders',
                key: null,
                requestHash: '',
                action: seal.name,
                command: {
                    chaincode: 'energy',
                    transaction: 'forward:seal',
                    argument: {},
                    transient: { order: orderContent(content) },
                    endorsers: [profile.mspId],
                },
            });
            await sealing.done;
            return { chaincode: 'energy', transaction: 'forward:place', argument: { jws } };
        }),
    );
    router.post(
        '/orders/cancellations',
        member,
        writes.route(cancel, (request) => {
            const { jws } = parse(OrderCancellationRequest, request.body);
            mustBeOwn(request, orderIntent(jws, 'order-cancellation').participant);
            return { chaincode: 'energy', transaction: 'forward:cancel', argument: { jws } };
        }),
    );
    router.get('/participants/:id/orders', ...allowOwn(tokens), (request, response) => {
        const listing = orderListing(readModel, parameter(request, 'id'), claimsOf(request).role === 'resident');
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/participants/:id/order-terms', ...allowOwn(tokens), (request, response) => {
        const { slot } = parse(z.object({ slot: z.coerce.number().int().min(0).optional() }), request.query);
        reply(response, termsOf(readModel, parameter(request, 'id'), slot));
    });
    return router;
}

/** Opening orders in the community's place: a commitment can be opened in one way only, whoever does it. */
export function openingRoutes({ writes, tokens }: Gateway): Router {
    const router = Router();
    router.post(
        '/orders/openings',
        allow(tokens, 'grid.operator'),
        writes.route(open, (request) => {
            const { slot, orders } = parse(OrderOpeningRequest, request.body);
            return {
                chaincode: 'energy',
                transaction: 'forward:open',
                argument: { slot: toSlot(slot) },
                transient: { orders: JSON.stringify(orders) },
            };
        }),
    );
    return router;
}

/** Results of auctions, readable by everybody: totals only. */
export function auctionRoutes({ readModel }: Gateway): Router {
    const router = Router();
    router.get('/auctions', (request, response) => {
        reply(response, cutPage(readModel, auctionListing(), request));
    });
    return router;
}

type OrderIntent = Extract<Intent, { kind: 'order' }>;
type CancellationIntent = Extract<Intent, { kind: 'order-cancellation' }>;
function orderIntent(jws: string, kind: 'order'): OrderIntent;
function orderIntent(jws: string, kind: 'order-cancellation'): CancellationIntent;
function orderIntent(jws: string, kind: 'order' | 'order-cancellation'): Intent {
    const { intent } = readSignedIntent(jws);
    if (intent.kind !== kind) {
        throw problem('INTENT_INVALID', { where: 'intent.kind', reason: `${kind} is expected` });
    }
    return intent;
}

/** @throws COMMITMENT_MISMATCH */
function mustMatch(intent: OrderIntent, content: ForwardOrder): void {
    if (commitmentOf(content, sha256) !== intent.terms.commitment) {
        throw problem('COMMITMENT_MISMATCH', { order: orderId(intent) });
    }
}

/**
 * Tells at once what would make the order void at the gate, as far as it can be known today. The contract cannot: it sees no content.
 * @throws ORDER_REFUSED
 */
function mustBeAdmissible(readModel: ReadModel, intent: OrderIntent, content: ForwardOrder): void {
    const { participant, point, from: slot, sequence, terms } = intent;
    const order: PublicOrder = {
        v: 1,
        participant,
        point,
        slot,
        sequence,
        ...terms,
        kid: '',
        after: slot,
        cancelled: null,
    };
    const at = pointAt(readModel, point, slot);
    const tariff = tariffOfSlot(readModel, slot);
    const state = tariff === undefined ? 'admitted' : stateOf(order, content, at, { slot, tariff });
    const refuse = (reason: string) => problem('ORDER_REFUSED', { point, slot: formatSlot(slot), reason });
    if (state !== 'admitted' || at === undefined) {
        throw refuse(state === 'price' && tariff ? `price outside ${tariff.feedIn} to ${tariff.retail}` : state);
    }
    const limit = limitOf(at, content.side);
    if (orderedWh(readModel, order) + content.wh > limit) {
        throw refuse(`limit of ${limit} Wh`);
    }
}

function termsOf(readModel: ReadModel, participant: string, wanted: number | undefined): OrderTerms {
    const next = nextOpenSlot(readModel);
    if (next === null) {
        throw problem('NOT_SET_UP', {});
    }
    const slot = slotOf(wanted ?? next);
    const forward = currentRules(readModel)?.forward ?? null;
    const horizon = forward?.horizonSlots ?? FORWARD_DEFAULTS.horizonSlots;
    const tariff = tariffOfSlot(readModel, slot);
    const points = (findParticipant(readModel, participant)?.points ?? []).flatMap(({ point }) => {
        const at = pointAt(readModel, point, slot);
        return at === undefined ? [] : [{ point, sell: limitFor(at, 'sell'), buy: limitFor(at, 'buy') }];
    });
    return {
        open: forward !== null && slot >= next && slot < next + horizon,
        horizonSlots: forward === null ? null : horizon,
        slot,
        start: formatSlot(slot),
        feedIn: tariff?.feedIn ?? null,
        retail: tariff?.retail ?? null,
        points,
        asOf: readModel.asOf,
    };
}

function limitFor(point: NonNullable<ReturnType<typeof pointAt>>, side: ForwardOrder['side']): number {
    return point.direction === (side === 'sell' ? 'import' : 'export') ? 0 : limitOf(point, side);
}
