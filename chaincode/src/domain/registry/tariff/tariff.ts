import { Fields } from '../../fields.js';
import type { Price } from '../../units.js';
import { parseFee, type TariffFee } from './fees.js';
import { bounds, parseSchedule, type Schedule } from './schedule.js';
import { parseSteps, type Steps } from './steps.js';

/**
 * The grid company's prices from a slot on; the retail tariff is what a user pays without the community, the feed-in what a producer gets.
 * Prices contain value added tax.
 */
export type Tariff = {
    /** By time of use, in local time. */
    readonly retail: Schedule;
    readonly feedIn: Price;
    /** true: the feed-in tariff is a provisional one, until the month's is known. */
    readonly feedInProvisional: boolean;
    readonly fees: readonly TariffFee[];
    /** Value added tax contained in prices, hundredths of a percent (1300 is 13 %). */
    readonly vat: number;
    readonly steps: Steps | null;
};

/**
 * Reads `{retail, feedIn, fees: [[sellerZone, buyerZone, fee]], feedInProvisional?, vat?, steps?}`.
 * @throws REQUEST_INVALID
 */
export function parseTariff(request: unknown): Tariff {
    const fields = new Fields(request, 'tariff');
    const tariff: Tariff = {
        retail: parseSchedule(fields, 'retail'),
        feedIn: fields.price('feedIn'),
        feedInProvisional: fields.optional('feedInProvisional', () => fields.boolean('feedInProvisional')) ?? false,
        fees: fields.list('fees', parseFee, 10_000),
        vat: fields.optional('vat', () => fields.integer('vat', 0, 10_000)) ?? 0,
        steps: fields.optional('steps', () => parseSteps(fields.object('steps'))) ?? null,
    };
    fields.end();
    if (tariff.feedIn > bounds(tariff.retail).low) {
        throw fields.bad('feedIn', 'it must not be above the retail tariff');
    }
    if (new Set(tariff.fees.map(([seller, buyer]) => `${seller} ${buyer}`)).size !== tariff.fees.length) {
        throw fields.bad('fees', 'a pair of zones is repeated');
    }
    return tariff;
}

/** A tariff with one retail price and without taxes and steps. */
export function flatTariff(retail: Price, feedIn: Price, fees: readonly TariffFee[] = []): Tariff {
    return { retail: { base: retail, periods: [] }, feedIn, feedInProvisional: false, fees, vat: 0, steps: null };
}

/** The tax contained in an amount, in the same unit, rounded towards zero. @param vat - hundredths of a percent */
export function taxIn(amount: bigint, vat: number): bigint {
    return (amount * BigInt(vat)) / BigInt(10_000 + vat);
}
