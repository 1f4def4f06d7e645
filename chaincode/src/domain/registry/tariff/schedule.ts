import { Fields } from '../../fields.js';
import { problem } from '../../problems.js';
import { formatDate, SLOTS_PER_DAY, type Slot } from '../../slot.js';
import { type Price, price } from '../../units.js';

/** Hours of the community's local time in which another price than the base holds; `to` is not in it and may be 24:00. */
export type Period = {
    /** As the bill names it: `peak`, `valley`. */
    readonly name: string;
    /** 1 to 12; every month when left out. */
    readonly months?: readonly number[];
    /** 1 (Monday) to 7; every day when left out. */
    readonly weekdays?: readonly number[];
    /** `HH:MM` on a quarter-hour. */
    readonly from: string;
    readonly to: string;
    readonly price: Price;
};

/** A price by time of use: of overlapping periods the first listed holds. */
export type Schedule = { readonly base: Price; readonly periods: readonly Period[] };

/** Name of the hours that no period covers. */
export const BASE_PERIOD = 'base';

/** Price and name of the period at a slot. @param utcOffsetMinutes - of the community, a multiple of 15 */
export function priceAt(
    schedule: Schedule,
    slot: Slot,
    utcOffsetMinutes: number,
): { readonly price: Price; readonly period: string } {
    const local = slot + utcOffsetMinutes / 15;
    const day = Math.floor(local / SLOTS_PER_DAY);
    const quarter = local - day * SLOTS_PER_DAY;
    const month = Number(formatDate(day).slice(5, 7));
    // 1970-01-01 was a Thursday.
    const weekday = ((day + 3) % 7) + 1;
    const found = schedule.periods.find(
        (period) =>
            (period.months?.includes(month) ?? true) &&
            (period.weekdays?.includes(weekday) ?? true) &&
            quarterOf(period.from) <= quarter &&
            quarter < quarterOf(period.to),
    );
    return found === undefined
        ? { price: schedule.base, period: BASE_PERIOD }
        : { price: found.price, period: found.name };
}

/** Lowest and highest price that the schedule can have. */
export function bounds({ base, periods }: Schedule): { readonly low: Price; readonly high: Price } {
    const prices = [base, ...periods.map((period) => period.price)];
    return { low: price(Math.min(...prices)), high: price(Math.max(...prices)) };
}

/** Reads a price, or `{base, periods: [{name, months?, weekdays?, from, to, price}]}`. @throws REQUEST_INVALID */
export function parseSchedule(parent: Fields, key: string): Schedule {
    const where = `${parent.where}.${key}`;
    const value = parent.take(key);
    if (typeof value === 'number') {
        return { base: new Fields({ [key]: value }, parent.where).price(key), periods: [] };
    }
    const fields = new Fields(value, where);
    const schedule = { base: fields.price('base'), periods: fields.list('periods', parsePeriod, 50) };
    fields.end();
    return schedule;
}

function parsePeriod(value: unknown, where: string): Period {
    const fields = new Fields(value, where);
    const months = fields.optional('months', () => fields.list('months', within(1, 12), 12));
    const weekdays = fields.optional('weekdays', () => fields.list('weekdays', within(1, 7), 7));
    const period: Period = {
        name: fields.id('name'),
        ...(months === undefined ? {} : { months }),
        ...(weekdays === undefined ? {} : { weekdays }),
        from: time(fields, 'from'),
        to: time(fields, 'to'),
        price: fields.price('price'),
    };
    fields.end();
    if (period.name === BASE_PERIOD) {
        throw fields.bad('name', `${BASE_PERIOD} is the name of the hours outside all periods`);
    }
    if (quarterOf(period.from) >= quarterOf(period.to)) {
        throw fields.bad('to', 'it must be after from; split a period that spans midnight');
    }
    return period;
}

function time(fields: Fields, key: string): string {
    const text = fields.text(key, 5);
    if (!/^(?:(?:[01]\d|2[0-3]):(?:00|15|30|45)|24:00)$/.test(text)) {
        throw fields.bad(key, 'HH:MM on a quarter-hour is expected');
    }
    return text;
}

function within(least: number, most: number) {
    return (value: unknown, where: string): number => {
        if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
            return value;
        }
        throw problem('REQUEST_INVALID', { where, reason: `a whole number from ${least} to ${most} is expected` });
    };
}

/** Quarter-hours since midnight of `HH:MM`. */
function quarterOf(text: string): number {
    return Number(text.slice(0, 2)) * 4 + Number(text.slice(3, 5)) / 15;
}
