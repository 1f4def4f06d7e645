import { localDay as localDayOf, slot as slotOf } from '@linguang/chaincode/domain';
import { type DecimalText, decimal, type WireInteger } from './decimal.ts';

/**
 * The one place where numbers and times become text. Everything starts from the integers of the domain (Wh,
 * 10⁻⁴ CNY/kWh, 10⁻⁷ CNY, slot numbers) and stays integer until the digits are written.
 */
export type FormatLanguage = 'zh-CN' | 'en';

const slotSeconds = 900;

/** Groups the digits of a decimal as the language does; all its decimals are kept. */
function grouped(text: DecimalText, places: number, language: FormatLanguage): string {
    return new Intl.NumberFormat(language, { minimumFractionDigits: places, maximumFractionDigits: places }).format(
        text,
    );
}

/** The digits of an energy in kWh, to the watt-hour: `1,234.567`. */
export function kilowattHours(wh: WireInteger, language: FormatLanguage): string {
    return grouped(decimal(BigInt(wh), 3), 3, language);
}

/** The unit of energy as the language writes it. */
export function energyUnit(language: FormatLanguage): string {
    return language === 'en' ? 'kWh' : '千瓦时';
}

/** An energy with its unit: `1,234.567 kWh`, `1,234.567 千瓦时`. */
export function energy(wh: WireInteger, language: FormatLanguage): string {
    return `${kilowattHours(wh, language)} ${energyUnit(language)}`;
}

/** A power in W, written in kW: `5.000 kW`. */
export function power(watts: WireInteger, language: FormatLanguage): string {
    return `${grouped(decimal(BigInt(watts), 3), 3, language)} ${language === 'en' ? 'kW' : '千瓦'}`;
}

/** A price of 10⁻⁴ CNY/kWh with four decimals: `¥0.6800/kWh`, `0.6800 元/千瓦时`. */
export function price(units: WireInteger, language: FormatLanguage): string {
    const digits = grouped(decimal(BigInt(units), 4), 4, language);
    return language === 'en' ? `¥${digits}/kWh` : `${digits} 元/千瓦时`;
}

/** Whole fen as yuan: `¥12.34`, `12.34 元`. */
export function fen(amount: bigint, language: FormatLanguage): string {
    const digits = grouped(decimal(amount < 0n ? -amount : amount, 2), 2, language);
    const sign = amount < 0n ? '−' : '';
    return language === 'en' ? `${sign}¥${digits}` : `${sign}${digits} 元`;
}

/** Money of 10⁻⁷ CNY exactly: as many decimals as it has, two at least. `¥0.05225`, `0.05225 元` */
export function exactMoney(units: WireInteger, language: FormatLanguage): string {
    const amount = BigInt(units);
    const text = decimal(amount < 0n ? -amount : amount, 7);
    const digits = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 7 }).format(text);
    const sign = amount < 0n ? '−' : '';
    return language === 'en' ? `${sign}¥${digits}` : `${sign}${digits} 元`;
}

/** A whole number with its thousands grouped. */
export function count(value: WireInteger, language: FormatLanguage): string {
    return grouped(decimal(BigInt(value), 0), 0, language);
}

/** Part of a whole as a whole percentage, rounded down so that only everything is 100 %; of nothing it is 0 %. */
export function share(part: WireInteger, whole: WireInteger, language: FormatLanguage): string {
    const of = BigInt(whole);
    const percent = of === 0n ? 0n : (BigInt(part) * 100n) / of;
    return new Intl.NumberFormat(language, { style: 'percent' }).format(Number(percent) / 100);
}

/** The wall clock of the community at the start of a slot, as a Date whose UTC fields are the local ones. */
function localClock(slot: number, offsetMinutes: number): Date {
    return new Date((slot * slotSeconds + offsetMinutes * 60) * 1000);
}

/** The community's time of day at the start of a slot: `18:15`. */
export function clockTime(slot: number, offsetMinutes: number): string {
    return localClock(slot, offsetMinutes).toISOString().slice(11, 16);
}

/** The slot's own interval in the community's time: `18:15–18:30`. */
export function interval(slot: number, offsetMinutes: number): string {
    return `${clockTime(slot, offsetMinutes)}–${clockTime(slot + 1, offsetMinutes)}`;
}

/** The community's calendar day of a slot, for the API and for comparing: `2026-03-01`. */
export function localDay(slot: number, offsetMinutes: number): string {
    return localDayOf(slotOf(slot), offsetMinutes);
}

/** A calendar day in words: `Sun, 1 Mar 2026`, `2026年3月1日 周日`. */
export function dayText(day: string, language: FormatLanguage): string {
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        year: 'numeric',
        month: language === 'en' ? 'short' : 'long',
        day: 'numeric',
        weekday: 'short',
        timeZone: 'UTC',
    }).format(Date.parse(`${day}T00:00Z`));
}

/** A calendar month in words: `March 2026`, `2026年3月`. */
export function monthText(month: string, language: FormatLanguage): string {
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        year: 'numeric',
        month: 'long',
        timeZone: 'UTC',
    }).format(Date.parse(`${month}-01T00:00Z`));
}

/** A calendar day without its year: `1 Mar`, `3月1日`. */
function shortDay(day: string, language: FormatLanguage): string {
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        month: 'short',
        day: 'numeric',
        timeZone: 'UTC',
    }).format(Date.parse(`${day}T00:00Z`));
}

/** A slot as a moment in the community's time: `1 Mar, 18:15`. */
export function moment(slot: number, offsetMinutes: number, language: FormatLanguage): string {
    return `${shortDay(localDay(slot, offsetMinutes), language)}${language === 'en' ? ', ' : ' '}${clockTime(slot, offsetMinutes)}`;
}

/** A moment given as ISO 8601, in the community's time: `22 Nov 2026, 16:15`. */
export function instant(iso: string, offsetMinutes: number, language: FormatLanguage): string {
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        year: 'numeric',
        month: language === 'en' ? 'short' : 'long',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone: 'UTC',
    }).format(Date.parse(iso) + offsetMinutes * 60_000);
}
