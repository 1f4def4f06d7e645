import { type Key, t } from '../language/language.ts';

const names: Readonly<Record<string, Key>> = {
    solar: 'source.solar',
    wind: 'source.wind',
    hydro: 'source.hydro',
    biomass: 'source.biomass',
    other: 'source.other',
};

/** A source of energy in words; an unknown one as it is named on the ledger. */
export function sourceText(source: string): string {
    const key = names[source];
    return key ? t(key) : source;
}
