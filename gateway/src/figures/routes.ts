import { problem } from '@linguang/chaincode/domain';
import { type Request, type Response, Router } from 'express';
import { utcOffsetOf } from '../clock/clock.js';
import type { Period } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import { allow, allowOwn } from '../http/access.js';
import { PeriodQuery } from '../http/api.js';
import { parameter, parse, toBoundary } from '../http/input.js';
import { reply } from '../http/reply.js';
import { gatewayProblem } from '../problems.js';
import { figuresCsv } from './csv.js';
import { figuresOf } from './figures.js';

/** Longest period, slots: a leap year and a day. */
const LONGEST = 367 * 96;

/** Figures of the community, for its members and office, and of a participant, for herself and the office; JSON or CSV. */
export function figuresRoutes({ readModel, tokens }: Gateway): Router {
    const router = Router();
    const answer = (request: Request, response: Response, participant: string | null): void => {
        const report = figuresOf(readModel, participant, periodOf(request, utcOffsetOf(readModel)));
        if (request.path.endsWith('.csv')) {
            response.setHeader('Content-Disposition', 'attachment; filename="figures.csv"');
            response.type('text/csv').send(figuresCsv(report));
        } else {
            reply(response, report);
        }
    };
    for (const end of ['', '.csv']) {
        router.get(`/figures${end}`, allow(tokens, 'resident', 'community.office'), (request, response) =>
            answer(request, response, null),
        );
        router.get(`/participants/:id/figures${end}`, ...allowOwn(tokens), (request, response) =>
            answer(request, response, parameter(request, 'id')),
        );
    }
    return router;
}

/** @throws SLOT_INVALID, DAY_INVALID, REQUEST_INVALID, RANGE_TOO_LONG */
function periodOf(request: Request, utcOffsetMinutes: number): Period {
    const { from, to } = parse(PeriodQuery, request.query);
    const period = { from: toBoundary(from, utcOffsetMinutes), to: toBoundary(to, utcOffsetMinutes) };
    if (period.to <= period.from) {
        throw problem('REQUEST_INVALID', { where: 'to', reason: 'it must be after `from`' });
    }
    if (period.to - period.from > LONGEST) {
        throw gatewayProblem('RANGE_TOO_LONG', { limit: LONGEST });
    }
    return period;
}
