import { offsetMinutes } from '../ledger/live.ts';

/** The first slot of a day of the community's zone; undefined unless it is a day such as 2026-03-01. */
export function slotOfDay(day: string): number | undefined {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
        return undefined;
    }
    const slot = (Date.parse(`${day}T00:00:00Z`) - offsetMinutes.value * 60_000) / 900_000;
    return Number.isFinite(slot) ? slot : undefined;
}
