export type { Accepts, Bid, Book, Clearing, Fee, Offer, Premium, PriceRule, Trade } from './book.js';
export { clear } from './clear.js';
export { clearingJson } from './json.js';
export { parseBook } from './parse.js';
