import type { ContractOrder } from '../registry/rules/forward.js';
import { type Wh, wh } from '../units.js';
import type { ForwardContract } from './auction.js';

/** What meters of points showed; a point whose energy is unknown is absent. */
export type Measured = {
    readonly exported: ReadonlyMap<string, Wh>;
    readonly imported: ReadonlyMap<string, Wh>;
};

export type Delivery = { readonly contract: ForwardContract; readonly delivered: Wh };

/**
 * Serves contracts from what was measured: each gets min(ordered, what its seller has left, what its buyer has left).
 * By `fifo` one after the other in the order of their numbers; by `pro rata` every party first shares what it has among its
 * contracts in proportion to what each still lacks, round by round, and whole Wh that no proportion hands out go by number.
 * Nothing is served of a contract with a point whose energy is unknown.
 */
export function deliver(
    contracts: readonly ForwardContract[],
    measured: Measured,
    order: ContractOrder,
): readonly Delivery[] {
    const open = [...contracts]
        .sort((a, b) => a.contract - b.contract)
        .map((contract) => new Serving(contract, measured));
    const left: Left = { sellers: new Map(measured.exported), buyers: new Map(measured.imported) };
    if (order === 'pro rata') {
        for (let round = 0; round < MOST_ROUNDS && shareOnce(open, left); round++);
    }
    for (const serving of open) {
        serving.take(serving.most(left), left);
    }
    return open.map(({ contract, delivered }) => ({ contract, delivered: wh(delivered) }));
}

/** Each round hands out most of what is left; what remains after so many goes by number. */
const MOST_ROUNDS = 32;

type Left = { readonly sellers: Map<string, number>; readonly buyers: Map<string, number> };

class Serving {
    delivered = 0;
    readonly #known: boolean;

    constructor(
        readonly contract: ForwardContract,
        { exported, imported }: Measured,
    ) {
        this.#known = exported.has(contract.seller) && imported.has(contract.buyer);
    }

    /** What could be served now. */
    most({ sellers, buyers }: Left): number {
        const { seller, buyer, wh: ordered } = this.contract;
        const lacks = this.#known ? ordered - this.delivered : 0;
        return Math.min(lacks, sellers.get(seller) ?? 0, buyers.get(buyer) ?? 0);
    }

    lacks(left: Left): number {
        return this.most(left) > 0 ? this.contract.wh - this.delivered : 0;
    }

    take(amount: number, { sellers, buyers }: Left): void {
        const { seller, buyer } = this.contract;
        this.delivered += amount;
        sellers.set(seller, (sellers.get(seller) ?? 0) - amount);
        buyers.set(buyer, (buyers.get(buyer) ?? 0) - amount);
    }
}

/** One round of sharing. @returns whether it served anything */
function shareOnce(open: readonly Serving[], left: Left): boolean {
    const live = open.filter((serving) => serving.most(left) > 0);
    const fromSellers = shares(live, left, left.sellers, ({ contract }) => contract.seller);
    const toBuyers = shares(live, left, left.buyers, ({ contract }) => contract.buyer);
    let served = 0;
    for (const serving of live) {
        const amount = Math.min(fromSellers.get(serving) ?? 0, toBuyers.get(serving) ?? 0);
        served += amount;
        serving.take(amount, left);
    }
    return served > 0;
}

/** What each party has left, shared among its contracts in proportion to what they lack; odd Wh by largest remainder, then number. */
function shares(
    live: readonly Serving[],
    left: Left,
    has: ReadonlyMap<string, number>,
    partyOf: (serving: Serving) => string,
): ReadonlyMap<Serving, number> {
    const shared = new Map<Serving, number>();
    for (const [party, own] of Map.groupBy(live, partyOf)) {
        const claims = own.map((serving) => serving.lacks(left));
        const amounts = share(has.get(party) ?? 0, claims);
        own.forEach((serving, index) => {
            shared.set(serving, amounts[index] ?? 0);
        });
    }
    return shared;
}

function share(amount: number, claims: readonly number[]): readonly number[] {
    const sum = claims.reduce((total, claim) => total + BigInt(claim), 0n);
    if (BigInt(amount) >= sum) {
        return claims;
    }
    const down = claims.map((claim) => Number((BigInt(amount) * BigInt(claim)) / sum));
    const over = amount - down.reduce((total, one) => total + one, 0);
    const byRemainder = claims
        .map((claim, index) => ({ index, remainder: (BigInt(amount) * BigInt(claim)) % sum }))
        .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
    const raised = new Set(byRemainder.slice(0, over).map(({ index }) => index));
    return down.map((one, index) => one + (raised.has(index) ? 1 : 0));
}
