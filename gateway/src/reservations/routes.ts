import {
    type Accreditation,
    ledgerDayRange,
    problem,
    type ReconciliationRecord,
    slotPlus,
} from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { schemeAt } from '../certificates/basis.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { ReconciliationRequest, SlotBalances, UtcMonth } from '../http/api.js';
import { parameter, parse, slotParameter } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { gatewayProblem } from '../problems.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';
import { expireDay, lockDay, openDay, reconcileMonth } from './actions.js';
import { balanceOfMonth } from './conservation.js';
import { reconciliationOf, reservationsCsv, reservedDays, reservedMonth } from './month.js';

const Month = z.object({ month: UtcMonth });
const byPlant = { select: 'SELECT * FROM plants', order: ['plant'], direction: 'ASC' } as const;

/** What is reserved of plants, how it agrees with other instruments, and whether everything certifiable went somewhere exactly once. */
export function reservationRoutes({ readModel, writes, tokens, endorsement }: Gateway): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.get('/reservations', certifier, (request, response) => {
        const { month } = parse(Month, request.query);
        const read = (row: Row) => reservedMonth(readModel, recordOf<Accreditation>(row), month);
        reply(response, cutPage(readModel, { ...byPlant, read }, request));
    });
    router.get('/reservations.csv', certifier, (request, response) => {
        const { month } = parse(Month, request.query);
        const months = readModel
            .all('SELECT record FROM plants ORDER BY plant')
            .map((row) => reservedMonth(readModel, recordOf<Accreditation>(row), month));
        response.setHeader('Content-Disposition', `attachment; filename="reservations-${month}.csv"`);
        response.type('text/csv').send(reservationsCsv(months));
    });
    router.get('/plants/:id/reservations', certifier, (request, response) => {
        const { month } = parse(Month, request.query);
        const accreditation = accreditationOf(readModel, parameter(request, 'id'));
        const items = reservedDays(readModel, accreditation.plant, month);
        reply(response, { ...reservedMonth(readModel, accreditation, month), items, asOf: readModel.asOf });
    });
    router.post('/plants/:id/reservations/:day/lock', certifier, writes.route(lockDay, change('lock')));
    router.post('/plants/:id/reservations/:day/opening', certifier, writes.route(openDay, change('unlock')));
    router.post(
        '/plants/:id/reservations/:day/expiry',
        certifier,
        writes.route(expireDay, (request) => {
            const command = change('expire')(request);
            const { scheme, version } = schemeOfDay(readModel, command.argument.day);
            return { ...command, argument: { ...command.argument, scheme, version } };
        }),
    );
    router.get('/reconciliations', certifier, (request, response) => {
        const listing = {
            select: 'SELECT * FROM reconciliations',
            order: ['month', 'plant'],
            direction: 'DESC',
            read: (row: Row) => reconciliationOf(recordOf<ReconciliationRecord>(row)),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/plants/:id/reconciliations/:month',
        certifier,
        writes.route(reconcileMonth, (request) => {
            const answer = parse(ReconciliationRequest, request.body);
            const month = parse(UtcMonth, parameter(request, 'month'));
            const argument = { plant: parameter(request, 'id'), month, ...answer };
            return { chaincode: 'certificate', transaction: 'reservations:reconcile', argument };
        }),
    );
    router.get('/conservation', certifier, (request, response) => {
        const { month } = parse(Month, request.query);
        const read = (row: Row) => ({ ...balanceOfMonth(readModel, String(row['plant']), month) });
        reply(response, cutPage(readModel, { ...byPlant, read }, request));
    });
    router.get('/slots/:slot/conservation', certifier, async (request, response) => {
        const slot = slotParameter(request);
        const scheme = schemeAt(readModel, slot);
        if (scheme === undefined) {
            throw gatewayProblem('SCHEME_MISSING', {});
        }
        const argument = { slot, scheme: scheme.scheme, version: scheme.version };
        const answer = await endorsement.evaluate({
            chaincode: 'certificate',
            transaction: 'conservation:slot',
            argument,
        });
        const balances = SlotBalances.omit({ asOf: true }).parse(JSON.parse(answer));
        reply(response, { ...balances, asOf: readModel.asOf });
    });
    return router;
}

/** The accreditation of a plant. @throws NOT_FOUND */
export function accreditationOf(readModel: ReadModel, plant: string): Accreditation {
    const row = readModel.one('SELECT record FROM plants WHERE plant = ?', plant);
    if (row === undefined) {
        throw problem('NOT_FOUND', { kind: 'plant', id: plant.slice(0, 64) });
    }
    return recordOf<Accreditation>(row);
}

/** The scheme version under which a plant's ledger day was reserved. @throws SCHEME_MISSING */
export function schemeOfDay(readModel: ReadModel, day: number) {
    const found = schemeAt(readModel, slotPlus(ledgerDayRange(day).to, -1));
    if (found === undefined) {
        throw gatewayProblem('SCHEME_MISSING', {});
    }
    return found;
}

function change(what: 'lock' | 'unlock' | 'expire') {
    return (request: Request) => {
        const day = parse(z.coerce.number().int().min(0).max(9_999_999), parameter(request, 'day'));
        const argument = { plant: parameter(request, 'id'), day };
        return { chaincode: 'certificate', transaction: `reservations:${what}`, argument };
    };
}
