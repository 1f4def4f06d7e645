import { checkWords, type DocumentCheck, type DocumentCheckId, reasonOf } from '@linguang/chaincode/domain';
import { type Key, language, t } from '../language/language.ts';
import type { LedgerCheck, LedgerCheckId, LedgerReason, Outcome } from './verdict.ts';

type Worded = Readonly<{ title: Key; text: Key }>;

/** What each outcome means, in a word and in a sentence. */
export const outcomes: Readonly<Record<Outcome, Worded>> = {
    valid: { title: 'verdict.valid', text: 'verdict.valid.text' },
    suspended: { title: 'verdict.suspended', text: 'verdict.suspended.text' },
    revoked: { title: 'verdict.revoked', text: 'verdict.revoked.text' },
    superseded: { title: 'verdict.superseded', text: 'verdict.superseded.text' },
    expired: { title: 'verdict.expired', text: 'verdict.expired.text' },
    'not-yet-valid': { title: 'verdict.early', text: 'verdict.early.text' },
    'status-unknown': { title: 'verdict.genuine', text: 'verdict.genuine.text' },
    unknown: { title: 'verdict.unknown', text: 'verdict.unknown.text' },
    untrusted: { title: 'verdict.untrusted', text: 'verdict.untrusted.text' },
    tampered: { title: 'verdict.tampered', text: 'verdict.tampered.text' },
    unreadable: { title: 'verdict.unreadable', text: 'verdict.unreadable.text' },
};

const ledgerQuestions: Readonly<Record<LedgerCheckId, Key>> = {
    'public.known': 'check.ledger.known',
    'public.content': 'check.ledger.content',
    'public.status': 'check.ledger.status',
    'public.log': 'check.ledger.log',
    'paper.code': 'check.paper.code',
};

const ledgerReasons: Readonly<Record<LedgerReason, Key>> = {
    'not-on-ledger': 'check.reason.notOnLedger',
    'other-content': 'check.reason.otherContent',
    'ledger-suspended': 'check.reason.suspended',
    'ledger-revoked': 'check.reason.revoked',
    'ledger-superseded': 'check.reason.superseded',
    'other-code': 'check.reason.otherCode',
    'not-logged-yet': 'check.reason.notLoggedYet',
    'not-in-log': 'check.reason.notInLog',
    'no-answer': 'check.reason.noAnswer',
};

/** Reasons that the command line words for its options; a page has none of those. */
const pageReasons: Readonly<Record<string, Key>> = {
    KEY_DOCUMENT_MISSING: 'check.reason.noKeys',
    STATUS_NOT_GIVEN: 'check.reason.noList',
    KEY_NO_AUTHORITY: 'check.reason.noAuthority',
    PDF_NO_AUTHORITY: 'check.reason.noAuthority',
};

/** One line of the list of checks. */
export type CheckLine = Readonly<{ id: string; result: DocumentCheck['result']; question: string; reason: string }>;

export function documentLine(check: DocumentCheck): CheckLine {
    const spoken = language.value === 'en' ? 'en' : 'zh';
    const own = check.reason === null ? undefined : pageReasons[check.reason];
    const { id, result } = check;
    return { id, result, question: questionOf(id)[spoken], reason: own ? t(own) : reasonOf(check, spoken) };
}

function questionOf(id: DocumentCheckId): Readonly<{ en: string; zh: string }> {
    return checkWords[id];
}

export function ledgerLine({ id, result, reason }: LedgerCheck): CheckLine {
    return {
        id,
        result,
        question: t(ledgerQuestions[id]),
        reason: reason === null ? '' : t(ledgerReasons[reason]),
    };
}
