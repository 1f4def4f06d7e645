import { type CertificateRecord, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { utcOffsetOf } from '../clock/clock.js';
import { dayPeriod } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { CertificateRequest, LocalDay, RevocationRequest } from '../http/api.js';
import { parameter, parse } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import { type Action, defineAction } from '../operations/action.js';
import type { Row } from '../readmodel/readmodel.js';
import { candidatesOf } from './candidates.js';
import { certificateOf } from './certificates.js';
import { issueCommand } from './evidence.js';
import { readCertificateNumber } from './number.js';

const record = z.custom<CertificateRecord>((value) => typeof value === 'object' && value !== null && 'number' in value);
const issue = defineAction('certificates.issue', record, ({ number, wh }) => ({ number, wh }));
const revoke = defineAction(
    'certificates.revoke',
    z.object({ number: z.string(), status: z.string() }),
    (answer) => answer,
);

export const certificateActions: readonly Action[] = [issue, revoke];

/** Certificates as everybody may see them: by their number, without a sign-in. */
export function publicCertificateRoutes(gateway: Gateway): Router {
    const { readModel } = gateway;
    const router = Router();
    router.get('/certificates/:number', (request, response) => {
        const typed = parameter(request, 'number');
        const number = readCertificateNumber(typed);
        const row =
            number === undefined ? undefined : readModel.one('SELECT * FROM certificates WHERE number = ?', number);
        if (row === undefined) {
            throw problem('NOT_FOUND', { kind: 'certificate', id: number ?? typed.slice(0, 30) });
        }
        reply(response, { ...certificateOf(row, context(gateway)), asOf: readModel.asOf });
    });
    return router;
}

/** A participant's own certificates. */
export function participantCertificateRoutes(gateway: Gateway): Router {
    const { readModel, tokens } = gateway;
    const router = Router();
    router.get('/participants/:id/certificates', ...allowOwn(tokens), (request, response) => {
        const values = [parameter(request, 'id')];
        const listing = { ...newestFirst(gateway), select: 'SELECT * FROM certificates WHERE participant = ?', values };
        reply(response, cutPage(readModel, listing, request));
    });
    return router;
}

/** What the certifier does. */
export function certificateRoutes(gateway: Gateway): Router {
    const { readModel, writes, tokens, profile } = gateway;
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.get('/certificates/candidates', certifier, (request, response) => {
        const { day } = parse(z.object({ day: LocalDay }), request.query);
        reply(response, candidatesOf(readModel, day, dayPeriod(day, utcOffsetOf(readModel))));
    });
    router.get('/certificates', certifier, (request, response) => {
        reply(response, cutPage(readModel, { ...newestFirst(gateway), select: 'SELECT * FROM certificates' }, request));
    });
    router.post(
        '/certificates',
        certifier,
        writes.route(issue, ({ body }) => {
            const { participant, day } = parse(CertificateRequest, body);
            const period = dayPeriod(day, utcOffsetOf(readModel));
            return issueCommand(readModel, { participant, day, period, channel: profile.channel });
        }),
    );
    router.post(
        '/certificates/:number/revocation',
        certifier,
        writes.route(revoke, (request) => {
            const { reason } = parse(RevocationRequest, request.body);
            const number = readCertificateNumber(parameter(request, 'number')) ?? parameter(request, 'number');
            return { chaincode: 'certificate', transaction: 'certificates:revoke', argument: { number, reason } };
        }),
    );
    return router;
}

function newestFirst(gateway: Gateway) {
    return {
        order: ['block', 'idx', 'number'],
        direction: 'DESC',
        read: (row: Row) => ({
            ...certificateOf(row, context(gateway)),
            participant: typeof row['participant'] === 'string' ? row['participant'] : null,
        }),
    } as const;
}

function context({ readModel, simulation }: Gateway) {
    return { utcOffsetMinutes: utcOffsetOf(readModel), simulation };
}
