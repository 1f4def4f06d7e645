import { formatDate, formatSlot, localDayRange, parseDate, type Slot, slot } from '@linguang/chaincode/domain';
import type { EnergyPeriod } from '../http/api.js';
import { gatewayProblem } from '../problems.js';

export type Resolution = 'slot' | 'hour' | 'day' | 'month';
/** A half-open period of slots. */
export type Period = Readonly<{ from: Slot; to: Slot }>;

/** Most periods one answer holds; a month of quarter-hours is 2,976. */
export const mostPeriods = 3_000;

/** States of a period's readings from certain to unknown. */
export const readingStates: readonly EnergyPeriod['state'][] = [
    'signed',
    'corrected',
    'registerJump',
    'estimated',
    'substituted',
    'registerBackwards',
    'contradictory',
    'missing',
];

/**
 * Cuts a range of slots into hours, days or months of the community's zone; the first and the last may be shorter.
 * @throws RANGE_TOO_LONG
 */
export function cutPeriods({ from, to }: Period, resolution: Resolution, utcOffsetMinutes: number): Period[] {
    const periods: Period[] = [];
    for (let start = from; start < to; ) {
        const end = slot(Math.min(endOf(start, resolution, utcOffsetMinutes), to));
        periods.push({ from: start, to: end });
        if (periods.length > mostPeriods) {
            throw gatewayProblem('RANGE_TOO_LONG', { limit: mostPeriods });
        }
        start = end;
    }
    return periods;
}

function endOf(start: Slot, resolution: Resolution, utcOffsetMinutes: number): number {
    const offset = utcOffsetMinutes / 15;
    switch (resolution) {
        case 'slot':
            return start + 1;
        case 'hour':
            return (Math.floor((start + offset) / 4) + 1) * 4 - offset;
        case 'day':
            return (Math.floor((start + offset) / 96) + 1) * 96 - offset;
        case 'month': {
            const day = formatDate(Math.floor((start + offset) / 96));
            const [year, month] = day.split('-').map(Number);
            const next =
                month === 12 ? `${(year ?? 0) + 1}-01-01` : `${year}-${String((month ?? 0) + 1).padStart(2, '0')}-01`;
            return parseDate(next) * 96 - offset;
        }
    }
}

/** The slots of a local day. */
export function dayPeriod(day: string, utcOffsetMinutes: number): Period {
    const { from, to } = localDayRange(day, utcOffsetMinutes);
    return { from, to };
}

/** A period's first slot with its name. */
export function startOf({ from }: Period): { from: Slot; start: string } {
    return { from, start: formatSlot(from) };
}
