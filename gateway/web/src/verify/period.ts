import { type Language, language } from '../language/language.ts';
import * as format from '../numbers/format.ts';

/** The community's clock where a document does not tell it: China's. */
const usual = 480;

/** A share in basis points as a percentage, as exact as it is: `83.4 %`. */
export function shareText(basisPoints: number, spoken: Language): string {
    return new Intl.NumberFormat(spoken, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** A moment of a document in the community's time. */
export function momentText(at: string, offsetMinutes = usual): string {
    return format.instant(at, offsetMinutes, language.value);
}

/** A period as people say it: a day, a month, or from one moment to another. */
export function periodText(start: string, end: string, offsetMinutes = usual): string {
    const local = (at: string) => new Date(Date.parse(at) + offsetMinutes * 60_000).toISOString();
    const [from, to] = [local(start), local(end)];
    const midnights = from.slice(11, 16) === '00:00' && to.slice(11, 16) === '00:00';
    const days = (Date.parse(end) - Date.parse(start)) / 86_400_000;
    if (midnights && days === 1) {
        return format.dayText(from.slice(0, 10), language.value);
    }
    if (midnights && from.slice(8, 10) === '01' && to.slice(8, 10) === '01' && days < 32) {
        return format.monthText(from.slice(0, 7), language.value);
    }
    return `${momentText(start, offsetMinutes)} – ${momentText(end, offsetMinutes)}`;
}
