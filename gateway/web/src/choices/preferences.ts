import { type ChoiceTerms, CLEAN_SOURCES, price, type Source } from '@linguang/chaincode/domain';

/** What a resident sets in the part of the form that is folded away. Premiums in 10⁻⁴ CNY/kWh. */
export type Preferences = Readonly<{
    cleanOnly: boolean;
    ownZone: boolean;
    /** Percent of the import that is bid for, 1 to 100. */
    share: number;
    /** Accepted sources with their premium; all of them accepted is the same as none named. */
    sources: Readonly<Partial<Record<Source, number>>>;
    /** Plants with a premium. */
    plants: Readonly<Record<string, number>>;
    /** Only from the plants named. */
    onlyPlants: boolean;
    /** Neighbours with a premium, by their ids. */
    owners: Readonly<Record<string, number>>;
    /** Only from the neighbours named. */
    onlyOwners: boolean;
    /** Zones of the grid; none named is all. Left out where only the own zone is wanted. */
    zones: readonly string[];
}>;

const everySource = Object.fromEntries(CLEAN_SOURCES.map((source) => [source, 0]));

export const NO_PREFERENCES: Preferences = {
    cleanOnly: false,
    ownZone: false,
    share: 100,
    sources: everySource,
    plants: {},
    onlyPlants: false,
    owners: {},
    onlyOwners: false,
    zones: [],
};

/** The terms to sign for clean energy. @param ceiling - own price ceiling; undefined: automatic */
export function cleanTerms(preferences: Preferences, ceiling: number | undefined): ChoiceTerms {
    const { cleanOnly, ownZone, share, sources, plants, onlyPlants, owners, onlyOwners, zones } = preferences;
    const accepted = CLEAN_SOURCES.filter((source) => sources[source] !== undefined);
    const named = Object.keys(plants);
    const neighbours = Object.keys(owners);
    const accepts = {
        ...(accepted.length > 0 && accepted.length < CLEAN_SOURCES.length ? { sources: accepted } : {}),
        ...(onlyPlants && named.length > 0 ? { plants: named } : {}),
        ...(onlyOwners && neighbours.length > 0 ? { owners: neighbours } : {}),
        ...(!ownZone && zones.length > 0 ? { zones: [...zones] } : {}),
    };
    const premiums = [
        ...accepted.map((source) => ({ accepts: { sources: [source] }, add: sources[source] ?? 0 })),
        ...named.map((plant) => ({ accepts: { plants: [plant] }, add: plants[plant] ?? 0 })),
        ...neighbours.map((owner) => ({ accepts: { owners: [owner] }, add: owners[owner] ?? 0 })),
    ].filter(({ add }) => add > 0);
    return {
        energy: 'clean',
        ...(cleanOnly ? { cleanOnly: true } : {}),
        ...(ownZone ? { ownZone: true } : {}),
        ...(share < 100 ? { share: share * 100 } : {}),
        ...(ceiling === undefined ? {} : { maxPrice: price(ceiling) }),
        ...(Object.keys(accepts).length === 0 ? {} : { accepts }),
        ...(premiums.length === 0 ? {} : { premiums }),
    };
}

/** The preferences that terms on the ledger express, as far as the form can show them. */
export function preferencesOf(terms: Partial<ChoiceTerms>): Preferences {
    const { cleanOnly, ownZone, share, accepts, premiums = [] } = terms;
    const accepted: Partial<Record<Source, number>> = {};
    for (const source of CLEAN_SOURCES) {
        if (accepts?.sources?.includes(source) ?? true) {
            accepted[source] = premiums.find((premium) => premium.accepts.sources?.includes(source))?.add ?? 0;
        }
    }
    return {
        cleanOnly: cleanOnly === true,
        ownZone: ownZone === true,
        share: share === undefined ? 100 : Math.max(1, Math.round(share / 100)),
        sources: accepted,
        plants: namedIn(terms, 'plants'),
        onlyPlants: (accepts?.plants?.length ?? 0) > 0,
        owners: namedIn(terms, 'owners'),
        onlyOwners: (accepts?.owners?.length ?? 0) > 0,
        zones: accepts?.zones ?? [],
    };
}

/** Plants or neighbours that terms name, with the premium of each. */
function namedIn({ accepts, premiums = [] }: Partial<ChoiceTerms>, kind: 'plants' | 'owners'): Record<string, number> {
    const named: Record<string, number> = {};
    for (const id of accepts?.[kind] ?? []) {
        named[id] = 0;
    }
    for (const { accepts: wanted, add } of premiums) {
        for (const id of wanted[kind] ?? []) {
            named[id] = add;
        }
    }
    return named;
}
