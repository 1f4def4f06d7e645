import { parseSlot, problem } from '@linguang/chaincode/domain';
import { type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { Examination } from '../certificates/examination.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import * as api from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import type { LedgerWrites } from '../http/write.js';
import { gatewayProblem } from '../problems.js';
import { accreditationOf } from '../reservations/routes.js';
import * as act from './actions.js';
import { bundlesOf, readBundleId } from './bundles.js';
import { openApiDocument } from './openapi.js';
import { queryBundles } from './query.js';
import { accountListing, accountOf, deviceListing, deviceOf, storageListing } from './reads.js';

/** A route as it is served and as the description of the interface says it. Paths are below `/v1/energytag`. */
export type EnergyTagRoute = Readonly<{
    method: 'get' | 'post';
    path: string;
    summary: string;
    request?: z.ZodType;
    /** What it answers; undefined where the registry does not offer it. */
    answer?: z.ZodType;
    handle: RequestHandler;
}>;

/** The registry in EnergyTag's words: queries and those actions that the life cycle has; the others say what does the same here. */
export function energyTagRoutes(gateway: Gateway): Router {
    const router = Router();
    const routes = routesOf(gateway);
    const document = openApiDocument(routes);
    router.get('/energytag/openapi.json', (_request, response) => {
        response.setHeader('Cache-Control', 'no-cache');
        response.json(document);
    });
    const certifier = allow(gateway.tokens, 'certifier.officer');
    for (const { method, path, handle } of routes) {
        router[method](`/energytag${path}`, certifier, handle);
    }
    return router;
}

/** Actions whose end is reached otherwise here, and how. */
const elsewhere = [
    ['/certificate/create', 'settlement, /v1/energytag/certificate/reserve'],
    ['/certificate/transfer', '/v1/choices, /v1/offers, /v1/orders'],
    ['/certificate/recurring_transfer', '/v1/choices, /v1/offers'],
    ['/certificate/recurring_cancel', '/v1/schemes/{scheme}/{version}/automatic'],
    ['/certificate/claim', '/v1/energytag/certificate/cancel'],
    ['/certificate/import', 'settlement'],
    ['/device/create', '/v1/plants'],
    ['/account/create', '/v1/participants'],
] as const;

function routesOf({ readModel, writes, ...gateway }: Gateway): readonly EnergyTagRoute[] {
    const examination = new Examination(readModel);
    const whole = { readModel, writes, ...gateway };
    const action = (
        path: string,
        summary: string,
        request: z.ZodType,
        does: Parameters<LedgerWrites['route']>[0],
        command: (body: unknown) => ReturnType<Parameters<LedgerWrites['route']>[1]>,
    ): EnergyTagRoute => ({
        method: 'post',
        path,
        summary,
        request,
        answer: api.GranularCertificateAction,
        handle: writes.route(does, ({ body }) => command(body)),
    });
    return [
        {
            method: 'post',
            path: '/certificate/query',
            summary: 'Certificate bundles of at most one day',
            request: api.GranularCertificateQuery,
            answer: api.GranularCertificateQueryRead,
            handle: ({ body }, response) => {
                reply(response, queryBundles(readModel, parse(api.GranularCertificateQuery, body)));
            },
        },
        {
            method: 'get',
            path: '/certificate/:id',
            summary: 'One certificate bundle',
            answer: api.GranularCertificateBundle.extend({ asOf: api.AsOf }),
            handle: (request, response) => {
                const id = parameter(request, 'id');
                const named = readBundleId(id);
                const bundle = named && bundlesOf(readModel, parseSlot(named.slot)).find((one) => one.id === id);
                if (bundle === undefined) {
                    throw problem('NOT_FOUND', { kind: 'bundle', id: id.slice(0, 90) });
                }
                reply(response, { ...bundle, asOf: readModel.asOf });
            },
        },
        action(
            '/certificate/cancel',
            'Cancels and claims an account’s energy of a local day',
            api.GranularCertificateCancel,
            act.cancel,
            (body) => act.cancelCommand(whole, examination, body),
        ),
        action(
            '/certificate/reserve',
            'Reserves a device’s energy of a UTC day for its buyers, or opens it again',
            api.GranularCertificateReserve,
            act.reserve,
            (body) => act.reserveDevice(readModel, body),
        ),
        action(
            '/certificate/lock',
            'Locks a device’s energy of a UTC day',
            api.GranularCertificateReserve,
            act.lock,
            act.lockDevice,
        ),
        action(
            '/certificate/withdraw',
            'Takes back what a consumption certificate claimed',
            api.GranularCertificateWithdraw,
            act.withdraw,
            act.withdrawCommand,
        ),
        {
            method: 'get',
            path: '/device',
            summary: 'Accredited plants',
            answer: api.EnergyTagDevicePage,
            handle: (request, response) => reply(response, cutPage(readModel, deviceListing, request)),
        },
        {
            method: 'get',
            path: '/device/:id',
            summary: 'One accredited plant',
            answer: api.EnergyTagDevice.extend({ asOf: api.AsOf }),
            handle: (request, response) => {
                const accreditation = accreditationOf(readModel, parameter(request, 'id'));
                reply(response, { ...deviceOf(accreditation), asOf: readModel.asOf });
            },
        },
        {
            method: 'get',
            path: '/account',
            summary: 'Members by pseudonym',
            answer: api.EnergyTagAccountPage,
            handle: (request, response) => reply(response, cutPage(readModel, accountListing(readModel), request)),
        },
        {
            method: 'get',
            path: '/account/:id',
            summary: 'One member',
            answer: api.EnergyTagAccount.extend({ asOf: api.AsOf }),
            handle: (request, response) => {
                const id = parameter(request, 'id');
                if (readModel.one('SELECT 1 FROM participants WHERE participant = ?', id) === undefined) {
                    throw problem('NOT_FOUND', { kind: 'participant', id: id.slice(0, 64) });
                }
                reply(response, { ...accountOf(readModel, id), asOf: readModel.asOf });
            },
        },
        ...(['charge', 'discharge'] as const).map(
            (kind): EnergyTagRoute => ({
                method: 'get',
                path: `/storage/${kind}_record`,
                summary: kind === 'charge' ? 'Charge records (SCR)' : 'Discharge records (SDR)',
                answer: api.EnergyTagStorageRecordPage,
                handle: (request, response) => reply(response, cutPage(readModel, storageListing(kind), request)),
            }),
        ),
        action(
            '/storage/charge_record',
            'Records a charge of claimed energy',
            api.StorageChargeRecord,
            act.chargeRecord,
            (body) => act.charging(readModel, body),
        ),
        action(
            '/storage/discharge_record',
            'Records a discharge',
            api.StorageDischargeRecord,
            act.dischargeRecord,
            act.discharging,
        ),
        ...elsewhere.map(
            ([path, instead]): EnergyTagRoute => ({
                method: 'post',
                path,
                summary: `Not offered; see ${instead}`,
                handle: () => {
                    throw gatewayProblem('ENERGYTAG_NOT_OFFERED', { action: path.slice(1), instead });
                },
            }),
        ),
    ];
}
