import type { Accreditation } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { gateHead } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import {
    type Plant,
    PlantAuditRequest,
    PlantRequest,
    ResumptionRequest,
    SuspensionRequest,
    WithdrawalRequest,
} from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import { type Row, recordOf } from '../readmodel/readmodel.js';
import { schemeActions } from './schemes.js';

const changed = z.object({ plant: z.string(), from: z.int() });
const accredit = defineAction('plants.accredit', changed, (answer) => answer);
const suspend = defineAction('plants.suspend', changed, (answer) => answer);
const resume = defineAction('plants.resume', changed, (answer) => answer);
const withdraw = defineAction('plants.withdraw', changed, (answer) => answer);
const audit = defineAction('plants.audit', changed, (answer) => answer);

export const plantActions: readonly Action[] = [accredit, suspend, resume, withdraw, audit, ...schemeActions];

/** Plants whose energy may be certified. */
export function plantRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.post(
        '/plants',
        certifier,
        writes.route(accredit, ({ body }) => {
            const { from, until, ...rest } = parse(PlantRequest, body);
            const plant = { ...rest, id: rest.id ?? `A-${rest.plant}` };
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
    router.post(
        '/plants/:id/resumption',
        certifier,
        writes.route(resume, (request) => {
            const { from } = parse(ResumptionRequest, request.body);
            const argument = { plant: parameter(request, 'id'), from: toSlot(from) };
            return { chaincode: 'certificate', transaction: 'plants:resume', argument };
        }),
    );
    router.post(
        '/plants/:id/withdrawal',
        certifier,
        writes.route(withdraw, (request) => {
            const { from, until, reason } = parse(WithdrawalRequest, request.body);
            const argument = { plant: parameter(request, 'id'), from: toSlot(from), until: toSlot(until), reason };
            return { chaincode: 'certificate', transaction: 'plants:withdraw', argument };
        }),
    );
    router.post(
        '/plants/:id/audits',
        certifier,
        writes.route(audit, (request) => {
            const { at, until, ...rest } = parse(PlantAuditRequest, request.body);
            const slots = { at: toSlot(at), ...(until === undefined ? {} : { until: toSlot(until) }) };
            const argument = { plant: parameter(request, 'id'), ...rest, ...slots };
            return { chaincode: 'certificate', transaction: 'plants:audit', argument };
        }),
    );
    return router;
}

/** A plant as it stands at a slot. */
function plantOf(row: Row, now: number): Plant {
    const { v: _, suspensions, withdrawals, audits, undertaking, ...plant } = recordOf<Accreditation>(row);
    const last = suspensions.at(-1);
    const suspension = last === undefined || last.until !== null ? null : { from: last.from, reason: last.reason };
    const suspended = suspension !== null && suspension.from <= now;
    return {
        ...plant,
        status: plant.until !== null && plant.until <= now ? 'ended' : suspended ? 'suspended' : 'accredited',
        suspension,
        withdrawals: withdrawals.map((one) => ({ ...one })),
        undertaking: { ...undertaking },
        audits: audits.map((one) => ({ ...one })),
    };
}
