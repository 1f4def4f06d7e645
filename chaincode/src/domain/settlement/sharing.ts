import type { ForwardContract } from '../forward/auction.js';
import { FORWARD_DEFAULTS } from '../registry/rules/forward.js';
import type { Rules } from '../registry/rules.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Slot } from '../slot.js';
import { type Contracted, settleContracts } from './contracts.js';
import { bookOfSlot, trade } from './market.js';
import type { Metered } from './metered.js';
import { allocateOwn, restAfter, type Transfer } from './ownallocation.js';

/**
 * Who had whose energy in a slot: forward contracts are served first, then each owner's own points are netted, then the book of clean
 * choosers and offerers is cleared. What is left to a point afterwards goes to and comes from the grid.
 */
export function shareEnergy(
    slot: Slot,
    points: readonly Metered[],
    rules: Rules,
    tariff: SlotTariff,
    contracts: readonly ForwardContract[] = [],
): { readonly contracted: Contracted; readonly own: readonly Transfer[]; readonly market: readonly Transfer[] } {
    const contracted = settleContracts(slot, contracts, points, rules.forward ?? FORWARD_DEFAULTS, tariff);
    const own = allocateOwn(points, tariff, restAfter(contracted.transfers));
    const rest = restAfter([...contracted.transfers, ...own]);
    return { contracted, own, market: trade(bookOfSlot(slot, points, rest, rules, tariff), points) };
}
