import type { Line, LineContract } from './line.js';

type Check = (holds: boolean, rule: string) => void;

/** What a point owes for contracts not kept, less what it is owed, 10⁻⁷ CNY. */
export function compensation({ imbalances }: Line): bigint {
    return imbalances.reduce((sum, one) => sum + (one.owed ? 1n : -1n) * BigInt(one.wh) * BigInt(one.price), 0n);
}

/**
 * Checks forward contracts from the lines alone: both sides say the same, what was delivered is what trades say, never more than was
 * ordered; compensation is for what was not delivered, and what one pays the other receives. What is owed for orders that were not
 * opened the grid company receives.
 */
export function contractsMustAddUp(lines: readonly Line[], check: Check): void {
    const sides = { sell: new Map<number, LineContract>(), buy: new Map<number, LineContract>() };
    const traded = { sell: new Map<number, number>(), buy: new Map<number, number>() };
    const owed = new Map<number, string>();
    const paid = new Map<number, string>();
    for (const line of lines) {
        for (const contract of line.contracts) {
            check(!sides[contract.side].has(contract.contract), 'a contract has one seller and one buyer');
            check(contract.delivered <= contract.ordered, 'no more is delivered than was ordered');
            sides[contract.side].set(contract.contract, contract);
        }
        for (const [side, trades] of [
            ['sell', line.sold],
            ['buy', line.bought],
        ] as const) {
            for (const { contract, wh } of trades) {
                if (contract !== undefined) {
                    traded[side].set(contract, (traded[side].get(contract) ?? 0) + wh);
                }
            }
        }
        const forfeited = new Set<number>();
        for (const one of line.imbalances) {
            if (one.order !== undefined) {
                check(
                    one.owed && one.contract === 0 && !forfeited.has(one.order),
                    'an unopened order is owed for once',
                );
                forfeited.add(one.order);
                continue;
            }
            const to = one.owed ? owed : paid;
            check(!to.has(one.contract), 'a shortfall is compensated once');
            to.set(one.contract, `${one.wh} ${one.price}`);
            const own = line.contracts.find(({ contract }) => contract === one.contract);
            check(own !== undefined && one.wh <= own.ordered - own.delivered, 'only a shortfall is compensated');
        }
    }
    check(sides.sell.size === sides.buy.size, 'a contract has one seller and one buyer');
    for (const [number, sold] of sides.sell) {
        const bought = sides.buy.get(number);
        const same =
            bought?.ordered === sold.ordered &&
            bought.delivered === sold.delivered &&
            bought.price === sold.price &&
            bought.fee === sold.fee;
        check(same, 'both sides of a contract say the same');
        const [given, received] = [traded.sell.get(number) ?? 0, traded.buy.get(number) ?? 0];
        check(given === sold.delivered && received === sold.delivered, 'what is delivered of a contract is traded');
        traded.sell.delete(number);
        traded.buy.delete(number);
    }
    check(traded.sell.size + traded.buy.size === 0, 'a delivery has a contract');
    check(owed.size === paid.size, 'compensation sums to zero');
    for (const [number, amount] of owed) {
        check(paid.get(number) === amount, 'compensation sums to zero');
    }
}
