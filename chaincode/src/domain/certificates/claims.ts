import { problem } from '../problems.js';
import { formatSlot, ledgerDay, SLOTS_PER_DAY, type Slot } from '../slot.js';

/** Slots of a ledger day: 96 bits as 24 hex digits; the first slot of the day is the highest bit. */
export type SlotMap = string;
export type ClaimKey = { readonly point: string; readonly day: number };

/**
 * Which slots of a metering point and ledger day are certified, and by which series: a certificate and those that superseded it one
 * after another. A slot belongs to one series for ever; so nobody certifies it a second time, and what was revoked by mistake can be
 * issued again by superseding it, and only so.
 */
export type ClaimRecord = ClaimKey & {
    readonly v: 2;
    readonly claims: readonly Claim[];
};

/** Slots that a certificate holds for its series; those that a certificate left out which superseded it stay with it. */
export type Claim = { readonly series: string; readonly number: string; readonly map: SlotMap };

export const NO_SLOTS: SlotMap = '0'.repeat(SLOTS_PER_DAY / 4);

/** Name of a claim record in a `Map`. */
export function claimName({ point, day }: ClaimKey): string {
    return `${day}|${point}`;
}

export function hasSlot(map: SlotMap, slot: Slot): boolean {
    const { digit, bit } = placeOf(slot);
    return (digitAt(map, digit) & bit) !== 0;
}

/** The map with one more slot. */
export function withSlot(map: SlotMap, slot: Slot): SlotMap {
    const { digit, bit } = placeOf(slot);
    return withDigit(map, digit, digitAt(map, digit) | bit);
}

/** The slots of the map that lie from `from` to before `until`, on the ledger day. */
export function slotsBetween(map: SlotMap, day: number, from: Slot, until: Slot): readonly Slot[] {
    const first = day * SLOTS_PER_DAY;
    const all = Array.from({ length: SLOTS_PER_DAY }, (_, index) => (first + index) as Slot);
    return all.filter((slot) => slot >= from && slot < until && hasSlot(map, slot));
}

/** Whether every slot of the second map is in the first. */
export function holdsAll(map: SlotMap, wanted: SlotMap): boolean {
    return [...wanted].every((_, digit) => (digitAt(wanted, digit) & ~digitAt(map, digit)) === 0);
}

/** Whose the slot is; undefined: nobody certified it. */
export function claimedBy(record: ClaimRecord | undefined, slot: Slot): Claim | undefined {
    return record?.claims.find(({ map }) => hasSlot(map, slot));
}

/**
 * The record with a slot claimed by a certificate. What its series holds already passes to it.
 * @throws CERTIFICATE_CLAIMED where another series holds it
 */
export function claimSlot(
    record: ClaimRecord | undefined,
    point: string,
    slot: Slot,
    { series, number }: Pick<Claim, 'series' | 'number'>,
): ClaimRecord {
    const holder = claimedBy(record, slot);
    if (holder !== undefined && holder.series !== series) {
        throw problem('CERTIFICATE_CLAIMED', { slot: formatSlot(slot), point });
    }
    const claims = record?.claims ?? [];
    const own = claims.find((claim) => claim.number === number)?.map ?? NO_SLOTS;
    const others = claims
        .filter((claim) => claim.number !== number)
        .map((claim) => (claim === holder ? { ...claim, map: withoutSlot(claim.map, slot) } : claim))
        .filter(({ map }) => map !== NO_SLOTS);
    return {
        v: 2,
        point,
        day: ledgerDay(slot),
        claims: [...others, { series, number, map: withSlot(own, slot) }],
    };
}

function withoutSlot(map: SlotMap, slot: Slot): SlotMap {
    const { digit, bit } = placeOf(slot);
    return withDigit(map, digit, digitAt(map, digit) & ~bit);
}

/** Which hexadecimal digit of a map holds the slot, and the slot's bit in it. */
function placeOf(slot: Slot): { readonly digit: number; readonly bit: number } {
    const offset = slot % SLOTS_PER_DAY;
    return { digit: Math.floor(offset / 4), bit: 8 >> (offset % 4) };
}

function digitAt(map: SlotMap, digit: number): number {
    return Number.parseInt(map.charAt(digit), 16);
}

function withDigit(map: SlotMap, digit: number, value: number): SlotMap {
    return map.slice(0, digit) + value.toString(16) + map.slice(digit + 1);
}
