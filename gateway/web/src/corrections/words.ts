import type { CorrectionChange, CorrectionSummary } from '../../../src/http/api.ts';
import { type Key, t } from '../language/language.ts';

/** Why the grid company decides what a meter should have shown. */
export const reasons = {
    meterFaulty: 'corrections.meterFaulty',
    meterWronglyInstalled: 'corrections.meterWronglyInstalled',
    readingUnavailable: 'corrections.readingUnavailable',
    other: 'corrections.other',
} as const satisfies Readonly<Record<string, Key>>;

/** What a correction rests on, in words. */
export function basisText(basis: CorrectionSummary['basis']): string {
    if (basis.kind === 'reading') {
        return t('corrections.byReading');
    }
    const reason = new Map<string, Key>(Object.entries(reasons)).get(basis.reason);
    return t('corrections.byDecision', {
        reason: reason === undefined ? basis.reason : t(reason),
        reference: basis.reference,
    });
}

/** Whose point it is. */
export function owner({ point, participant, own }: CorrectionChange, mine: boolean): string {
    if (mine) {
        return t(own ? 'corrections.myMeter' : 'corrections.othersMeter', { point });
    }
    return t(own ? 'corrections.thisPoint' : 'corrections.otherSide', { point, participant });
}
