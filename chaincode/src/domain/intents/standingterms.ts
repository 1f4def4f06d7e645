import type { Fields, Refuse } from '../fields.js';
import { CLEAN_SOURCES, isCleanSource, SOURCES } from '../registry/point.js';
import type { ChoiceTerms, OfferTerms } from './intent.js';
import { defined, readAccepts, readPremium } from './preferences.js';

/** The whole, in hundredths of a percent. */
const WHOLE = 10_000;

/** Reads the terms of a choice. @throws what `refuse` makes */
export function readChoiceTerms(fields: Fields, refuse: Refuse): ChoiceTerms {
    const terms = {
        energy: fields.oneOf('energy', ['clean', 'traditional']),
        cleanOnly: fields.optional('cleanOnly', () => flag(fields, 'cleanOnly')),
        ownZone: fields.optional('ownZone', () => flag(fields, 'ownZone')),
        share: fields.optional('share', () => fields.integer('share', 1, WHOLE)),
        maxPrice: fields.optional('maxPrice', () => fields.price('maxPrice')),
        accepts: fields.optional('accepts', () => readAccepts(fields.object('accepts'), true)),
        premiums: fields.optional('premiums', () => fields.list('premiums', readPremium(refuse), 20)),
    };
    if (terms.energy === 'traditional' && Object.values(terms).filter((value) => value !== undefined).length > 1) {
        throw fields.bad('energy', 'traditional energy takes no price and no preferences');
    }
    const sources = [terms.accepts, ...(terms.premiums ?? []).map(({ accepts }) => accepts)].flatMap(
        (accepts) => accepts?.sources ?? [],
    );
    if (!sources.every((source) => SOURCES.some((known) => known === source))) {
        throw fields.bad('accepts.sources', `only ${SOURCES.join(', ')} are expected`);
    }
    if (terms.cleanOnly && terms.accepts?.sources?.some((source) => !isCleanSource(source))) {
        throw fields.bad('accepts.sources', `clean only takes ${CLEAN_SOURCES.join(', ')}`);
    }
    if (terms.ownZone && terms.accepts?.zones !== undefined) {
        throw fields.bad('ownZone', 'it excludes accepts.zones: name zones or your own');
    }
    return defined(terms);
}

/** Reads the terms of an offer. @throws what the reader makes */
export function readOfferTerms(fields: Fields): OfferTerms {
    return defined({
        minPrice: fields.price('minPrice'),
        accepts: fields.optional('accepts', () => readAccepts(fields.object('accepts'), false)),
        poolShare: fields.optional('poolShare', () => fields.integer('poolShare', 1, WHOLE)),
        communityShare: fields.optional('communityShare', () => fields.integer('communityShare', 1, WHOLE)),
    });
}

/** A member that is either true or absent, so that a payload has one form. */
function flag(fields: Fields, key: string): true {
    if (!fields.boolean(key)) {
        throw fields.bad(key, 'leave it out where it does not hold');
    }
    return true;
}
