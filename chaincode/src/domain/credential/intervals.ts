import { compareText } from '../registry/book.js';
import type { Source } from '../registry/point.js';
import type { Line } from '../settlement/line.js';
import { formatDate, parseDate, SLOTS_PER_DAY, type Slot, type SlotRange, slot } from '../slot.js';
import type { CoverageResolution } from './credential.js';

/** A line of the beneficiary's as it stands after corrections, and whether its clean energy is certified with this certificate. */
export type CertifiedLine = { readonly line: Line; readonly certified: boolean };

/** Energy of one trade in one quarter-hour. */
export type Allocation = {
    readonly deviceId: string;
    readonly source: Source;
    /** Plant and user lie in the same grid zone. */
    readonly local: boolean;
    readonly quantityWh: number;
    /** Number of the trade in the slot's settlement; own allocations have numbers of their own. */
    readonly tradeId: string;
};

/** One quarter-hour of the beneficiary's, all her metering points together. */
export type Interval = {
    readonly slot: Slot;
    /** The known part. */
    readonly consumedWh: number;
    readonly matchedWh: number;
    /** Readings of unknown energy. */
    readonly unknown: number;
    readonly allocations: readonly Allocation[];
};

/** Sums over intervals. */
export type IntervalSums = {
    readonly consumedWh: number;
    readonly matchedWh: number;
    readonly solarWh: number;
    readonly localWh: number;
    readonly localSolarWh: number;
    readonly unknownReadings: number;
};

/** Every quarter-hour of the period, those without a line too. */
export function intervalsOf(lines: readonly CertifiedLine[], period: SlotRange): readonly Interval[] {
    const bySlot = new Map<Slot, CertifiedLine[]>();
    for (const certified of lines) {
        if (!certified.line.handover) {
            bySlot.set(certified.line.slot, [...(bySlot.get(certified.line.slot) ?? []), certified]);
        }
    }
    return Array.from({ length: period.to - period.from }, (_, index) => {
        const at = slot(period.from + index);
        const present = bySlot.get(at) ?? [];
        return intervalOf(
            at,
            present.sort((a, b) => compareText(a.line.point, b.line.point)),
        );
    });
}

function intervalOf(at: Slot, lines: readonly CertifiedLine[]): Interval {
    let [consumedWh, unknown] = [0, 0];
    const allocations: Allocation[] = [];
    for (const { line, certified } of lines) {
        consumedWh += line.imported ?? 0;
        unknown += line.imported === null ? 1 : 0;
        allocations.push(...(certified ? allocationsOf(line) : []));
    }
    const matchedWh = allocations.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
    return { slot: at, consumedWh, matchedWh, unknown, allocations };
}

function allocationsOf(line: Line): readonly Allocation[] {
    const kinds = [
        ['own', line.ownReceived],
        ['trade', line.bought],
    ] as const;
    return kinds.flatMap(([kind, trades]) =>
        trades.flatMap(({ plant, source, zone, certifiable, trade }) =>
            certifiable === 0 || source === ''
                ? []
                : [
                      {
                          deviceId: plant,
                          source,
                          local: zone === line.zone,
                          quantityWh: certifiable,
                          tradeId: `${kind}-${trade}`,
                      },
                  ],
        ),
    );
}

export function sumIntervals(intervals: Iterable<Interval>): IntervalSums {
    const sums = { consumedWh: 0, matchedWh: 0, solarWh: 0, localWh: 0, localSolarWh: 0, unknownReadings: 0 };
    for (const { consumedWh, matchedWh, unknown, allocations } of intervals) {
        sums.consumedWh += consumedWh;
        // At most what was used: an excess in one quarter-hour never carries over to another.
        sums.matchedWh += Math.min(matchedWh, consumedWh);
        sums.unknownReadings += unknown;
        for (const { source, local, quantityWh } of allocations) {
            const solar = source === 'solar';
            sums.solarWh += solar ? quantityWh : 0;
            sums.localWh += local ? quantityWh : 0;
            sums.localSolarWh += solar && local ? quantityWh : 0;
        }
    }
    return sums;
}

/** A hour, day or month of the community's zone inside a period. */
export type Bucket = SlotRange & {
    /** The period holds all of it. */
    readonly whole: boolean;
};

/** Cuts a period at the hours, days or months of a zone of fixed offset. */
export function bucketsOf(
    period: SlotRange,
    resolution: CoverageResolution,
    utcOffsetMinutes: number,
): readonly Bucket[] {
    const buckets: Bucket[] = [];
    const offset = utcOffsetMinutes / 15;
    for (let at: number = period.from; at < period.to; ) {
        const [start, end] = boundsOf(at + offset, resolution);
        const [from, to] = [start - offset, end - offset];
        buckets.push({
            from: slot(Math.max(from, period.from)),
            to: slot(Math.min(to, period.to)),
            whole: from >= period.from && to <= period.to,
        });
        at = to;
    }
    return buckets;
}

/** The slots of a calendar month `2026-03` of a zone of fixed offset. @throws DAY_INVALID */
export function monthRange(month: string, utcOffsetMinutes: number): SlotRange {
    const [start, end] = boundsOf(parseDate(`${month}-01`) * SLOTS_PER_DAY, 'month');
    return { from: slot(start - utcOffsetMinutes / 15), to: slot(end - utcOffsetMinutes / 15) };
}

/** Bounds of what holds a slot of local time. */
function boundsOf(local: number, resolution: CoverageResolution): readonly [number, number] {
    if (resolution === 'month') {
        const day = formatDate(Math.floor(local / SLOTS_PER_DAY));
        const [year = 0, month = 0] = day.split('-').map(Number);
        const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
        return [parseDate(`${day.slice(0, 8)}01`) * SLOTS_PER_DAY, parseDate(next) * SLOTS_PER_DAY];
    }
    const length = { interval: 1, hour: 4, day: SLOTS_PER_DAY }[resolution];
    const start = Math.floor(local / length) * length;
    return [start, start + length];
}
