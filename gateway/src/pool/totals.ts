import { Fields, type PoolRules, parsePoolRules } from '@linguang/chaincode/domain';
import type { PoolMonthRecord } from '@linguang/chaincode/ledger';
import { currentRules } from '../clock/clock.js';
import type { PoolInfo, PoolPeriod, Rules } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** What everybody may know of the pool: from public records alone, whichever organisation's gateway is asked. */
export function poolInfo(readModel: ReadModel): PoolInfo {
    const months = readModel
        .all('SELECT record FROM pool_months ORDER BY month DESC LIMIT 240')
        .map((row) => recordOf<PoolMonthRecord>(row));
    const published = months.findIndex(({ published }) => published !== null);
    const rules = currentRules(readModel);
    return {
        rules: rules?.pool == null ? null : { version: rules.version, ...complete(rules.pool) },
        periods: months.flatMap(periodOf),
        withheld: months.slice(0, published < 0 ? months.length : published).map(({ month }) => month),
        asOf: readModel.asOf,
    };
}

/** What rules leave out has its usual value, as for the contracts. */
function complete(pool: NonNullable<Rules['pool']>): PoolRules {
    return parsePoolRules(new Fields(pool, 'pool'));
}

function periodOf({ published, rulesVersion, digest }: PoolMonthRecord): PoolPeriod[] {
    return published === null ? [] : [{ ...published, months: [...published.months], rulesVersion, digest }];
}
