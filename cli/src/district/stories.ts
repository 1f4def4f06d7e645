import { formatDate, localDayRange, parseDate, type Slot, slotPlus } from '@linguang/chaincode/domain';
import type { Member } from './cast.js';
import { storyteller } from './meters.js';
import { UTC_OFFSET_MINUTES } from './profiles.js';

/** Something that goes wrong with one meter on a day, and when it is mended. */
export type Story = {
    readonly kind: 'offline' | 'tampered';
    readonly member: Member;
    /** Slots without a good reading, in order. */
    readonly slots: readonly Slot[];
    /** When the true readings come, late. */
    readonly mended: Slot;
};

/** The stories of a local day: in the morning someone tampers with a reading, at noon a meter is offline for an hour. */
export function storiesOf(day: string): readonly Story[] {
    const { from } = localDayRange(day, UTC_OFFSET_MINUTES);
    const number = parseDate(day);
    const span = (first: number, count: number) =>
        Array.from({ length: count }, (_, index) => slotPlus(from, first + index));
    return [
        { kind: 'tampered', member: storyteller(number, 0), slots: span(6, 1), mended: slotPlus(from, 10) },
        { kind: 'offline', member: storyteller(number, 1), slots: span(48, 4), mended: slotPlus(from, 54) },
    ];
}

/** The calendar day after. */
export function nextDay(day: string): string {
    return formatDate(parseDate(day) + 1);
}
