import { problem } from '../problems.js';
import { feeSum } from '../registry/tariff/fees.js';
import { bounds } from '../registry/tariff/schedule.js';
import type { Tariff } from '../registry/tariff/tariff.js';
import { type Price, price } from '../units.js';
import type { ChoiceTerms, OfferTerms, StandingIntent } from './intent.js';

/** The prices an instruction may name, both ends included, 10⁻⁴ CNY/kWh. */
export type PriceBounds = { readonly low: Price; readonly high: Price };

/** Bounds of a choice's ceiling: feed-in tariff to the dearest retail price of the schedule plus the highest premium it declares. */
export function choiceBounds(tariff: Tariff, terms: Pick<ChoiceTerms, 'premiums'>): PriceBounds {
    return { low: tariff.feedIn, high: price(bounds(tariff.retail).high + highestPremium(terms)) };
}

/**
 * Bounds of an offer's least price: feed-in tariff to the dearest retail price of the schedule less the lowest grid fee at which
 * the energy can reach anybody the offer serves. Inside one zone that is not listed the fee is 0.
 * @param zone - of the offering point
 */
export function offerBounds(tariff: Tariff, zone: string, { accepts }: Pick<OfferTerms, 'accepts'>): PriceBounds {
    const zones = accepts?.zones;
    const fees = tariff.fees
        .filter(([seller, buyer]) => seller === zone && (zones?.includes(buyer) ?? true))
        .map(([, , items]) => feeSum(items));
    const listed = tariff.fees.some(([seller, buyer]) => seller === zone && buyer === zone);
    if (!listed && (zones?.includes(zone) ?? true)) {
        fees.push(price(0));
    }
    const fee = fees.length === 0 ? 0 : Math.min(...fees);
    return { low: tariff.feedIn, high: price(Math.max(tariff.feedIn, bounds(tariff.retail).high - fee)) };
}

/** Whether checking needs a tariff: an instruction that names no price is within all bounds. */
export function namesPrice(intent: StandingIntent): boolean {
    return intent.kind === 'offer' || intent.terms.maxPrice !== undefined || highestPremium(intent.terms) > 0;
}

/**
 * Refuses what could never trade sensibly, when it is signed.
 * @param tariff - as known for the first slot of the instruction
 * @throws CHOICE_PRICE_OUT_OF_BOUNDS, OFFER_PRICE_OUT_OF_BOUNDS, PREMIUM_TOO_HIGH
 */
export function mustBeWithinTariff(intent: StandingIntent, tariff: Tariff, zone: string): void {
    if (intent.kind === 'offer') {
        const { low, high } = offerBounds(tariff, zone, intent.terms);
        const asked = intent.terms.minPrice;
        if (asked < low || asked > high) {
            throw problem('OFFER_PRICE_OUT_OF_BOUNDS', { price: asked, low, high });
        }
        return;
    }
    const { high: retail } = bounds(tariff.retail);
    const premium = highestPremium(intent.terms);
    if (premium > retail) {
        throw problem('PREMIUM_TOO_HIGH', { price: premium, high: retail });
    }
    const { low, high } = choiceBounds(tariff, intent.terms);
    const ceiling = intent.terms.maxPrice;
    if (ceiling !== undefined && (ceiling < low || ceiling > high)) {
        throw problem('CHOICE_PRICE_OUT_OF_BOUNDS', { price: ceiling, low, high });
    }
}

function highestPremium({ premiums = [] }: Pick<ChoiceTerms, 'premiums'>): number {
    return premiums.reduce((highest, { add }) => Math.max(highest, add), 0);
}
