import { FORWARD_DEFAULTS } from '../registry/rules/forward.js';
import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Slot } from '../slot.js';
import { type Contracted, type ForwardOutcome, NOTHING_ORDERED, settleContracts } from './contracts.js';
import { bookOfSlot, trade } from './market.js';
import type { Metered } from './metered.js';
import { allocateOwn, restAfter, type Transfer } from './ownallocation.js';
import { PartsLeft } from './partsleft.js';
import { joinReserved, shareReserved } from './reserved.js';

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Who had whose energy in a slot: forward contracts are served first, then each owner's own points are netted, then households on the
 * community tariff have what is reserved for them, then the book of clean choosers and offerers is cleared. What is left to a point afterwards goes to and comes from the grid. Deliveries and
 * own allocation draw on a seller's plants in the order of registration.
 * @param households - participants on the community tariff
 */
export function shareEnergy(
    slot: Slot,
    points: readonly Metered[],
    rules: Rules,
    tariff: SlotTariff,
    forward: ForwardOutcome = NOTHING_ORDERED,
    households: ReadonlySet<string> = NOBODY,
): {
    readonly contracted: Contracted;
    readonly delivered: readonly Transfer[];
    readonly own: readonly Transfer[];
    readonly market: readonly Transfer[];
} {
    const contracted = settleContracts(slot, forward, points, rules.forward ?? FORWARD_DEFAULTS, tariff);
    const parts = new PartsLeft(slot);
    const delivered = contracted.transfers.flatMap((transfer) => parts.take(transfer));
    const own = allocateOwn(points, tariff, restAfter(delivered)).flatMap((transfer) => parts.take(transfer));
    const rest = restAfter([...delivered, ...own]);
    const reserved = households.size === 0 ? [] : shareReserved(slot, points, rest, parts, tariff, households);
    for (const transfer of reserved) {
        parts.takeFrom(transfer);
    }
    const market = trade(bookOfSlot(slot, points, rest, parts, rules, tariff, reserved), points);
    return { contracted, delivered, own, market: joinReserved(market, reserved, tariff) };
}
