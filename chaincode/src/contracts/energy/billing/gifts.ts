import {
    type Entry,
    type GiftCalendar,
    giftCalendar,
    NO_GIFTS,
    type SlotRange,
    type StandingBook,
    slotPlus,
} from '../../../domain/index.js';
import type { EnergyContext } from '../context.js';

/**
 * The gifts to the solidarity pool in force in the slots of a day. Reads the whole book that holds before the day, and, where anybody gives, the
 * day's gates: all frozen.
 * @param base - ledger day of that book
 * @param entries - those dated since the book
 */
export async function giftsOfDay(
    context: EnergyContext,
    { base, range, entries }: Readonly<{ base: number; range: SlotRange; entries: readonly Entry[] }>,
): Promise<GiftCalendar> {
    const book = await context.books.day(base);
    if (book === undefined || !(anybodyGives(book) || entries.some(isGift))) {
        return { at: () => NO_GIFTS, spans: new Map() };
    }
    return giftCalendar(book, entries, await context.marks.gates(range.from, slotPlus(range.to, -1)));
}

function anybodyGives({ donations = [], points }: StandingBook): boolean {
    return donations.length > 0 || points.some(({ offer }) => offer !== null && isGift(offer.entry));
}

function isGift(entry: Entry): boolean {
    return entry.kind === 'donation' || (entry.kind === 'offer' && entry.body.terms.poolShare !== undefined);
}
