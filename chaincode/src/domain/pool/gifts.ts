import { type Item, Items } from '../bills/item.js';
import { addLine } from '../bills/lineitems.js';
import type { TariffOf } from '../bills/pointsum.js';
import { bookAt, compareText, type StandingBook } from '../registry/book.js';
import type { Entry } from '../registry/entry.js';
import type { Line } from '../settlement/line.js';
import type { Slot } from '../slot.js';
import type { DonationTerms } from './terms.js';

/** A gift as it stands: a participant's own donation, or the share that an offer of hers gives away. */
export type Gift = {
    /** `donation.<participant>.<first slot>.<sequence>` or `offer.<point>.<first slot>.<sequence>`. */
    readonly reference: string;
    readonly participant: string;
    /** Of an offer its point; '' for a donation, which is about all her points. */
    readonly point: string;
    readonly terms: DonationTerms;
};

/** What the slots of a month came to in which a gift was in force; plain JSON. */
export type GiftSum = Gift & {
    /** First and last slot of the month in which it was in force, as far as they are summed up. */
    readonly from: Slot;
    readonly last: Slot;
    readonly items: readonly Item[];
};

/** Gifts of one slot. */
export type GiftsInForce = Readonly<{
    byParticipant: ReadonlyMap<string, Gift>;
    byPoint: ReadonlyMap<string, Gift>;
}>;

/** The gifts of some slots that follow one another. */
export type GiftCalendar = Readonly<{
    at: (slot: Slot) => GiftsInForce;
    /** First and last slot of each gift, by reference. */
    spans: ReadonlyMap<string, Readonly<{ from: Slot; last: Slot }>>;
}>;

export const NO_GIFTS: GiftsInForce = { byParticipant: new Map(), byPoint: new Map() };

/** The gifts that stand in a book. */
export function giftsOf({ donations = [], points }: StandingBook): GiftsInForce {
    const byParticipant = new Map<string, Gift>();
    for (const { entry } of donations) {
        const { participant, terms } = entry.body;
        if (terms.way !== 'none') {
            const reference = `donation.${participant}.${entry.from}.${entry.sequence}`;
            byParticipant.set(participant, { reference, participant, point: '', terms });
        }
    }
    const byPoint = new Map<string, Gift>();
    for (const { offer } of points) {
        const share = offer?.entry.body.terms.poolShare;
        if (offer !== null && share !== undefined) {
            const { id: point, from, sequence, body } = offer.entry;
            const reference = `offer.${point}.${from}.${sequence}`;
            byPoint.set(point, { reference, participant: body.participant, point, terms: { way: 'share', share } });
        }
    }
    return { byParticipant, byPoint };
}

/**
 * Which gifts are in force in which slot.
 * @param book - one that holds before the first of the slots
 * @param entries - those dated since that book; those that bear on no gift may be left out
 * @param gates - the slots in order, each with its basis
 */
export function giftCalendar(
    book: StandingBook,
    entries: readonly Entry[],
    gates: readonly Readonly<{ slot: Slot; basis: Slot }>[],
): GiftCalendar {
    const relevant = entries
        .filter(({ kind }) => kind === 'donation' || kind === 'offer' || kind === 'point')
        .sort((a, b) => a.from - b.from);
    const spans = new Map<string, { from: Slot; last: Slot }>();
    const slots = new Map<Slot, GiftsInForce>();
    let standing = book;
    let gifts = giftsOf(book);
    let heard = 0;
    for (const { slot, basis } of gates) {
        const before = heard;
        while ((relevant[heard]?.from ?? Number.POSITIVE_INFINITY) <= basis) {
            heard++;
        }
        if (heard > before) {
            standing = bookAt(standing, relevant.slice(before, heard), basis);
            gifts = giftsOf(standing);
        }
        slots.set(slot, gifts);
        for (const { reference } of [...gifts.byParticipant.values(), ...gifts.byPoint.values()]) {
            spans.set(reference, { from: spans.get(reference)?.from ?? slot, last: slot });
        }
    }
    return { at: (slot) => slots.get(slot) ?? NO_GIFTS, spans };
}

/** What lines come to under each gift in force in their slots. Lines of those who give nothing cost nothing. */
export function sumGifts(
    lines: Iterable<Line>,
    calendar: GiftCalendar,
    tariffOf: TariffOf,
    utcOffsetMinutes: number,
): readonly GiftSum[] {
    const sums = new Map<string, { gift: Gift; items: Items }>();
    for (const line of lines) {
        const { byParticipant, byPoint } = calendar.at(line.slot);
        for (const gift of [byParticipant.get(line.participant), byPoint.get(line.point)]) {
            if (gift?.participant === line.participant) {
                const sum = sums.get(gift.reference) ?? { gift, items: new Items() };
                sums.set(gift.reference, sum);
                addLine(sum.items, line, tariffOf(line.slot), utcOffsetMinutes);
            }
        }
    }
    return [...sums.values()]
        .flatMap(({ gift, items }) => {
            const span = calendar.spans.get(gift.reference);
            return span === undefined ? [] : [{ ...gift, ...span, items: items.list() }];
        })
        .sort(byReference);
}

/** Sums of sums: shards and days into a month. */
export function addGifts(parts: Iterable<GiftSum>): readonly GiftSum[] {
    const sums = new Map<string, { sum: GiftSum; items: Items }>();
    for (const part of parts) {
        const known = sums.get(part.reference);
        const items = known?.items ?? new Items();
        items.addAll(part.items);
        const from = known !== undefined && known.sum.from < part.from ? known.sum.from : part.from;
        const last = known !== undefined && known.sum.last > part.last ? known.sum.last : part.last;
        sums.set(part.reference, { sum: { ...part, from, last }, items });
    }
    return [...sums.values()].map(({ sum, items }) => ({ ...sum, items: items.list() })).sort(byReference);
}

function byReference(a: GiftSum, b: GiftSum): number {
    return compareText(a.reference, b.reference);
}
