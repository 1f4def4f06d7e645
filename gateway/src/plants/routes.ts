import type { Accreditation } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { type Plant, PlantRequest, SuspensionRequest } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

const changed = z.object({ plant: z.string(), from: z.int() });
const accredit = defineAction('plants.accredit', changed, (answer) => answer);
const suspend = defineAction('plants.suspend', changed, (answer) => answer);

export const plantActions: readonly Action[] = [accredit, suspend];

/** Plants whose energy may be certified. */
export function plantRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.post(
        '/plants',
        certifier,
        writes.route(accredit, ({ body }) => {
            const { from, until, ...plant } = parse(PlantRequest, body);
            const slots = { from: toSlot(from), ...(until === undefined ? {} : { until: toSlot(until) }) };
            return { chaincode: 'certificate', transaction: 'plants:accredit', argument: { ...plant, ...slots } };
        }),
    );
    router.get('/plants', certifier, (request, response) => {
        const now = gateHead(readModel)?.last ?? 0;
        const listing = {
            select: 'SELECT * FROM plants',
            order: ['plant'],
            direction: 'ASC',
            read: (row: Row) => plantOf(row, now),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/plants/:id/suspension',
        certifier,
        writes.route(suspend, (request) => {
            const { from, reason } = parse(SuspensionRequest, request.body);
            const argument = { plant: parameter(request, 'id'), from: toSlot(from), reason };
            return { chaincode: 'certificate', transaction: 'plants:suspend', argument };
        }),
    );
    return router;
}

/** All accreditations by plant id. */
export function accreditationsOf(readModel: ReadModel): ReadonlyMap<string, Accreditation> {
    const all = readModel.all('SELECT record FROM plants').map((row) => recordOf<Accreditation>(row));
    return new Map(all.map((accreditation) => [accreditation.plant, accreditation]));
}

function plantOf(row: Row, now: number): Plant {
    const { v: _, suspensions, ...plant } = recordOf<Accreditation>(row);
    const suspension = suspensions.at(-1) ?? null;
    return { ...plant, status: suspension !== null && suspension.from <= now ? 'suspended' : 'accredited', suspension };
}
