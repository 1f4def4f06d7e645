import {
    base64url,
    type DocumentCheck,
    type DocumentOutcome,
    type DocumentSummary,
    type DocumentVerification,
    hexBytes,
} from '@linguang/chaincode/domain';
import type { CertificateDetail } from '../../../src/http/api.ts';
import type { Disclosed } from './statement.tsx';

/** How a certificate stands, as far as this device and the ledger can tell. */
export type Outcome = DocumentOutcome | 'superseded';

/** What is checked beyond the document itself: of the paper's code, and of the ledger as a gateway shows it. */
export const LEDGER_CHECKS = ['public.known', 'public.content', 'public.status', 'public.log', 'paper.code'] as const;
export type LedgerCheckId = (typeof LEDGER_CHECKS)[number];

/** Why one of those did not pass. */
export type LedgerReason =
    | 'not-on-ledger'
    | 'other-content'
    | 'ledger-suspended'
    | 'ledger-revoked'
    | 'ledger-superseded'
    | 'other-code'
    | 'not-logged-yet'
    | 'not-in-log'
    | 'no-answer';

export type LedgerCheck = Readonly<{
    id: LedgerCheckId;
    result: DocumentCheck['result'];
    reason: LedgerReason | null;
}>;

/** What was found of a certificate, for whoever asked. */
export type Verdict = Readonly<{
    outcome: Outcome;
    /** What the file itself shows; undefined where only a number was asked for. */
    document: DocumentVerification | undefined;
    ledger: readonly LedgerCheck[];
    /** What the document says; only where its signature holds. */
    summary: DocumentSummary | undefined;
    /** What a holder's proof shows, where it is proven. */
    disclosed?: Disclosed | undefined;
    /** The public record; undefined where there is none or nobody was asked. */
    record: CertificateDetail | undefined;
}>;

/** What a gateway answers about a number: its public record, that there is none, or nothing. */
export type Answer = CertificateDetail | 'none' | 'silent';

/** The digest behind the `#` of the paper's code, base64url; undefined where there is none. */
export function codeDigest(hash: string): string | undefined {
    return /^#sha256=([\w-]{43})$/.exec(hash)?.[1];
}

/** How a certificate stands of which only the number is known. @param code - the digest on the paper, if it was read from there */
export function ofNumber(answer: Answer, code: string | undefined): Verdict {
    const record = typeof answer === 'string' ? undefined : answer;
    const ledger: LedgerCheck[] = [known(answer)];
    if (record && code !== undefined) {
        const same = code === base64url(hexBytes(record.digest));
        ledger.push({ id: 'paper.code', result: same ? 'pass' : 'fail', reason: same ? null : 'other-code' });
    }
    ledger.push(...(record ? [statusOf(record)] : []));
    const bare = { document: undefined, ledger, summary: undefined, record };
    if (!record) {
        return { ...bare, outcome: 'unknown' };
    }
    const other = ledger.some(({ id, result }) => id === 'paper.code' && result === 'fail');
    return { ...bare, outcome: other ? 'tampered' : standing(record) };
}

/**
 * How a document stands, with what the ledger says of it. The ledger can only take away from what the document shows, with one exception:
 * that it counts at present, where no status list was to be had.
 */
export function ofDocument(document: DocumentVerification, answer: Answer | undefined): Verdict {
    const { outcome, summary } = document;
    const disclosed = document.disclosed;
    const bare = { document, summary, ledger: [], record: undefined, disclosed };
    if (summary === undefined || answer === undefined) {
        return { ...bare, outcome };
    }
    if (typeof answer === 'string') {
        return { ...bare, outcome: answer === 'none' ? 'unknown' : outcome, ledger: [known(answer)] };
    }
    const same = answer.digest === summary.digest;
    const content: LedgerCheck = {
        id: 'public.content',
        result: same ? 'pass' : 'fail',
        reason: same ? null : 'other-content',
    };
    const found = { ...bare, record: answer, ledger: [known(answer), content, statusOf(answer)] };
    return { ...found, outcome: same ? joined(document, answer) : 'tampered' };
}

/** With what the transparency log says. What a gateway shows and its log does not hold, nobody vouches for. */
export function withLog(verdict: Verdict, check: LedgerCheck): Verdict {
    const outcome = check.result === 'fail' && toneOf(verdict.outcome) !== 'bad' ? 'unknown' : verdict.outcome;
    return { ...verdict, outcome, ledger: [...verdict.ledger, check] };
}

/** Of both, the worse. A revocation is for ever, whoever tells it; by the ledger one also learns that it was replaced. */
function joined({ outcome, checks }: DocumentVerification, record: CertificateDetail): Outcome {
    const onLedger = standing(record);
    if (onLedger === 'superseded' || onLedger === 'revoked') {
        return onLedger;
    }
    if (outcome === 'revoked' || outcome === 'suspended') {
        return outcome;
    }
    if (onLedger === 'suspended') {
        return 'suspended';
    }
    const inTime = checks.some(({ id, result }) => id === 'validity' && result === 'pass');
    return outcome === 'status-unknown' && inTime ? 'valid' : outcome;
}

function standing({ status }: CertificateDetail): Outcome {
    return status;
}

function known(answer: Answer): LedgerCheck {
    const silent = answer === 'silent';
    const reason = silent ? 'no-answer' : answer === 'none' ? 'not-on-ledger' : null;
    return { id: 'public.known', result: silent ? 'unknown' : reason === null ? 'pass' : 'fail', reason };
}

function statusOf({ status }: CertificateDetail): LedgerCheck {
    const reasons = {
        valid: null,
        suspended: 'ledger-suspended',
        revoked: 'ledger-revoked',
        superseded: 'ledger-superseded',
    } as const;
    const reason = reasons[status];
    return { id: 'public.status', result: reason === null ? 'pass' : 'fail', reason };
}

/** How good the news is: what colour and sign go with it. */
export type Tone = 'good' | 'wait' | 'bad';

export function toneOf(outcome: Outcome): Tone {
    switch (outcome) {
        case 'valid':
            return 'good';
        case 'suspended':
        case 'superseded':
        case 'expired':
        case 'not-yet-valid':
        case 'status-unknown':
            return 'wait';
        default:
            return 'bad';
    }
}
