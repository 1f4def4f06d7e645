import type { Book } from './book.js';

/** The grid fee of a pair of zones in 10⁻⁴ CNY/kWh, or undefined where the pair may not trade. */
export type FeeTable = (sellerZone: string, buyerZone: string) => number | undefined;

/** Looks fees up: unlisted pairs cost 0 within a zone and may not trade across zones (design 4.1). */
export function feeTable(book: Book): FeeTable {
    const bySeller = new Map<string, Map<string, number>>();
    for (const [seller, buyer, fee] of book.fees) {
        const row = bySeller.get(seller) ?? new Map<string, number>();
        bySeller.set(seller, row.set(buyer, fee));
    }
    return (seller, buyer) => bySeller.get(seller)?.get(buyer) ?? (seller === buyer ? 0 : undefined);
}
