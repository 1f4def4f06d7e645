import type { SQLInputValue } from 'node:sqlite';
import { localDayRange } from '@linguang/chaincode/domain';
import type { z } from 'zod';
import type { RegisterQuery, RegisterStatistics, StatisticsQuery } from '../http/api.js';
import type { Listing } from '../http/paging.js';
import type { Row } from '../readmodel/readmodel.js';

/** A condition of SQL on the table `certificates` with its values. */
export type Selection = Readonly<{ where: string; values: readonly SQLInputValue[] }>;

/** Certificates whose use began on these local days, both included. @throws DAY_INVALID */
export function ofDays(
    { from, to }: Readonly<{ from?: string | undefined; to?: string | undefined }>,
    utcOffsetMinutes: number,
): Selection {
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
    if (from !== undefined) {
        conditions.push('first >= ?');
        values.push(localDayRange(from, utcOffsetMinutes).from);
    }
    if (to !== undefined) {
        conditions.push('first < ?');
        values.push(localDayRange(to, utcOffsetMinutes).to);
    }
    return { where: conditions.join(' AND ') || '1', values };
}

/** The certificates that a query of the register asks for. @throws DAY_INVALID */
export function registerSelection(query: RegisterQuery, utcOffsetMinutes: number): Selection {
    const { where, values } = ofDays(query, utcOffsetMinutes);
    const conditions = [where];
    const all = [...values];
    const must = (condition: string, value: SQLInputValue | undefined) => {
        if (value !== undefined) {
            conditions.push(condition);
            all.push(value);
        }
    };
    must("record ->> '$.status' = ?", query.status);
    must('participant = ?', query.participant);
    must("record ->> '$.scheme.scheme' = ?", query.scheme);
    must("record ->> '$.scheme.version' = ?", query.version);
    must("record ->> '$.approval' = ?", query.approval);
    must('number IN (SELECT number FROM allocations WHERE plant = ?)', query.plant);
    return { where: conditions.join(' AND '), values: all };
}

/** Statistics of certificates by what they are grouped by. @throws DAY_INVALID */
export function statisticsListing(
    { by, ...days }: z.infer<typeof StatisticsQuery>,
    utcOffsetMinutes: number,
): Listing<RegisterStatistics> {
    const { where, values } = ofDays(days, utcOffsetMinutes);
    const shared = by === 'plant' || by === 'source';
    const energy = shared ? "part.value ->> '$.wh'" : "record ->> '$.wh'";
    const parts = shared ? ", json_each(record, '$.plants') AS part" : '';
    // A plant is named once in a certificate, a source may stand there with several plants.
    const counted = by === 'source' ? 'count(DISTINCT number)' : 'count(*)';
    const of = (status: string) =>
        `${by === 'source' ? `count(DISTINCT CASE WHEN status = '${status}' THEN number END)` : `sum(status = '${status}')`} AS ${status}_n,
         coalesce(sum(CASE WHEN status = '${status}' THEN energy END), 0) AS ${status}_wh`;
    return {
        select: `SELECT key, ${counted} AS total_n, sum(energy) AS total_wh, ${statuses.map(of).join(', ')} FROM
            (SELECT ${keys[by](utcOffsetMinutes)} AS key, number, record ->> '$.status' AS status, ${energy} AS energy
             FROM certificates${parts} WHERE ${where}) GROUP BY key`,
        values,
        order: ['key'],
        direction: by === 'day' || by === 'month' ? 'DESC' : 'ASC',
        read: (row) => ({
            key: String(row['key']),
            total: tally(row, 'total'),
            valid: tally(row, 'valid'),
            suspended: tally(row, 'suspended'),
            revoked: tally(row, 'revoked'),
            superseded: tally(row, 'superseded'),
        }),
    };
}

const statuses = ['valid', 'suspended', 'revoked', 'superseded'] as const;

/** Local days and months of the first slot; slots are quarter-hours since 1970. */
const local = (format: string) => (utcOffsetMinutes: number) =>
    `strftime('${format}', first * 900 + ${Math.trunc(utcOffsetMinutes) * 60}, 'unixepoch')`;
const keys: Readonly<Record<z.infer<typeof StatisticsQuery>['by'], (utcOffsetMinutes: number) => string>> = {
    day: local('%Y-%m-%d'),
    month: local('%Y-%m'),
    scheme: () => "(record ->> '$.scheme.scheme') || ' ' || (record ->> '$.scheme.version')",
    plant: () => "part.value ->> '$.plant'",
    source: () => "part.value ->> '$.source'",
    approval: () => "record ->> '$.approval'",
};

function tally(row: Row, name: string) {
    return { certificates: Number(row[`${name}_n`]), wh: Number(row[`${name}_wh`]) };
}
