import { Router } from 'express';
import { z } from 'zod';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { PointRequest } from '../http/api.js';
import { parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { nextSequence } from '../tariffs/routes.js';
import { missingReadings, newestSettled } from './missing.js';
import { meteringPoint, pointListing } from './points.js';
import { readingsCommand, submitReadings } from './readings.js';

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
    router.get('/meters/missing', grid, (request, response) => {
        const asked = parse(z.object({ slot: z.string().max(20).optional() }), request.query).slot;
        const slot = asked === undefined ? newestSettled(readModel) : toSlot(asked);
        reply(response, missingReadings(readModel, slot ?? gateHead(readModel)?.last ?? toSlot(0)));
    });
    return router;
}
