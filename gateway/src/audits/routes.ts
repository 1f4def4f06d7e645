import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { localDayRange, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { utcOffsetOf } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { AuditPackageQuery } from '../http/api.js';
import { parse } from '../http/input.js';
import { gatewayProblem } from '../problems.js';
import { packageLines, packageText } from './package.js';

const MOST_DAYS = 31;

/** What an auditor takes away: one file of records, evidence and checks. */
export function auditRoutes(gateway: Gateway): Router {
    const { readModel, tokens } = gateway;
    const router = Router();
    router.get('/audit-package', allow(tokens, 'certifier.officer'), async (request, response) => {
        const days = parse(AuditPackageQuery, request.query);
        const offset = utcOffsetOf(readModel);
        const period = { from: localDayRange(days.from, offset).from, to: localDayRange(days.to, offset).to };
        if (period.to <= period.from) {
            throw problem('REQUEST_INVALID', { where: 'to', reason: 'it must not be before `from`' });
        }
        if (period.to - period.from > MOST_DAYS * 96) {
            throw gatewayProblem('RANGE_TOO_LONG', { limit: MOST_DAYS });
        }
        response.setHeader('Cache-Control', 'private, no-store');
        response.setHeader('Content-Disposition', `attachment; filename="audit-${days.from}-${days.to}.jsonl"`);
        response.type('application/jsonl');
        const lines = packageLines(gateway, days, period);
        await pipeline(Readable.from(packageText(lines)), response).catch((error: unknown) => {
            gateway.logger.warn({ err: error }, 'an audit package was broken off');
            response.destroy();
        });
    });
    return router;
}
