import type { Language } from '@linguang/chaincode/domain';

/** Thousandths as a figure with exactly three decimals, so that no digit of the integer is lost: 12345 → `12.345`. */
export function thousandths(value: number): string {
    const digits = String(Math.abs(value)).padStart(4, '0');
    const whole = digits.slice(0, -3).replace(/\B(?=(\d{3})+$)/g, ',');
    return `${value < 0 ? '−' : ''}${whole}.${digits.slice(-3)}`;
}

/** Wh → `12.345 kWh`. */
export function kilowattHours(wh: number): string {
    return `${thousandths(wh)}\u00a0kWh`;
}

/** W → `90.000 kW`. */
export function kilowatts(w: number): string {
    return `${thousandths(w)} kW`;
}

/** g → `5.213 kg CO2`. */
export function kilograms(grams: number): string {
    return `${thousandths(grams)} kg CO2`;
}

/** Basis points → `82.31%`, both decimals always. */
export function percent(basisPoints: number): string {
    return `${Math.floor(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, '0')}%`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

type Moment = Readonly<{ year: number; month: number; day: number; clock: string; zone: string }>;

/** An instant in a zone of fixed offset, taken apart. */
function momentOf(instant: string, offsetMinutes: number): Moment {
    const local = new Date(Date.parse(instant) + offsetMinutes * 60_000).toISOString();
    const hours = Math.trunc(offsetMinutes / 60);
    const minutes = Math.abs(offsetMinutes % 60);
    const zone = `UTC${offsetMinutes < 0 ? '−' : '+'}${Math.abs(hours)}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
    const [year, month, day] = local.slice(0, 10).split('-').map(Number);
    return { year: year ?? 0, month: month ?? 0, day: day ?? 0, clock: local.slice(11, 16), zone };
}

/** `2026年3月1日` or `1 March 2026`. */
export function date(instant: string, offsetMinutes: number, language: Language): string {
    const { year, month, day } = momentOf(instant, offsetMinutes);
    return language === 'zh' ? `${year}年${month}月${day}日` : `${day}\u00a0${MONTHS[month - 1]}\u00a0${year}`;
}

/** The day with the time and the zone. */
export function dateTime(instant: string, offsetMinutes: number, language: Language): string {
    const { clock, zone } = momentOf(instant, offsetMinutes);
    return `${date(instant, offsetMinutes, language)} ${clock} (${zone})`;
}

/** A period of whole days or months by its name, any other by both its ends; the end is exclusive. */
export function period(from: string, to: string, offsetMinutes: number, language: Language): string {
    const [first, last] = [momentOf(from, offsetMinutes), momentOf(to, offsetMinutes)];
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (first.clock === '00:00' && last.clock === '00:00') {
        if (days === 1) {
            return date(from, offsetMinutes, language);
        }
        if (first.day === 1 && last.day === 1 && days < 32) {
            return language === 'zh'
                ? `${first.year}年${first.month}月`
                : `${MONTHS[first.month - 1]}\u00a0${first.year}`;
        }
        const until = new Date(Date.parse(to) - 1000).toISOString();
        const [a, b] = [date(from, offsetMinutes, language), date(until, offsetMinutes, language)];
        return language === 'zh' ? `${a}至${b}` : `${a} to ${b}`;
    }
    const [a, b] = [dateTime(from, offsetMinutes, language), dateTime(to, offsetMinutes, language)];
    return language === 'zh' ? `${a}至${b}` : `${a} to ${b}`;
}

/** Hexadecimal digits in groups of four, as a person compares them. */
export function grouped(digits: string, groups = digits.length / 4): string {
    return (digits.match(/.{4}/g) ?? []).slice(0, groups).join(' ');
}
