import { compareText } from '../registry/book.js';
import type { Tariff } from '../registry/tariff/tariff.js';
import type { Line } from '../settlement/line.js';
import type { Slot } from '../slot.js';
import { type Item, Items } from './item.js';
import { addLine } from './lineitems.js';

/**
 * What a metering point came to for one participant over some slots (a day, a month); plain JSON. A point that changes hands has
 * one for each of them.
 */
export type PointSum = {
    readonly point: string;
    readonly participant: string;
    /** First and last slot with a line of theirs, the closing one of a former owner included. */
    readonly from: Slot;
    readonly last: Slot;
    readonly slots: number;
    /** Slots whose energy was not known or substituted; a later gap item makes up for them. */
    readonly unknownSlots: number;
    readonly items: readonly Item[];
};

/** Tariff in force in a slot. @throws where there is none */
export type TariffOf = (slot: Slot) => Tariff;

/** Sums of settlement lines, by point and participant. @throws INVARIANT_BROKEN */
export function sumPoints(lines: Iterable<Line>, tariffOf: TariffOf, utcOffsetMinutes: number): readonly PointSum[] {
    const sums = new Sums();
    for (const line of lines) {
        const { point, participant, slot, imported, handover, substitute } = line;
        const sum = sums.of(point, participant, slot, slot);
        // A closing line comes after its participant's last slot and is none of her slots.
        sum.slots += handover ? 0 : 1;
        sum.unknownSlots += !handover && (imported === null || substitute !== null) ? 1 : 0;
        addLine(sum.items, line, tariffOf(slot), utcOffsetMinutes);
    }
    return sums.list();
}

/** Sums of sums: days into a month. */
export function addPoints(parts: Iterable<PointSum>): readonly PointSum[] {
    const sums = new Sums();
    for (const part of parts) {
        const sum = sums.of(part.point, part.participant, part.from, part.last);
        sum.slots += part.slots;
        sum.unknownSlots += part.unknownSlots;
        sum.items.addAll(part.items);
    }
    return sums.list();
}

type Sum = {
    readonly point: string;
    readonly participant: string;
    from: Slot;
    last: Slot;
    slots: number;
    unknownSlots: number;
    readonly items: Items;
};

class Sums {
    readonly #sums = new Map<string, Sum>();

    of(point: string, participant: string, from: Slot, last: Slot): Sum {
        const key = `${point} ${participant}`;
        let sum = this.#sums.get(key);
        if (sum === undefined) {
            sum = { point, participant, from, last, slots: 0, unknownSlots: 0, items: new Items() };
            this.#sums.set(key, sum);
        }
        sum.from = from < sum.from ? from : sum.from;
        sum.last = last > sum.last ? last : sum.last;
        return sum;
    }

    /** In order of point, then participant. */
    list(): readonly PointSum[] {
        return [...this.#sums.values()]
            .map(
                (sum): PointSum => ({
                    from: sum.from,
                    items: sum.items.list(),
                    last: sum.last,
                    participant: sum.participant,
                    point: sum.point,
                    slots: sum.slots,
                    unknownSlots: sum.unknownSlots,
                }),
            )
            .sort((a, b) => compareText(a.point, b.point) || compareText(a.participant, b.participant));
    }
}
