import { slotPlus } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { gateHead, utcOffsetOf } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { lastSlot, PointRequest, RefusedQuery } from '../http/api.js';
import { parse, toBoundary, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { nextSequence } from '../tariffs/routes.js';
import { missingReadings, newestSettled } from './missing.js';
import { meteringPoint, pointListing } from './points.js';
import { readingsCommand, submitReadings } from './readings.js';
import { refusedListing } from './refused.js';

const registerPoint = defineAction(
    'points.register',
    z.object({ points: z.array(z.string()).min(1) }),
    ({ points }) => ({
        point: points[0],
    }),
);

export const meterActions: readonly Action[] = [registerPoint, submitReadings];

/** Metering points and their readings: the grid company's part. */
export function meterRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const grid = allow(tokens, 'grid.operator');
    router.post(
        '/metering-points',
        grid,
        writes.route(registerPoint, ({ body }) => {
            const { from, meter, ...point } = parse(PointRequest, body);
            const first = toSlot(from);
            const sequence = nextSequence(readModel, 'point', point.point, first);
            const { from: meterFrom, to, ...registered } = meter;
            return {
                chaincode: 'energy',
                transaction: 'registry:registerPoint',
                argument: {
                    ...point,
                    meter: { ...registered, from: toSlot(meterFrom), ...(to === undefined ? {} : { to: toSlot(to) }) },
                    from: first,
                    ...(sequence > 1 ? { sequence } : {}),
                },
            };
        }),
    );
    router.get('/metering-points', grid, (request, response) => {
        const listing = {
            select: pointListing,
            order: ['id'],
            direction: 'ASC',
            read: (row: Parameters<typeof meteringPoint>[1]) => meteringPoint(readModel, row),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/readings',
        grid,
        writes.route(submitReadings, ({ body }) => readingsCommand(body)),
    );
    router.get('/readings/refused', grid, (request, response) => {
        const { slot, from, to } = parse(RefusedQuery, request.query);
        const offset = utcOffsetOf(readModel);
        const first = slot === undefined ? toBoundary(from ?? '0', offset) : toSlot(slot);
        const end = slot === undefined ? toBoundary(to ?? String(lastSlot), offset) : slotPlus(first, 1);
        reply(response, cutPage(readModel, refusedListing(first, end), request));
    });
    router.get('/meters/missing', grid, (request, response) => {
        const asked = parse(z.object({ slot: z.string().max(20).optional() }), request.query).slot;
        const slot = asked === undefined ? newestSettled(readModel) : toSlot(asked);
        reply(response, missingReadings(readModel, slot ?? gateHead(readModel)?.last ?? toSlot(0)));
    });
    return router;
}
