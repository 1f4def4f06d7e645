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

/** What is given in a day: by instruction, slot by slot, and whether anybody reserves energy for households on the community tariff. */
export type DayOfGifts = Readonly<{ calendar: GiftCalendar; reserves: boolean }>;

/**
 * The gifts to the solidarity pool in force in the slots of a day. Reads the whole book that holds before the day, and, where anybody gives, the
 * day's gates: all frozen.
 * @param base - ledger day of that book
 * @param entries - those dated since the book
 */
export async function giftsOfDay(
    context: EnergyContext,
    { base, range, entries }: Readonly<{ base: number; range: SlotRange; entries: readonly Entry[] }>,
): Promise<DayOfGifts> {
    const book = await context.books.day(base);
    const points = book?.points ?? [];
    const reserves =
        entries.some(isReserving) || points.some(({ offer }) => offer !== null && isReserving(offer.entry));
    if (book === undefined || !(anybodyGives(book) || entries.some(isGift))) {
        return { calendar: { at: () => NO_GIFTS, spans: new Map() }, reserves };
    }
    const gates = await context.marks.gates(range.from, slotPlus(range.to, -1));
    return { calendar: giftCalendar(book, entries, gates), reserves };
}

function isReserving(entry: Entry): boolean {
    return entry.kind === 'offer' && entry.body.terms.communityShare !== undefined;
}

function anybodyGives({ donations = [], points }: StandingBook): boolean {
    return donations.length > 0 || points.some(({ offer }) => offer !== null && isGift(offer.entry));
}

function isGift(entry: Entry): boolean {
    return entry.kind === 'donation' || (entry.kind === 'offer' && entry.body.terms.poolShare !== undefined);
}
