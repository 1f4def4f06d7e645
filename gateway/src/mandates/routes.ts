import { formatSlot, readSignedIntent, slot } from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn, mustBeOffice, mustBeOwn } from '../http/access.js';
import { MandateId, MandateRequest, MandateRevocationRequest, SlotNumber } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import type { Command } from '../ledger/command.js';
import { type Action, defineAction } from '../operations/action.js';
import { mandatesOf, proposedMandates } from './mandates.js';

const changed = z.object({ mandate: z.string(), from: SlotNumber, status: z.string().default('revoked') });
const change = defineAction('mandates.change', changed, (answer) => ({
    ...answer,
    start: formatSlot(slot(answer.from)),
}));

export const mandateActions: readonly Action[] = [change];

/** Powers that participants give the community's office and take back. */
export function mandateRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    router.post('/mandates', allow(tokens, 'resident', 'community.office'), writes.route(change, granting));
    router.post(
        '/mandates/:mandate/revocation',
        allow(tokens, 'community.office'),
        writes.route(change, (request) => {
            const { from } = parse(MandateRevocationRequest, request.body);
            const argument = { mandate: mandateNamed(request), from: toSlot(from) };
            return { chaincode: 'energy', transaction: 'market:revokeMandate', argument };
        }),
    );
    router.get('/participants/:id/mandates', ...allowOwn(tokens), (request, response) => {
        reply(response, cutPage(readModel, mandatesOf(parameter(request, 'id')), request));
    });
    return router;
}

/** Countersigning mandates that the community has proposed: any other organisation's part. */
export function countersignatureRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const other = allow(tokens, 'grid.operator', 'certifier.officer');
    router.get('/mandates/proposed', other, (request, response) => {
        reply(response, cutPage(readModel, proposedMandates(), request));
    });
    router.post(
        '/mandates/:mandate/countersignature',
        other,
        writes.route(change, (request) => ({
            chaincode: 'energy',
            transaction: 'market:countersignMandate',
            argument: { mandate: mandateNamed(request) },
        })),
    );
    return router;
}

/** A mandate or its end as the participant signed it; without a signature only the office may propose one. */
function granting(request: Request): Command {
    const wanted = parse(MandateRequest, request.body);
    if ('intent' in wanted) {
        mustBeOffice(request);
        return { chaincode: 'energy', transaction: 'market:grantMandate', argument: wanted };
    }
    const { jws, revoke } = wanted;
    mustBeOwn(request, readSignedIntent(jws).intent.participant);
    const transaction = revoke ? 'market:revokeMandate' : 'market:grantMandate';
    return { chaincode: 'energy', transaction, argument: { jws } };
}

function mandateNamed(request: Request): string {
    return parse(MandateId, parameter(request, 'mandate'));
}
