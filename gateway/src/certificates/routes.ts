import {
    type CertificateRecord,
    type CheckResult,
    criteriaDigest,
    localDay,
    problem,
} from '@linguang/chaincode/domain';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { utcOffsetOf } from '../clock/clock.js';
import { sha256 } from '../crypto/sha256.js';
import { dayPeriod } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import {
    BatchRequest,
    CertificateRequest,
    CertificateSuspensionRequest,
    Identifier,
    LocalDay,
    PageQuery,
    RegisterQuery,
    RevocationRequest,
    SampleQuery,
    StatisticsQuery,
} from '../http/api.js';
import { parameter, parse, slotParameter } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import type { Action } from '../operations/action.js';
import { type Row, recordOf } from '../readmodel/readmodel.js';
import { issue, issueMany, resume, revoke, suspendOne, workerActions } from './actions.js';
import { reconciliationsOf, termsAt } from './basis.js';
import { candidatesOf } from './candidates.js';
import { certificateOf, reissuable, standingCertificate } from './certificates.js';
import { evidenceOfSlot, evidenceSlots } from './daylines.js';
import { issueCommand, issueCommands } from './evidence.js';
import { Examination } from './examination.js';
import { readCertificateNumber } from './number.js';
import { ofDays, registerSelection, statisticsListing } from './register.js';
import { sampleOf } from './sampling.js';

export const certificateActions: readonly Action[] = [issue, issueMany, revoke, suspendOne, resume, ...workerActions];

/** Certificates of one bulk issue; what does not fit into its first transaction follows in further ones. */
const MOST_AT_ONCE = 500;

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
    const { readModel, writes, tokens, operations } = gateway;
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    const examination = new Examination(readModel);
    const change = (what: string) => (request: Request) => {
        const number = readCertificateNumber(parameter(request, 'number')) ?? parameter(request, 'number');
        return { chaincode: 'certificate', transaction: `certificates:${what}`, argument: { number } };
    };
    router.get('/certificates/candidates', certifier, (request, response) => {
        const { day } = parse(z.object({ day: LocalDay }), request.query);
        reply(response, candidatesOf(readModel, day, dayPeriod(day, utcOffsetOf(readModel))));
    });
    router.get('/certificates', certifier, (request, response) => {
        const { where, values } = registerSelection(parse(RegisterQuery, request.query), utcOffsetOf(readModel));
        const listing = { ...newestFirst(gateway), select: `SELECT * FROM certificates WHERE ${where}`, values };
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/certificates/statistics', certifier, (request, response) => {
        const listing = statisticsListing(parse(StatisticsQuery, request.query), utcOffsetOf(readModel));
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/certificates/sample', certifier, (request, response) => {
        const utcOffsetMinutes = utcOffsetOf(readModel);
        const { after } = parse(PageQuery, request.query);
        const selection = ofDays(parse(SampleQuery, request.query), utcOffsetMinutes);
        reply(response, sampleOf(readModel, selection, { after, utcOffsetMinutes }));
    });
    router.post(
        '/certificates',
        certifier,
        writes.route(issue, ({ body }) => {
            const { participant, day } = parse(CertificateRequest, body);
            const period = dayPeriod(day, utcOffsetOf(readModel));
            const former = reissuable(readModel, participant, period);
            return issueCommand(gateway, examination, {
                participant,
                day,
                period,
                approval: 'officer',
                ...(former === undefined ? {} : { supersedes: former }),
            });
        }),
    );
    router.get('/certificates/examination', certifier, (request, response) => {
        const { day, participant } = parse(z.object({ day: LocalDay, participant: Identifier }), request.query);
        const period = dayPeriod(day, utcOffsetOf(readModel));
        const results = examination.of([participant], period, termsAt(readModel, period)).get(participant) ?? [];
        const digest = criteriaDigest(results, sha256);
        const shown = results.map(({ slots, ...result }) => ({ ...result, slots: [...slots] }));
        reply(response, { day, participant, results: shown, digest, asOf: readModel.asOf });
    });
    router.get('/certificates/checks', certifier, (request, response) => {
        const { day } = parse(z.object({ day: LocalDay }), request.query);
        const period = dayPeriod(day, utcOffsetOf(readModel));
        const terms = termsAt(readModel, period);
        const listing = {
            select: 'SELECT DISTINCT participant FROM lines WHERE slot >= ? AND slot < ? AND certifiable > 0',
            values: [period.from, period.to],
            order: ['participant'],
            direction: 'ASC',
            read: (row: Row) => {
                const participant = String(row['participant']);
                return { participant, ...worstOf(examination.of([participant], period, terms).get(participant) ?? []) };
            },
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.get('/certificates/evidence', certifier, (request, response) => {
        const { day, participant } = parse(z.object({ day: LocalDay, participant: Identifier }), request.query);
        const period = dayPeriod(day, utcOffsetOf(readModel));
        const results = examination.of([participant], period, termsAt(readModel, period)).get(participant) ?? [];
        const items = evidenceSlots(readModel, participant, period, results);
        reply(response, { day, participant, items: [...items], asOf: readModel.asOf });
    });
    router.get('/certificates/evidence/:slot', certifier, async (request, response) => {
        const { participant } = parse(z.object({ participant: Identifier }), request.query);
        reply(response, await evidenceOfSlot(gateway, participant, slotParameter(request)));
    });
    router.post(
        '/certificates/batch',
        certifier,
        writes.route(issueMany, async ({ body }) => {
            const { day, participants: named } = parse(BatchRequest, body);
            const period = dayPeriod(day, utcOffsetOf(readModel));
            const candidates =
                named ??
                candidatesOf(readModel, day, period)
                    .items.map(({ participant }) => participant)
                    .filter((participant) => reissuable(readModel, participant, period) === undefined);
            const open = candidates.filter((one) => standingCertificate(readModel, one, period) === null);
            const participants = (open.length === 0 ? (named ?? []) : open).slice(0, MOST_AT_ONCE);
            if (participants.length === 0) {
                throw problem('CERTIFICATE_EMPTY', {});
            }
            const wanted = { participants, day, period, approval: 'officer' } as const;
            const [first, ...more] = issueCommands(gateway, examination, wanted);
            if (first === undefined) {
                throw problem('CERTIFICATE_EMPTY', {});
            }
            for (const command of more) {
                const operation = { owner: 'certificates', key: null, requestHash: '', action: issueMany.name };
                await operations.accept({ ...operation, command });
            }
            return first;
        }),
    );
    router.post(
        '/certificates/:number/supersession',
        certifier,
        writes.route(issue, (request) => {
            const number = readCertificateNumber(parameter(request, 'number')) ?? parameter(request, 'number');
            const row = readModel.one('SELECT record, participant FROM certificates WHERE number = ?', number);
            if (row === undefined || typeof row['participant'] !== 'string') {
                throw problem('NOT_FOUND', { kind: 'certificate', id: number.slice(0, 60) });
            }
            const former = recordOf<CertificateRecord>(row);
            return issueCommand(gateway, examination, {
                participant: row['participant'],
                day: localDay(former.period.from, utcOffsetOf(readModel)),
                period: former.period,
                approval: 'officer',
                supersedes: former,
            });
        }),
    );
    router.post(
        '/certificates/:number/revocation',
        certifier,
        writes.route(revoke, (request) => {
            const command = change('revoke')(request);
            return { ...command, argument: { ...command.argument, ...parse(RevocationRequest, request.body) } };
        }),
    );
    router.post(
        '/certificates/:number/suspension',
        certifier,
        writes.route(suspendOne, (request) => {
            const command = change('suspend')(request);
            return {
                ...command,
                argument: { ...command.argument, ...parse(CertificateSuspensionRequest, request.body) },
            };
        }),
    );
    router.post('/certificates/:number/resumption', certifier, writes.route(resume, change('resume')));
    return router;
}

/** The worst result of a rule check, and what did not pass. */
function worstOf(results: readonly CheckResult[]) {
    const noted = results.filter(({ result }) => result !== 'pass');
    const failed = noted.some(({ result }) => result === 'fail');
    return {
        result: failed ? 'fail' : noted.length > 0 ? 'attention' : 'pass',
        criteria: noted.map(({ criterion }) => criterion),
    };
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
    const utcOffsetMinutes = utcOffsetOf(readModel);
    return { utcOffsetMinutes, simulation, reconciliations: reconciliationsOf(readModel) };
}
