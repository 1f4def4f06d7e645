import { formatSlot, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import type { Gateway } from '../gateway.js';
import { slotParameter } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { slotDetail, slotSummary } from './slots.js';
import type { SlotStream } from './stream.js';

/** Settled slots, public within the consortium and beyond: totals, prices and proofs, no lines. */
export function slotRoutes({ readModel }: Gateway, stream: SlotStream): Router {
    const router = Router();
    router.get('/slots', (request, response) => {
        const listing = {
            select: 'SELECT * FROM slots',
            order: ['slot'],
            direction: 'DESC',
            read: slotSummary,
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/slots/stream', stream.handler);
    router.get('/slots/:slot', (request, response) => {
        const slot = slotParameter(request);
        const detail = slotDetail(readModel, slot);
        if (detail === undefined) {
            throw problem('NOT_FOUND', { kind: 'slot', id: formatSlot(slot) });
        }
        reply(response, detail);
    });
    return router;
}
