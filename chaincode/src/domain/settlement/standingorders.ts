import type { Accepts, Bid, Offer } from '../clearing/index.js';
import type { ChoiceTerms, OfferTerms } from '../intents/intent.js';
import { CLEAN_SOURCES, type Point } from '../registry/point.js';
import type { SlotTariff } from '../registry/tariff/slottariff.js';
import type { Wh } from '../units.js';

const WHOLE = 10_000n;

/**
 * The bid of a standing choice in one slot; null where nothing is bid for.
 *
 * Its limit is the ceiling, but never above the slot's retail tariff: what stood before a tariff fell is lowered to it, and in cheap
 * hours a ceiling meant for dear ones does no harm. Premiums come on top where they are declared, so a trade costs at most retail
 * tariff plus premium, grid fee included.
 * @param imported - what the point still imports in the slot after own allocation
 */
export function bidOf(point: Point, terms: ChoiceTerms, imported: Wh, tariff: SlotTariff): Bid | null {
    const wh = wantedWh(imported, terms.share);
    if (terms.energy !== 'clean' || wh === 0) {
        return null;
    }
    return {
        id: point.point,
        owner: point.participant,
        zone: point.zone,
        wh,
        price: Math.min(terms.maxPrice ?? tariff.retail, tariff.retail),
        accepts: acceptsOf(point, terms),
        premiums: terms.premiums ?? [],
    };
}

/**
 * The offer of a standing instruction in one slot; null where nothing is exported. Its limit is never below the slot's feed-in tariff,
 * which the grid pays anyway.
 * @param exported - what the point still exports in the slot after own allocation
 */
export function offerOf(point: Point, terms: OfferTerms, exported: Wh, tariff: SlotTariff): Offer | null {
    if (exported === 0) {
        return null;
    }
    return {
        id: point.point,
        owner: point.participant,
        zone: point.zone,
        plant: point.plant?.id ?? point.point,
        source: point.plant?.source ?? '',
        wh: exported,
        price: Math.max(terms.minPrice, tariff.feedIn),
        accepts: terms.accepts ?? {},
    };
}

/** The part of an import that a choice bids for, whole Wh rounded down. @param share - hundredths of a percent */
export function wantedWh(imported: Wh, share: number | undefined): number {
    return share === undefined ? imported : Number((BigInt(imported) * BigInt(share)) / WHOLE);
}

/** What a choice takes: `cleanOnly` and `ownZone` are said in the words of the clearing. */
function acceptsOf({ zone }: Point, { accepts = {}, cleanOnly, ownZone }: ChoiceTerms): Accepts {
    return {
        ...accepts,
        ...(cleanOnly ? { sources: accepts.sources ?? CLEAN_SOURCES } : {}),
        ...(ownZone ? { zones: [zone] } : {}),
    };
}
