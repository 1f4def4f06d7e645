import { randomBytes } from 'node:crypto';
import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { CorrectionRequest } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { closingSlot, correctionListing, correctionSummary, correctionsOf } from './corrections.js';

const correct = defineAction(
    'corrections.enter',
    z.object({ slot: z.int(), point: z.string(), number: z.int() }),
    ({ slot, point, number }) => ({ slot, point, number }),
);

export const correctionActions: readonly Action[] = [correct];

/** Corrections as everybody may see them. */
export function correctionRoutes({ readModel }: Gateway): Router {
    const router = Router();
    router.get('/corrections', (request, response) => {
        const listing = {
            select: correctionListing,
            order: ['slot', 'number'],
            direction: 'DESC',
            read: correctionSummary,
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    return router;
}

/** What corrections changed for a participant: for herself and the office. */
export function participantCorrectionRoutes({ readModel, tokens }: Gateway): Router {
    const router = Router();
    router.get('/participants/:id/corrections', ...allowOwn(tokens), (request, response) => {
        reply(response, correctionsOf(readModel, parameter(request, 'id')));
    });
    return router;
}

/** Entering corrections: the grid company. */
export function correctionWriteRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    router.post(
        '/corrections',
        allow(tokens, 'grid.operator'),
        writes.route(correct, ({ body }) => {
            const { slot: named, point, reading, decision } = parse(CorrectionRequest, body);
            const slot = toSlot(named);
            const decided = nextOpenSlot(readModel);
            if ((reading === undefined) === (decision === undefined) || decided === null) {
                throw problem('REQUEST_INVALID', { where: 'reading', reason: 'a reading or a decision is expected' });
            }
            const { reason, reference, ...energy } = decision ?? {};
            const closing = closingSlot(readModel, point, slot);
            return {
                chaincode: 'energy',
                transaction: 'settlement:correct',
                argument: {
                    slot,
                    point,
                    decided,
                    basis: reading === undefined ? { kind: 'decision', reason, reference } : { kind: 'reading' },
                    ...(closing === null ? {} : { closing }),
                },
                transient: {
                    correction: JSON.stringify(reading ?? energy),
                    seed: randomBytes(32).toString('hex'),
                },
            };
        }),
    );
    return router;
}
