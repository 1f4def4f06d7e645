import { Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { MatchProposalRequest, SlotNumber } from '../http/api.js';
import { parse, slotParameter } from '../http/input.js';
import { type Action, defineAction } from '../operations/action.js';

const Verdict = z.object({
    slot: SlotNumber,
    code: z.string(),
    trade: z.int().nullable(),
    gainBasisPoints: z.int().nullable(),
    volumeBasisPoints: z.int().nullable(),
});
const propose = defineAction('matches.propose', Verdict, ({ code, ...verdict }) => ({
    ...verdict,
    code,
    accepted: code === 'ACCEPTED',
}));
export const matchingActions: readonly Action[] = [propose];

/**
 * For whoever matches orders otherwise than the engine: the book of a cleared auction, and a verdict on the trades proposed for it. The
 * book names points and prices, so it is for the member organisations, who have it anyway, and those whom they let in by their role.
 */
export function matchingRoutes({ tokens, writes, endorsement }: Gateway): Router {
    const router = Router();
    const member = allow(tokens, 'community.office', 'grid.operator', 'certifier.officer');
    const ask = (transaction: string, slot: number) =>
        endorsement.evaluate({ chaincode: 'energy', transaction, argument: { slot } });
    router.get('/auctions/:slot/book', member, async (request, response) => {
        response.type('json').send(await ask('forward:getBook', slotParameter(request)));
    });
    router.get('/auctions/:slot/proposals', member, async (request, response) => {
        response.type('json').send(await ask('forward:getProposals', slotParameter(request)));
    });
    router.post(
        '/auctions/:slot/proposals',
        member,
        writes.route(propose, (request) => ({
            chaincode: 'energy',
            transaction: 'forward:propose',
            argument: { slot: slotParameter(request) },
            transient: { trades: JSON.stringify(parse(MatchProposalRequest, request.body).trades) },
        })),
    );
    return router;
}
