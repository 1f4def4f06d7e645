import { formatSlot, readSignedIntent, slot } from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOwn } from '../http/access.js';
import { ChoiceRequest, MandateRequest, OfferRequest, SlotNumber } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { intentListing } from './intents.js';

const made = z.object({ participant: z.string(), point: z.string(), from: SlotNumber, sequence: z.int() });
const told = (answer: z.infer<typeof made>) => ({ ...answer, start: formatSlot(slot(answer.from)) });
const choose = defineAction('choices.make', made, told);
const offer = defineAction('offers.make', made, told);
const mandate = defineAction(
    'mandates.change',
    z.object({ mandate: z.string(), from: SlotNumber, status: z.string().optional() }),
    (answer) => ({ ...answer, start: formatSlot(slot(answer.from)) }),
);

export const marketActions: readonly Action[] = [choose, offer, mandate];

/** Standing instructions: signed by the participant herself, or given by the office under her mandate. */
export function marketRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const member = allow(tokens, 'resident', 'community.office');
    router.post(
        '/choices',
        member,
        writes.route(choose, (request) => {
            const argument = parse(ChoiceRequest, request.body);
            checkGiver(request, argument);
            return { chaincode: 'energy', transaction: 'market:choose', argument };
        }),
    );
    router.post(
        '/offers',
        member,
        writes.route(offer, (request) => {
            const argument = parse(OfferRequest, request.body);
            checkGiver(request, argument);
            return { chaincode: 'energy', transaction: 'market:offer', argument };
        }),
    );
    router.post(
        '/mandates',
        member,
        writes.route(mandate, (request) => {
            const { jws, revoke } = parse(MandateRequest, request.body);
            checkGiver(request, { jws });
            const transaction = revoke ? 'market:revokeMandate' : 'market:grantMandate';
            return { chaincode: 'energy', transaction, argument: { jws } };
        }),
    );
    for (const [path, kind] of [
        ['choices', 'choice'],
        ['offers', 'offer'],
    ] as const) {
        router.get(`/participants/:id/${path}`, ...allowOwn(tokens), (request, response) => {
            const listing = intentListing(readModel, parameter(request, 'id'), kind);
            reply(response, cutPage(readModel, listing, request));
        });
    }
    return router;
}

/** A resident hands in only her own instructions; the contract checks the signature. @throws NOT_YOURS, JWS_INVALID, INTENT_INVALID */
function checkGiver(request: Request, argument: { jws: string } | { intent: { participant: string } }): void {
    mustBeOwn(
        request,
        'jws' in argument ? readSignedIntent(argument.jws).intent.participant : argument.intent.participant,
    );
}
