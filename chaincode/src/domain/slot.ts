import { problem } from './problems.js';

declare const slotUnit: unique symbol;

/** A settlement period of 15 minutes, half-open and UTC-aligned: epoch seconds / 900. JSON: an integer. */
export type Slot = number & { readonly [slotUnit]: 'slot' };
/** Slots from (inclusive) to (exclusive). */
export type SlotRange = { readonly from: Slot; readonly to: Slot };

export const SECONDS_PER_SLOT = 900;
export const SLOTS_PER_DAY = 96;

/** 9999-12-31T23:45Z: the last slot whose name has four digits of year. */
const LAST_SLOT = Math.floor(253_402_300_799 / SECONDS_PER_SLOT);

/** @throws SLOT_INVALID unless an integer from 1970 to 9999. */
export function slot(value: number): Slot {
    if (!Number.isInteger(value) || value < 0 || value > LAST_SLOT) {
        throw problem('SLOT_INVALID', { value: String(value) });
    }
    return value as Slot;
}

/** The slot that is `count` slots later (or earlier, if negative). */
export function slotPlus(start: Slot, count: number): Slot {
    return slot(start + count);
}

/** The slot that contains a moment given in epoch seconds. */
export function slotOfSeconds(seconds: number): Slot {
    return slot(Math.floor(seconds / SECONDS_PER_SLOT));
}

/** Start of the slot in epoch seconds. */
export function slotStartSeconds(of: Slot): number {
    return of * SECONDS_PER_SLOT;
}

/** `2026-03-01T10:15Z` → slot. Only the exact form of a quarter-hour's start is taken. @throws SLOT_INVALID */
export function parseSlot(text: string): Slot {
    const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(00|15|30|45)Z$/.exec(text);
    const [, year, month, day, hour, minute] = (match ?? []).map(Number);
    if (year !== undefined && month !== undefined && day !== undefined && hour !== undefined && minute !== undefined) {
        const value = daysFromCivil(year, month, day) * SLOTS_PER_DAY + hour * 4 + minute / 15;
        if (value >= 0 && value <= LAST_SLOT && formatSlot(slot(value)) === text) {
            return slot(value);
        }
    }
    throw problem('SLOT_INVALID', { value: text.slice(0, 40) });
}

/** Slot → `2026-03-01T10:15Z`. */
export function formatSlot(of: Slot): string {
    const quarter = of % SLOTS_PER_DAY;
    return `${formatDate(ledgerDay(of))}T${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}Z`;
}

/** The UTC day that shards the ledger: floor(slot / 96), days since 1970-01-01. */
export function ledgerDay(of: Slot): number {
    return Math.floor(of / SLOTS_PER_DAY);
}

export function ledgerDayRange(day: number): SlotRange {
    return { from: slot(day * SLOTS_PER_DAY), to: slot((day + 1) * SLOTS_PER_DAY) };
}

/** The community's calendar day of a slot, `YYYY-MM-DD`, in a zone of fixed offset (minutes east of UTC, a multiple of 15). */
export function localDay(of: Slot, utcOffsetMinutes: number): string {
    return formatDate(Math.floor((of + offsetSlots(utcOffsetMinutes)) / SLOTS_PER_DAY));
}

/** Which quarter-hour of the community's calendar day a slot is, 0 to 95. */
export function slotOfLocalDay(of: Slot, utcOffsetMinutes: number): number {
    return (of + offsetSlots(utcOffsetMinutes) + SLOTS_PER_DAY) % SLOTS_PER_DAY;
}

/** The slots of a calendar day `YYYY-MM-DD` of the community. @throws DAY_INVALID */
export function localDayRange(day: string, utcOffsetMinutes: number): SlotRange {
    const first = parseDate(day) * SLOTS_PER_DAY - offsetSlots(utcOffsetMinutes);
    return { from: slot(first), to: slot(first + SLOTS_PER_DAY) };
}

/** `YYYY-MM-DD` → days since 1970-01-01. @throws DAY_INVALID */
export function parseDate(text: string): number {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    const [, year, month, day] = (match ?? []).map(Number);
    if (year !== undefined && month !== undefined && day !== undefined) {
        const days = daysFromCivil(year, month, day);
        if (days >= 0 && formatDate(days) === text) {
            return days;
        }
    }
    throw problem('DAY_INVALID', { value: text.slice(0, 40) });
}

/** Days since 1970-01-01 → `YYYY-MM-DD` (proleptic Gregorian calendar). */
export function formatDate(days: number): string {
    const shifted = days + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const yearOfEra = Math.floor(
        (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1)}`;
}

/** Every slot of a range, in order. */
export function* slotsOf(range: SlotRange): Generator<Slot> {
    for (let current: number = range.from; current < range.to; current++) {
        yield slot(current);
    }
}

export function inRange(of: Slot, range: SlotRange): boolean {
    return of >= range.from && of < range.to;
}

/** Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil. */
function daysFromCivil(year: number, month: number, day: number): number {
    const shiftedYear = month <= 2 ? year - 1 : year;
    const era = Math.floor(shiftedYear / 400);
    const yearOfEra = shiftedYear - era * 400;
    const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
    const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
}

function offsetSlots(minutes: number): number {
    if (!Number.isInteger(minutes / 15) || Math.abs(minutes) > 14 * 60) {
        throw problem('NUMBER_INVALID', { value: String(minutes), unit: 'minutes east of UTC' });
    }
    return minutes / 15;
}

function two(value: number): string {
    return String(value).padStart(2, '0');
}
