import { randomBytes } from 'node:crypto';
import { problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { nextOpenSlot } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { CorrectionRequest, StandingQuery } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { closingSlot, correctionListing, correctionSummary, correctionsDue, correctionsOf } from './corrections.js';
import { previewCorrection, standingOf, type WantedCorrection } from './preview.js';

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

/** Entering corrections, what they would change, and what waits for one: the grid company. */
export function correctionWriteRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const grid = allow(tokens, 'grid.operator');
    router.post(
        '/corrections',
        grid,
        writes.route(correct, ({ body }) => {
            const { basis, closing, sent, ...named } = wantedOf(readModel, body);
            return {
                chaincode: 'energy',
                transaction: 'settlement:correct',
                argument: { ...named, basis, ...(closing === null ? {} : { closing }) },
                transient: { correction: JSON.stringify(sent), seed: randomBytes(32).toString('hex') },
            };
        }),
    );
    router.post('/corrections/preview', grid, ({ body }, response) => {
        reply(response, previewCorrection(readModel, wantedOf(readModel, body)));
    });
    router.get('/corrections/standing', grid, ({ query }, response) => {
        const { slot, point } = parse(StandingQuery, query);
        reply(response, standingOf(readModel, point, toSlot(slot)));
    });
    router.get('/corrections/due', grid, (_request, response) => {
        reply(response, correctionsDue(readModel));
    });
    return router;
}

/** @throws REQUEST_INVALID unless there is either a reading or a decision, and rules */
function wantedOf(readModel: ReadModel, body: unknown): WantedCorrection {
    const { slot: named, point, reading, decision } = parse(CorrectionRequest, body);
    const slot = toSlot(named);
    const decided = nextOpenSlot(readModel);
    if ((reading === undefined) === (decision === undefined) || decided === null) {
        throw problem('REQUEST_INVALID', { where: 'reading', reason: 'a reading or a decision is expected' });
    }
    const { reason, reference, ...energy } = decision ?? {};
    return {
        slot,
        point,
        decided,
        basis: reading === undefined ? { kind: 'decision', reason, reference } : { kind: 'reading' },
        closing: closingSlot(readModel, point, slot),
        sent: reading ?? energy,
    };
}
