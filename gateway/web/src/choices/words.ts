import type { IntentRecord } from '../../../src/http/api.ts';
import { sentences, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';

/** The terms of a choice or an offer in words. */
export function describeTerms({ kind, terms }: IntentRecord): string {
    const number = (name: string): number | undefined => {
        const value = terms[name];
        return typeof value === 'number' ? value : undefined;
    };
    if (kind === 'offer') {
        const pool = number('poolShare');
        const community = number('communityShare');
        return sentences([
            t('words.offer', { price: show.price(number('minPrice') ?? 0) }),
            ...(pool === undefined ? [] : [t('words.pool', { share: show.share(pool, 10_000) })]),
            ...(community === undefined ? [] : [t('words.community', { share: show.share(community, 10_000) })]),
            ...(terms['accepts'] === undefined ? [] : [t('words.reserved')]),
        ]);
    }
    if (terms['energy'] !== 'clean') {
        return t('choice.traditional');
    }
    const ceiling = number('maxPrice');
    const share = number('share');
    return sentences([
        t(terms['cleanOnly'] === true ? 'words.cleanOnly' : 'words.clean'),
        ...(ceiling === undefined ? [] : [t('words.ceiling', { price: show.price(ceiling) })]),
        ...(share === undefined ? [] : [t('words.share', { share: show.share(share, 10_000) })]),
        ...(terms['ownZone'] === true ? [t('words.ownZone')] : []),
        ...(terms['accepts'] === undefined && terms['premiums'] === undefined ? [] : [t('words.preferences')]),
    ]);
}
