import type { Fields } from '../../fields.js';
import { problem } from '../../problems.js';
import { type Wh, wh } from '../../units.js';

/** What stands for a reading that is missing or cannot be used. */
export type SubstitutionRule = {
    /**
     * First the mean of the same quarter-hour of the known ones among so many days before, rounded down; then the slot before, if
     * that is known.
     */
    readonly days: number;
    /**
     * Last the standard profile: Wh of import in a quarter-hour of each hour of the local day, 24 of them. Nobody is credited export by
     * a profile. null: without history the energy stays unknown until registers are known again.
     */
    readonly standard: readonly Wh[] | null;
};

const HOURS = 24;
const MOST_DAYS = 14;

/** Reads `{days, standard?}`. @throws REQUEST_INVALID */
export function parseSubstitution(fields: Fields): SubstitutionRule {
    const given = fields.has('standard') && fields.take('standard') !== null;
    const standard = given ? fields.list('standard', parseHour, HOURS) : null;
    if (standard !== null && standard.length !== HOURS) {
        throw fields.bad('standard', 'a number for each of 24 hours is expected');
    }
    const rule = { days: fields.integer('days', 0, MOST_DAYS), standard };
    fields.end();
    return rule;
}

function parseHour(value: unknown, where: string): Wh {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > 1_000_000_000) {
        throw problem('REQUEST_INVALID', { where, reason: 'whole Wh are expected' });
    }
    return wh(value);
}
