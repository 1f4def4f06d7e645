import { problem } from '../problems.js';
import { formatSlot, type Slot } from '../slot.js';
import { wh } from '../units.js';
import type { Metered } from './metered.js';
import type { Transfer, Unnamed } from './ownallocation.js';
import type { Part } from './sources.js';

/** Keeps account of what is left of each point's export by source while a slot is settled. */
export class PartsLeft {
    readonly #left = new Map<Metered, readonly Part[]>();
    readonly #slot: Slot;

    constructor(slot: Slot) {
        this.#slot = slot;
    }

    /** What is left of a point's export, in the order of its parts. */
    of(metered: Metered): readonly Part[] {
        return this.#left.get(metered) ?? metered.parts;
    }

    /** Takes Wh of one plant from what a point has left. @throws INVARIANT_BROKEN where there is not so much */
    takeFrom({ seller, plant, wh: amount }: Pick<Transfer, 'seller' | 'plant' | 'wh'>): void {
        const left = this.of(seller).map((part) =>
            part.plant === plant ? { ...part, wh: wh(part.wh - amount) } : part,
        );
        if (!left.some((part) => part.plant === plant)) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(this.#slot), rule: 'who gives has it' });
        }
        this.#left.set(
            seller,
            left.filter((part) => part.wh > 0),
        );
    }

    /**
     * Takes a transfer's Wh from the seller's parts in their order, so that it becomes one transfer for each plant it draws on.
     * @throws INVARIANT_BROKEN where the seller has not so much left
     */
    take(transfer: Unnamed): readonly Transfer[] {
        let wanted: number = transfer.wh;
        const taken: Transfer[] = [];
        const left: Part[] = [];
        for (const part of this.of(transfer.seller)) {
            const amount = Math.min(part.wh, wanted);
            wanted -= amount;
            if (amount > 0) {
                taken.push({ ...transfer, plant: part.plant, source: part.source, wh: wh(amount) });
            }
            if (amount < part.wh) {
                left.push({ ...part, wh: wh(part.wh - amount) });
            }
        }
        if (wanted > 0) {
            throw problem('INVARIANT_BROKEN', {
                slot: formatSlot(this.#slot),
                rule: 'nobody gives more than she exports',
            });
        }
        this.#left.set(transfer.seller, left);
        return taken;
    }
}
