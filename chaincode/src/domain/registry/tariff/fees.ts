import { Fields, isId } from '../../fields.js';
import { problem } from '../../problems.js';
import { type Price, price } from '../../units.js';

/** What a grid fee consists of, each 10⁻⁴ CNY/kWh. */
export type FeeItems = { readonly network: Price; readonly losses: Price; readonly levies: Price };
export const FEE_ITEMS = ['network', 'losses', 'levies'] as const;

/** Grid fee of energy from the seller's zone to the buyer's. */
export type TariffFee = readonly [sellerZone: string, buyerZone: string, items: FeeItems];

/** The whole fee of a Wh, 10⁻⁴ CNY/kWh. */
export function feeSum({ network, losses, levies }: FeeItems): Price {
    return price(network + losses + levies);
}

/**
 * The network part of a trade's grid fee by the difference rule of document 1901 (2017): the tariff of the user's voltage level
 * minus that of the highest level the energy passes.
 * @throws FEE_NEGATIVE where the highest level is dearer than the user's: the matrix is then wrong, not the fee zero.
 */
export function differenceFee(user: Price, highest: Price): Price {
    if (highest > user) {
        throw problem('FEE_NEGATIVE', { user, highest });
    }
    return price(user - highest);
}

/** A zone of the grid by its voltage level; levels are listed from the lowest voltage up. */
export type ZoneLevel = { readonly zone: string; readonly level: string };

/**
 * The fee matrix by the difference rule for zones at voltage levels: energy inside one zone stays at its own level, and between
 * zones it passes the level above both.
 * @param tariffs - transmission and distribution tariff of each level, from the lowest voltage (dearest) up
 * @param extra - losses and levies that each trade between zones bears besides
 * @throws REQUEST_INVALID for a level without tariff, FEE_NEGATIVE for tariffs that rise with the voltage
 */
export function differenceFees(
    zones: readonly ZoneLevel[],
    tariffs: readonly { readonly level: string; readonly price: Price }[],
    extra: Readonly<Pick<FeeItems, 'losses' | 'levies'>>,
): readonly TariffFee[] {
    const rankOf = ({ zone, level }: ZoneLevel): number => {
        const rank = tariffs.findIndex((one) => one.level === level);
        if (rank < 0) {
            throw problem('REQUEST_INVALID', { where: `zone ${zone}`, reason: `level ${level} has no tariff` });
        }
        return rank;
    };
    const at = (rank: number): Price => tariffs[Math.min(rank, tariffs.length - 1)]?.price ?? price(0);
    return zones.flatMap((seller) =>
        zones.map((buyer): TariffFee => {
            const inside = seller.zone === buyer.zone;
            const highest = Math.max(rankOf(seller), rankOf(buyer)) + (inside ? 0 : 1);
            const network = differenceFee(at(rankOf(buyer)), at(highest));
            return [seller.zone, buyer.zone, { network, ...(inside ? { losses: price(0), levies: price(0) } : extra) }];
        }),
    );
}

/** Reads `[seller zone, buyer zone, fee]`, the fee one price (all of it for the network) or `{network, losses?, levies?}`. @throws REQUEST_INVALID */
export function parseFee(value: unknown, where: string): TariffFee {
    const entries: unknown[] = Array.isArray(value) && value.length === 3 ? value : [];
    const [seller, buyer, fee] = entries;
    if (typeof seller !== 'string' || typeof buyer !== 'string' || !isId(seller) || !isId(buyer)) {
        throw problem('REQUEST_INVALID', { where, reason: '[seller zone, buyer zone, fee] is expected' });
    }
    return [seller, buyer, parseItems(fee, `${where}[2]`)];
}

function parseItems(value: unknown, where: string): FeeItems {
    const none = price(0);
    if (typeof value === 'number') {
        return { network: new Fields({ fee: value }, where).price('fee'), losses: none, levies: none };
    }
    const fields = new Fields(value, where);
    const items = {
        network: fields.price('network'),
        losses: fields.optional('losses', () => fields.price('losses')) ?? none,
        levies: fields.optional('levies', () => fields.price('levies')) ?? none,
    };
    fields.end();
    return items;
}
