import { formatSlot, readSignedIntent, slot } from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOffice, mustBeOwn } from '../http/access.js';
import { ChoiceRequest, OfferRequest, SlotNumber } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { intentListing } from './intents.js';
import { suppliersOf } from './suppliers.js';

const made = z.object({ participant: z.string(), point: z.string(), from: SlotNumber, sequence: z.int() });
const told = (answer: z.infer<typeof made>) => ({ ...answer, start: formatSlot(slot(answer.from)) });
const choose = defineAction('choices.make', made, told);
const offer = defineAction('offers.make', made, told);
export const marketActions: readonly Action[] = [choose, offer];

const instructions = [
    { path: '/choices', action: choose, request: ChoiceRequest, transaction: 'market:choose' },
    { path: '/offers', action: offer, request: OfferRequest, transaction: 'market:offer' },
] as const;

/** Standing instructions: signed by the participant herself, or given by the office under her mandate. */
export function marketRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const member = allow(tokens, 'resident', 'community.office');
    for (const { path, action, request, transaction } of instructions) {
        router.post(
            path,
            member,
            writes.route(action, (received) => {
                const argument = parse(request, received.body);
                checkGiver(received, argument);
                return { chaincode: 'energy', transaction, argument };
            }),
        );
    }
    router.get('/suppliers', member, (_request, response) => {
        reply(response, suppliersOf(readModel));
    });
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

/**
 * A resident hands in only her own instructions, signed (the contract checks the signature); without one only the office may instruct,
 * under her mandate.
 * @throws NOT_YOURS, ROLE_NOT_ALLOWED, JWS_INVALID, INTENT_INVALID
 */
function checkGiver(request: Request, argument: { jws: string } | { mandate: string }): void {
    if ('jws' in argument) {
        mustBeOwn(request, readSignedIntent(argument.jws).intent.participant);
    } else {
        mustBeOffice(request);
    }
}
