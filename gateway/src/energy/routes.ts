import { formatSlot, problem } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { utcOffsetOf } from '../clock/clock.js';
import type { Gateway } from '../gateway.js';
import { allowOwn } from '../http/access.js';
import { EnergyQuery, PeriodQuery } from '../http/api.js';
import { parameter, parse, slotParameter, toBoundary } from '../http/input.js';
import { reply } from '../http/reply.js';
import type { ReadModel } from '../readmodel/readmodel.js';
import { energyOf } from './energy.js';
import { provenLines } from './lines.js';
import { moneyOf } from './money.js';
import type { Period } from './periods.js';

/** Energy, money and proven lines of a participant: for herself and the office. */
export function energyRoutes({ readModel, tokens }: Gateway): Router {
    const router = Router();
    const own = allowOwn(tokens);
    router.get('/participants/:id/energy', ...own, (request, response) => {
        const { resolution, ...range } = parse(EnergyQuery, request.query);
        const utcOffsetMinutes = utcOffsetOf(readModel);
        const period = periodOf(range, utcOffsetMinutes);
        reply(response, energyOf(readModel, parameter(request, 'id'), { period, resolution, utcOffsetMinutes }));
    });
    router.get('/participants/:id/money', ...own, (request, response) => {
        const period = periodOf(parse(PeriodQuery, request.query), utcOffsetOf(readModel));
        reply(response, moneyOf(readModel, parameter(request, 'id'), period));
    });
    router.get('/participants/:id/lines/:slot', ...own, (request, response) => {
        reply(response, linesOrNotFound(readModel, parameter(request, 'id'), slotParameter(request)));
    });
    return router;
}

function linesOrNotFound(readModel: ReadModel, participant: string, slot: ReturnType<typeof slotParameter>) {
    const lines = provenLines(readModel, participant, slot);
    if (lines === undefined) {
        throw problem('NOT_FOUND', { kind: 'slot', id: formatSlot(slot) });
    }
    return lines;
}

/** @throws SLOT_INVALID, DAY_INVALID, REQUEST_INVALID where the period is empty */
function periodOf({ from, to }: { from: string; to: string }, utcOffsetMinutes: number): Period {
    const period = { from: toBoundary(from, utcOffsetMinutes), to: toBoundary(to, utcOffsetMinutes) };
    if (period.to <= period.from) {
        throw problem('REQUEST_INVALID', { where: 'to', reason: 'it must be after `from`' });
    }
    return period;
}
