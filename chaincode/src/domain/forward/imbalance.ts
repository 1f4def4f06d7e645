import type { SlotTariff } from '../registry/tariff/slottariff.js';
import { type Price, price, type Wh, wh } from '../units.js';
import type { ForwardContract } from './auction.js';
import type { Delivery, Measured } from './delivery.js';

/** Compensation for a shortfall: the party that caused it pays the other so much per Wh. */
export type Imbalance = {
    readonly contract: ForwardContract;
    readonly cause: 'seller' | 'buyer';
    /** What is compensated: the shortfall beyond the tolerance. */
    readonly wh: Wh;
    /** What the other loses per kWh: retail − price − fee for a buyer, price − feed-in for a seller; never negative. */
    readonly price: Price;
};

/**
 * Judges shortfalls. Each party is judged on its own meter: a buyer is harmed as far as she took from elsewhere what the contract
 * would have covered, a seller as far as he had to put elsewhere what he had; then the other had nothing left, so it was the cause.
 * Where neither has energy left nobody is harmed. What a party causes in all its contracts of one side counts only beyond
 * `toleranceBasisPoints` of its contracted Wh, in order of the contracts' numbers. Excess is no imbalance.
 */
export function imbalancesOf(
    deliveries: readonly Delivery[],
    measured: Measured,
    toleranceBasisPoints: number,
    { retail, feedIn }: Pick<SlotTariff, 'retail' | 'feedIn'>,
): readonly Imbalance[] {
    const sellers = new Map<string, number>(measured.exported);
    const buyers = new Map<string, number>(measured.imported);
    const bands = new Map<string, bigint>();
    for (const { contract, delivered } of deliveries) {
        add(sellers, contract.seller, -delivered);
        add(buyers, contract.buyer, -delivered);
        for (const party of [`seller ${contract.seller}`, `buyer ${contract.buyer}`]) {
            bands.set(party, (bands.get(party) ?? 0n) + BigInt(contract.wh) * BigInt(toleranceBasisPoints));
        }
    }
    const tolerated = new Map([...bands].map(([party, parts]) => [party, Number(parts / 10_000n)]));
    const found: Imbalance[] = [];
    for (const { contract, delivered } of deliveries) {
        const known = measured.exported.has(contract.seller) && measured.imported.has(contract.buyer);
        const short = contract.wh - delivered;
        if (!known || short === 0) {
            continue;
        }
        const harmedBuyer = Math.min(short, buyers.get(contract.buyer) ?? 0);
        const harmedSeller = Math.min(short, sellers.get(contract.seller) ?? 0);
        add(buyers, contract.buyer, -harmedBuyer);
        add(sellers, contract.seller, -harmedSeller);
        const cause = harmedBuyer > 0 ? 'seller' : 'buyer';
        const party = `${cause} ${contract[cause]}`;
        const free = Math.min(tolerated.get(party) ?? 0, harmedBuyer + harmedSeller);
        add(tolerated, party, -free);
        const charged = harmedBuyer + harmedSeller - free;
        const difference = cause === 'seller' ? retail - contract.price - contract.fee : contract.price - feedIn;
        if (charged > 0 && difference > 0) {
            found.push({ contract, cause, wh: wh(charged), price: price(difference) });
        }
    }
    return found;
}

function add(to: Map<string, number>, key: string, amount: number): void {
    to.set(key, (to.get(key) ?? 0) + amount);
}
