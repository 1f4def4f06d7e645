import { premiumOf } from './accepting.js';
import type { Bid, Book, Offer } from './book.js';

/**
 * The price of a trade under the rule `shared` (design 4.1): half of the gap between feed-in and retail tariff
 * after the grid fee, raised to the offer's price, then lowered to what the bid pays at most.
 * @returns 10⁻⁴ CNY/kWh, to the seller
 */
export function sharedPrice(book: Book, offer: Offer, bid: Bid, fee: number): number {
    const middle = Math.floor(((book.feedIn ?? 0) + (book.retail ?? 0) - fee) / 2);
    return Math.min(Math.max(middle, offer.price), bid.price + premiumOf(bid, offer) - fee);
}
