import { parseDate } from '../slot.js';

/** Clock state of an OCMF time: unknown, informative, synchronised, relative. */
export type ClockState = 'U' | 'I' | 'S' | 'R';

/** A moment and how far the meter's clock can be trusted. */
export type OcmfTime = { readonly milliseconds: number; readonly state: ClockState };

/**
 * An OCMF time, `2018-07-24T13:22:04,000+0200 S`, as epoch milliseconds and the state of the clock.
 * @returns undefined for anything else
 */
export function parseOcmfTime(text: string): OcmfTime | undefined {
    const known = lastTimes.find((time) => time.text === text);
    if (known !== undefined) {
        return known.time;
    }
    const time = read(text);
    lastTimes.unshift({ text, time });
    lastTimes.length = Math.min(lastTimes.length, TIMES_KEPT);
    return time;
}

const TIMES_KEPT = 4;
/** The last times read: all readings of a slot name the same two. */
const lastTimes: { readonly text: string; readonly time: OcmfTime | undefined }[] = [];

function read(text: string): OcmfTime | undefined {
    const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2}),(\d{3})([+-])(\d{2})(\d{2}) ([UISR])$/.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, date = '', hours, minutes, seconds, fraction, sign, zoneHours, zoneMinutes, state] = match;
    const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
    const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
    if (h > 23 || m > 59 || s > 59 || Math.abs(zone) > 14 * 60 || Number(zoneMinutes) > 59) {
        return undefined;
    }
    let days: number;
    try {
        days = parseDate(date);
    } catch {
        return undefined;
    }
    const milliseconds = (((days * 24 + h) * 60 + m - zone) * 60 + s) * 1000 + Number(fraction);
    return { milliseconds, state: state === 'U' || state === 'I' || state === 'S' ? state : 'R' };
}
