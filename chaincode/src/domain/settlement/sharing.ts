import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Slot } from '../slot.js';
import { wh } from '../units.js';
import { bookOfSlot, trade } from './market.js';
import type { Metered } from './metered.js';
import { allocateOwn, idOf, type Transfer } from './ownallocation.js';

/** Who gave energy to whom in a slot. */
export type Sharing = { readonly own: readonly Transfer[]; readonly market: readonly Transfer[] };

/** Nets each owner's own points, then clears the book of clean choosers and offerers. Settlement and previews share it. */
export function shareEnergy(slot: Slot, points: readonly Metered[], rules: Rules, tariff: SlotTariff): Sharing {
    const own = allocateOwn(points, tariff);
    const market = trade(bookOfSlot(slot, points, restAfter(own), rules, tariff), points);
    return { own, market };
}

function restAfter(own: readonly Transfer[]) {
    const given = new Map<string, number>();
    const received = new Map<string, number>();
    for (const { seller, buyer, wh: amount } of own) {
        given.set(idOf(seller), (given.get(idOf(seller)) ?? 0) + amount);
        received.set(idOf(buyer), (received.get(idOf(buyer)) ?? 0) + amount);
    }
    return (of: Metered) => ({
        imported: wh((of.imported ?? 0) - (received.get(idOf(of)) ?? 0)),
        exported: wh((of.exported ?? 0) - (given.get(idOf(of)) ?? 0)),
    });
}
