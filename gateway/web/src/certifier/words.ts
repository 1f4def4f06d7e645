import { type Key, t } from '../language/language.ts';

/** A way to certificate statuses in words; `kind` is the mark's look. */
const statuses: Readonly<Record<string, Readonly<{ name: Key; kind: string }>>> = {
    valid: { name: 'status.valid', kind: 'mark-measured' },
    suspended: { name: 'status.suspended', kind: 'mark-estimated' },
    revoked: { name: 'status.revoked', kind: 'mark-refused' },
    superseded: { name: 'status.superseded', kind: 'mark-corrected' },
};

/** A certificate's status in words. */
export function statusText(status: string): string {
    const known = statuses[status];
    return known ? t(known.name) : status;
}

export function statusKind(status: string): string {
    return statuses[status]?.kind ?? 'mark-missing';
}

const criteria: Readonly<Record<string, Key>> = {
    evidence: 'criterion.evidence',
    recomputation: 'criterion.recomputation',
    eligibility: 'criterion.eligibility',
    plausibility: 'criterion.plausibility',
    night: 'criterion.night',
    gaps: 'criterion.gaps',
    estimates: 'criterion.estimates',
    corrections: 'criterion.corrections',
};

/** A criterion of the rule check in words. */
export function criterionText(criterion: string): string {
    const key = criteria[criterion];
    return key ? t(key) : criterion;
}

const results: Readonly<Record<string, Readonly<{ name: Key; kind: string; sign: string }>>> = {
    pass: { name: 'criterion.pass', kind: 'mark-measured', sign: '✓' },
    attention: { name: 'criterion.attention', kind: 'mark-estimated', sign: '≈' },
    fail: { name: 'criterion.fail', kind: 'mark-refused', sign: '!' },
};

/** How the result of a criterion is said and drawn. */
export function resultWords(result: string): Readonly<{ text: string; kind: string; sign: string }> {
    const known = results[result];
    return known
        ? { text: t(known.name), kind: known.kind, sign: known.sign }
        : { text: result, kind: 'mark-missing', sign: '–' };
}

const instruments: Readonly<Record<string, Key>> = {
    pending: 'instrument.pending',
    reconciled: 'instrument.reconciled',
    mismatch: 'instrument.mismatch',
};

/** How a plant's month stands with the national certificate. */
export function instrumentText(state: string): string {
    const key = instruments[state];
    return key ? t(key) : state;
}
