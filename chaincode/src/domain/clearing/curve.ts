/** Orders of one class at one price. */
export interface Level {
    /** 10⁻⁴ CNY/kWh */
    readonly price: number;
    /** Wh, the sum of its members */
    readonly wh: number;
    /** Indices of the orders. */
    readonly members: readonly number[];
}

interface Priced {
    readonly price: number;
    readonly wh: number;
}

/**
 * The supply or demand curve of a class: price levels from the one that trades first.
 * @param direction - 1: cheapest first (offers), −1: dearest first (bids)
 */
export function curve(orders: readonly Priced[], members: readonly number[], direction: 1 | -1): Level[] {
    const levels = new Map<number, { price: number; wh: number; members: number[] }>();
    for (const index of members) {
        const order = orders[index];
        if (order !== undefined) {
            const level = levels.get(order.price) ?? { price: order.price, wh: 0, members: [] };
            level.wh += order.wh;
            level.members.push(index);
            levels.set(order.price, level);
        }
    }
    return [...levels.values()].sort((a, b) => direction * (a.price - b.price));
}
