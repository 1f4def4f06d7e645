import express, { type Express, type RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { pinoHttp } from 'pino-http';
import { auditRoutes } from '../audits/routes.js';
import { billingRoutes, billRoutes } from '../bills/routes.js';
import { certificateRoutes, participantCertificateRoutes, publicCertificateRoutes } from '../certificates/routes.js';
import { clockRoutes } from '../clock/routes.js';
import { correctionRoutes, correctionWriteRoutes, participantCorrectionRoutes } from '../corrections/routes.js';
import { developmentRoutes } from '../development/routes.js';
import { blockRoutes, bundleRoutes, networkRoutes } from '../documents/bundle/routes.js';
import { certifierOf } from '../documents/certifier.js';
import { documentAccessRoutes } from '../documents/credential/access.js';
import {
    documentKeyRoutes,
    holderDocumentRoutes,
    publicDocumentFiles,
    statusListRoutes,
} from '../documents/credential/routes.js';
import { pdfRoutes } from '../documents/pdf/routes.js';
import { verifyPageRoutes } from '../documents/verifypage.js';
import { energyRoutes } from '../energy/routes.js';
import { energyTagRoutes } from '../energytag/routes.js';
import { figuresRoutes } from '../figures/routes.js';
import { matchingRoutes } from '../forward/matching.js';
import { auctionRoutes, openingRoutes, orderRoutes } from '../forward/routes.js';
import type { Gateway } from '../gateway.js';
import { healthRoutes } from '../info/health.js';
import { infoRoutes } from '../info/routes.js';
import { logRoutes } from '../log/routes.js';
import { countersignatureRoutes, mandateRoutes } from '../mandates/routes.js';
import { marketRoutes } from '../market/routes.js';
import { meterRoutes } from '../meters/routes.js';
import { neighbourRoutes } from '../neighbours/routes.js';
import { operationRoutes } from '../operations/routes.js';
import { keyAcceptanceRoutes, keyRoutes } from '../participants/keys.js';
import { participantRoutes } from '../participants/routes.js';
import { plantRoutes } from '../plants/routes.js';
import { schemeRoutes } from '../plants/schemes.js';
import { poolMemberRoutes, poolRoutes } from '../pool/routes.js';
import { previewRoutes } from '../preview/routes.js';
import { allProblems, gatewayProblem } from '../problems.js';
import { reservationRoutes } from '../reservations/routes.js';
import { rulesRoutes, rulesWriteRoutes } from '../rules/routes.js';
import { slotRoutes } from '../slots/routes.js';
import type { SlotStream } from '../slots/stream.js';
import { statisticsRoutes } from '../statistics/routes.js';
import { storageRoutes } from '../storages/routes.js';
import { tariffRoutes, tariffWriteRoutes } from '../tariffs/routes.js';
import { allow } from './access.js';
import { jsonBody } from './body.js';
import { pageRoutes } from './pages.js';
import { problemHandler } from './problem.js';
import { pageSecurity, security } from './security.js';

export type AppOptions = Readonly<{
    stream: SlotStream;
    pagesFolder: string;
    residentsFiles: readonly string[];
    stopping: () => boolean;
}>;

/** What anybody may send. */
const largestBody = '1mb';
/** What the grid may send once its token was checked: a batch of 1,000 readings. */
const largestBatch = '8mb';

/** The whole HTTP application of one organisation's gateway. */
export function buildApp(gateway: Gateway, { stream, pagesFolder, residentsFiles, stopping }: AppOptions): Express {
    const app = express();
    app.disable('x-powered-by');
    app.use(requestLog(gateway));
    app.use(security());
    app.use(healthRoutes(gateway, stopping));
    if (gateway.documents !== undefined) {
        app.use(publicDocumentFiles(gateway.documents.documents));
    }
    app.use('/v1', api(gateway, stream, residentsFiles));
    app.get('/problems/:code', ({ params }, response, next) => {
        const definition = Object.hasOwn(allProblems, params.code) ? allProblems[params.code] : undefined;
        definition === undefined ? next() : response.json({ code: params.code, ...definition });
    });
    app.use(verifyPageRoutes(pagesFolder, gateway));
    app.use(
        pageRoutes(
            pagesFolder,
            pageSecurity(() => certifierOf(gateway)?.origin),
        ),
    );
    app.use(unknownRoute);
    app.use(problemHandler(gateway.logger));
    return app;
}

const unknownRoute: RequestHandler = ({ originalUrl }) => {
    throw gatewayProblem('ROUTE_UNKNOWN', { path: originalUrl.slice(0, 100) });
};

function api(gateway: Gateway, stream: SlotStream, residentsFiles: readonly string[]): Router {
    const router = Router();
    const perMinute = (limit: number) =>
        rateLimit({
            windowMs: 60_000,
            limit,
            standardHeaders: 'draft-7',
            legacyHeaders: false,
            handler: () => {
                throw gatewayProblem('RATE_LIMITED', {});
            },
        });
    router.use(perMinute(gateway.development ? 100_000 : 3_000));
    if (gateway.profile.organisation === 'grid') {
        router.use('/readings', allow(gateway.tokens, 'grid.operator'), jsonBody(largestBatch));
    }
    router.use(jsonBody(largestBody));
    router.use(infoRoutes(gateway), rulesRoutes(gateway), tariffRoutes(gateway), slotRoutes(gateway, stream));
    router.use(auctionRoutes(gateway), matchingRoutes(gateway), correctionRoutes(gateway), poolRoutes(gateway));
    router.use(operationRoutes(gateway), networkRoutes(gateway), blockRoutes(gateway));
    if (gateway.development) {
        router.use(developmentRoutes(gateway, residentsFiles));
    }
    router.use(...organisationRoutes(gateway));
    router.use('/log', perMinute(gateway.development ? 10_000 : 60));
    router.use('/statistics', perMinute(gateway.development ? 10_000 : 60));
    router.use(logRoutes(gateway), statisticsRoutes(gateway));
    router.use('/certificates/:number', perMinute(gateway.development ? 10_000 : 60));
    router.use(publicCertificateRoutes(gateway));
    if (gateway.documents !== undefined) {
        const { documents } = gateway.documents;
        router.use(statusListRoutes(documents), holderDocumentRoutes(documents, gateway.tokens));
        router.use(documentKeyRoutes(documents, gateway.tokens), pdfRoutes(documents, gateway.tokens));
        router.use(bundleRoutes(gateway, documents));
    }
    router.use(unknownRoute);
    return router;
}

/** What only one organisation does. */
function organisationRoutes(gateway: Gateway): [Router, ...Router[]] {
    switch (gateway.profile.organisation) {
        case 'community':
            return [
                participantRoutes(gateway),
                keyRoutes(gateway),
                mandateRoutes(gateway),
                marketRoutes(gateway),
                orderRoutes(gateway),
                energyRoutes(gateway),
                participantCorrectionRoutes(gateway),
                figuresRoutes(gateway),
                previewRoutes(gateway),
                poolMemberRoutes(gateway),
                neighbourRoutes(gateway),
                billRoutes(gateway),
                participantCertificateRoutes(gateway),
                documentAccessRoutes(gateway),
                rulesWriteRoutes(gateway),
            ];
        case 'grid':
            return [
                meterRoutes(gateway),
                clockRoutes(gateway),
                billingRoutes(gateway),
                correctionWriteRoutes(gateway),
                tariffWriteRoutes(gateway),
                openingRoutes(gateway),
                rulesWriteRoutes(gateway),
                keyAcceptanceRoutes(gateway),
                countersignatureRoutes(gateway),
            ];
        case 'certifier':
            return [
                plantRoutes(gateway),
                schemeRoutes(gateway),
                certificateRoutes(gateway),
                reservationRoutes(gateway),
                storageRoutes(gateway),
                auditRoutes(gateway),
                energyTagRoutes(gateway),
                keyAcceptanceRoutes(gateway),
                countersignatureRoutes(gateway),
            ];
        default:
            return [Router()];
    }
}

/** One line a request: route pattern, not path, so that no id of a person and no token reaches the log. */
function requestLog({ logger, metrics }: Gateway) {
    return [
        pinoHttp({
            logger,
            serializers: {
                req: ({ id, method }) => ({ id, method }),
                res: ({ statusCode }) => ({ statusCode }),
                err: () => undefined,
            },
            customProps: (request) => ({ route: routeOf(request) }),
            customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'debug'),
            wrapSerializers: true,
        }),
        ((request, response, next) => {
            const begun = performance.now();
            response.on('finish', () => {
                metrics.request(
                    request.method,
                    routeOf(request),
                    response.statusCode,
                    (performance.now() - begun) / 1000,
                );
            });
            next();
        }) satisfies express.RequestHandler,
    ];
}

function routeOf(request: unknown): string {
    const route = typeof request === 'object' && request !== null && 'route' in request ? request.route : undefined;
    const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
    return typeof path === 'string' ? path : '-';
}
