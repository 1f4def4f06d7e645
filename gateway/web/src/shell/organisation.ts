import type { Info } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';

/** The three organisations of the consortium. */
export type Organisation = 'community' | 'grid' | 'certifier';

const names: Readonly<Record<Organisation, Key>> = {
    community: 'organisation.community',
    grid: 'organisation.grid',
    certifier: 'organisation.certifier',
};

/** Which organisation's gateway serves these pages; undefined while unknown. */
export function organisationOf(known: Info | undefined): Organisation | undefined {
    const name = known?.organisation;
    return name === 'community' || name === 'grid' || name === 'certifier' ? name : undefined;
}

/** Its name in the language on screen. */
export function organisationName(organisation: Organisation): string {
    return t(names[organisation]);
}
