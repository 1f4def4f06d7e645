import { FEWEST_CONTRIBUTORS, localDay, localDayRange, localMonthRange } from '@linguang/chaincode/domain';
import { Router } from 'express';
import { utcOffsetOf } from '../clock/clock.js';
import { cutPeriods, type Period } from '../energy/periods.js';
import type { Gateway } from '../gateway.js';
import { CertificateStatisticsQuery } from '../http/api.js';
import { parse } from '../http/input.js';
import { reply } from '../http/reply.js';
import { CertificateStatistics } from './statistics.js';

/** The local days of a month. */
function daysOf(range: Period, utcOffsetMinutes: number) {
    return cutPeriods(range, 'day', utcOffsetMinutes).map((period) => ({
        day: localDay(period.from, utcOffsetMinutes),
        period,
    }));
}

/** Statistics of certificates, below `/v1`: public, computed by every organisation from its own ledger. */
export function statisticsRoutes({ readModel }: Gateway): Router {
    const statistics = new CertificateStatistics(readModel);
    const router = Router();
    router.get('/statistics/certificates', async (request, response) => {
        const { period, zone } = parse(CertificateStatisticsQuery, request.query);
        const offset = utcOffsetOf(readModel);
        const asOf = readModel.asOf;
        const isMonth = period.length === 7;
        const range = isMonth ? localMonthRange(period, offset) : localDayRange(period, offset);
        const found = isMonth ? await statistics.month(daysOf(range, offset)) : await statistics.day(range);
        reply(response, {
            period,
            from: range.from,
            to: range.to,
            resolution: isMonth ? 'day' : 'slot',
            fewestContributors: FEWEST_CONTRIBUTORS,
            zones: zone === undefined ? found : found.filter((one) => one.zone === zone),
            asOf,
        });
    });
    return router;
}
