import { problem } from '../problems.js';
import { formatDate, localDay, localDayRange, parseDate, type Slot, type SlotRange } from '../slot.js';

/** The community's calendar month of a slot, `YYYY-MM`. @param utcOffsetMinutes - a multiple of 15 */
export function localMonth(of: Slot, utcOffsetMinutes: number): string {
    return localDay(of, utcOffsetMinutes).slice(0, 7);
}

/** The days of a month, `YYYY-MM-DD`. @throws MONTH_INVALID */
export function daysOfMonth(month: string): readonly string[] {
    const first = firstDay(month);
    const days: string[] = [];
    for (let day = first; formatDate(day).startsWith(month); day++) {
        days.push(formatDate(day));
    }
    return days;
}

/** The slots of a calendar month of the community. @throws MONTH_INVALID */
export function localMonthRange(month: string, utcOffsetMinutes: number): SlotRange {
    const first = firstDay(month);
    const next = firstDay(nextMonth(month));
    const { from } = localDayRange(formatDate(first), utcOffsetMinutes);
    const { from: to } = localDayRange(formatDate(next), utcOffsetMinutes);
    return { from, to };
}

/** The month after. @throws MONTH_INVALID */
export function nextMonth(month: string): string {
    return formatDate(firstDay(month) + 31).slice(0, 7);
}

/** The month before. @throws MONTH_INVALID */
export function previousMonth(month: string): string {
    return formatDate(firstDay(month) - 1).slice(0, 7);
}

function firstDay(month: string): number {
    if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) {
        throw problem('MONTH_INVALID', { value: month.slice(0, 40) });
    }
    return parseDate(`${month}-01`);
}
