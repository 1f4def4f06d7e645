import { Fields, isId } from '../fields.js';
import { problem } from '../problems.js';
import { type Price, price } from '../units.js';

/** Grid fee of energy from the seller's zone to the buyer's. */
export type TariffFee = readonly [sellerZone: string, buyerZone: string, fee: Price];

/** The grid company's prices; the retail tariff is what a user pays without the community, the feed-in what a producer gets. */
export type Tariff = { readonly retail: Price; readonly feedIn: Price; readonly fees: readonly TariffFee[] };

/** Reads `{retail, feedIn, fees: [[sellerZone, buyerZone, fee]]}`. @throws REQUEST_INVALID */
export function parseTariff(request: unknown): Tariff {
    const fields = new Fields(request, 'tariff');
    const [retail, feedIn] = [fields.price('retail'), fields.price('feedIn')];
    const fees = fields.list('fees', parseFee, 10_000);
    fields.end();
    if (feedIn > retail) {
        throw fields.bad('feedIn', 'it must not be above the retail tariff');
    }
    if (new Set(fees.map(([seller, buyer]) => `${seller} ${buyer}`)).size !== fees.length) {
        throw fields.bad('fees', 'a pair of zones is repeated');
    }
    return { retail, feedIn, fees };
}

/** The fee of a pair of zones: as listed; 0 inside one zone that is not listed; undefined where energy may not go. */
export function feeOf(tariff: Tariff, sellerZone: string, buyerZone: string): Price | undefined {
    const listed = tariff.fees.find(([seller, buyer]) => seller === sellerZone && buyer === buyerZone);
    return listed?.[2] ?? (sellerZone === buyerZone ? price(0) : undefined);
}

/**
 * The grid fee of a trade by the difference rule of document 1901 (2017): the tariff of the user's voltage level
 * minus that of the highest level the energy passes.
 * @throws FEE_NEGATIVE where the highest level is dearer than the user's: the matrix is then wrong, not the fee zero.
 */
export function differenceFee(user: Price, highest: Price): Price {
    if (highest > user) {
        throw problem('FEE_NEGATIVE', { user, highest });
    }
    return price(user - highest);
}

function parseFee(value: unknown, where: string): TariffFee {
    if (Array.isArray(value) && value.length === 3) {
        const [seller, buyer, fee]: unknown[] = value;
        if (typeof seller === 'string' && typeof buyer === 'string' && isId(seller) && isId(buyer)) {
            if (typeof fee === 'number' && fee <= 1_000_000_000) {
                return [seller, buyer, price(fee)];
            }
        }
    }
    throw problem('REQUEST_INVALID', { where, reason: '[seller zone, buyer zone, fee] is expected' });
}
