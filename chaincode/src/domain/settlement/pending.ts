import { type Slot, slotPlus } from '../slot.js';
import { wh } from '../units.js';
import type { Gap, Pending, Registers } from './line.js';

/** A gap and whose it is. */
export type OwnersGap = { readonly participant: string; readonly gap: Gap };

/** The registers one slot later, without a usable reading of it. @param settled - whose the slot was, and the substituted Wh */
export function passed(known: Registers, settled: Omit<Pending, 'slots'>): Registers {
    const { participant, imported, exported } = settled;
    const last = known.pending.at(-1);
    if (last === undefined || last.participant !== participant) {
        return { ...known, pending: [...known.pending, { exported, imported, participant, slots: 1 }] };
    }
    const sum: Pending = {
        exported: wh(last.exported + exported),
        imported: wh(last.imported + imported),
        participant,
        slots: last.slots + 1,
    };
    return { ...known, pending: [...known.pending.slice(0, -1), sum] };
}

/**
 * What the registers say of the slots since they were last known, less what substitutes stood for. Where the point changed hands
 * meanwhile, each owner has her substitutes and a share of the rest by her number of slots: only a reading of the slot in which she
 * left, whose start registers end her time, is exact. Empty where the registers continue without a break.
 * @param start - at the start of a slot with a reading, of the same meter, not below the last known ones
 * @param owner - of that slot
 */
export function gapsBetween(last: Registers, start: Registers, owner: string): readonly OwnersGap[] {
    const { pending } = last;
    if (pending.length === 0) {
        const jumped = { imported: start.import - last.import, exported: start.export - last.export };
        const broken = jumped.imported > 0 || jumped.exported > 0;
        return broken ? [{ participant: owner, gap: { ...jumped, from: slotPlus(last.at, 1) } }] : [];
    }
    const slots = sum(pending, 'slots');
    const imported = spread(start.import - last.import - sum(pending, 'imported'), pending, slots);
    const exported = spread(start.export - last.export - sum(pending, 'exported'), pending, slots);
    let from: Slot = slotPlus(last.at, 1);
    const gaps = new Map<string, Gap>();
    for (const [index, part] of pending.entries()) {
        const before = gaps.get(part.participant);
        gaps.set(part.participant, {
            exported: (before?.exported ?? 0) + (exported[index] ?? 0),
            from: before?.from ?? from,
            imported: (before?.imported ?? 0) + (imported[index] ?? 0),
        });
        from = slotPlus(from, part.slots);
    }
    return [...gaps].map(([participant, gap]) => ({ participant, gap }));
}

/** Whole Wh by running totals, so that the parts sum to the amount. */
function spread(amount: number, pending: readonly Pending[], slots: number): readonly number[] {
    let [passedSlots, given] = [0, 0];
    return pending.map((part) => {
        passedSlots += part.slots;
        const upTo = Number((BigInt(amount) * BigInt(passedSlots)) / BigInt(slots));
        const share = upTo - given;
        given = upTo;
        return share;
    });
}

function sum(pending: readonly Pending[], of: 'slots' | 'imported' | 'exported'): number {
    return pending.reduce((total, part) => total + part[of], 0);
}
