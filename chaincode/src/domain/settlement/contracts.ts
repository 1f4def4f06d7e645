import type { ForwardContract } from '../forward/auction.js';
import { deliver, type Measured } from '../forward/delivery.js';
import type { Forfeit } from '../forward/forfeit.js';
import { imbalancesOf } from '../forward/imbalance.js';
import { problem } from '../problems.js';
import type { ForwardRules } from '../registry/rules/forward.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { formatSlot, type Slot } from '../slot.js';
import type { Wh } from '../units.js';
import type { LineContract, LineImbalance } from './line.js';
import type { Metered } from './metered.js';
import { idOf, type Unnamed } from './ownallocation.js';

/** What the auction of a slot left to be settled. */
export type ForwardOutcome = Readonly<{ contracts: readonly ForwardContract[]; forfeits: readonly Forfeit[] }>;
export const NOTHING_ORDERED: ForwardOutcome = { contracts: [], forfeits: [] };

/** What forward contracts come to in a slot: deliveries in order of the contracts, and what lines say of them. */
export type Contracted = {
    readonly transfers: readonly Unnamed[];
    readonly contracts: ReadonlyMap<Metered, readonly LineContract[]>;
    readonly imbalances: ReadonlyMap<Metered, readonly LineImbalance[]>;
};

export const NOTHING_CONTRACTED: Contracted = { transfers: [], contracts: new Map(), imbalances: new Map() };

/**
 * Serves contracts from what signed, continuous readings show, before anything else of the slot: before own allocation, or an owner
 * could put energy that is sold to her own use and call it a shortfall.
 * @throws INVARIANT_BROKEN where a contract names a point that is not in service
 */
export function settleContracts(
    slot: Slot,
    { contracts, forfeits }: ForwardOutcome,
    points: readonly Metered[],
    rules: Pick<ForwardRules, 'contractOrder' | 'toleranceBasisPoints'>,
    tariff: SlotTariff,
): Contracted {
    if (contracts.length + forfeits.length === 0) {
        return NOTHING_CONTRACTED;
    }
    const byId = new Map(points.map((metered) => [idOf(metered), metered]));
    const at = (id: string): Metered => {
        const found = byId.get(id);
        if (found === undefined) {
            throw problem('INVARIANT_BROKEN', { slot: formatSlot(slot), rule: 'contracts are of points in service' });
        }
        return found;
    };
    const measured = measuredOf(points);
    const deliveries = deliver(contracts, measured, rules.contractOrder);
    const written = new Map<Metered, LineContract[]>();
    const transfers: Unnamed[] = [];
    for (const { contract, delivered } of deliveries) {
        const [seller, buyer] = [at(contract.seller), at(contract.buyer)];
        const { contract: number, price, fee, wh: ordered } = contract;
        const seenAs = (side: LineContract['side'], order: number): LineContract => ({
            contract: number,
            delivered,
            fee,
            order,
            ordered,
            price,
            side,
        });
        push(written, seller, seenAs('sell', contract.sellOrder));
        push(written, buyer, seenAs('buy', contract.buyOrder));
        if (delivered > 0) {
            transfers.push({ seller, buyer, wh: delivered, price, fee, contract: number });
        }
    }
    const imbalances = new Map<Metered, LineImbalance[]>();
    for (const { contract, cause, wh, price } of imbalancesOf(
        deliveries,
        measured,
        rules.toleranceBasisPoints,
        tariff,
    )) {
        for (const party of ['seller', 'buyer'] as const) {
            push(imbalances, at(contract[party]), { contract: contract.contract, owed: party === cause, price, wh });
        }
    }
    for (const { point, order, wh, price } of forfeits) {
        push(imbalances, at(point), { contract: 0, order, owed: true, price, wh });
    }
    return { transfers, contracts: written, imbalances };
}

function measuredOf(points: readonly Metered[]): Measured {
    const exported = new Map<string, Wh>();
    const imported = new Map<string, Wh>();
    for (const metered of points) {
        if (metered.state === 'signed' && metered.exported !== null && metered.imported !== null) {
            exported.set(idOf(metered), metered.exported);
            imported.set(idOf(metered), metered.imported);
        }
    }
    return { exported, imported };
}

function push<Of>(to: Map<Metered, Of[]>, key: Metered, item: Of): void {
    const list = to.get(key) ?? [];
    list.push(item);
    to.set(key, list);
}
