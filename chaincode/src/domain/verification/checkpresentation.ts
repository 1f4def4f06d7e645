import type { Instant } from '../credential/credential.js';
import type { DisclosureCommitment } from '../credential/disclosure.js';
import { parseToken } from '../credential/jwt.js';
import { type VerifiedPresentation, verifyPresentation } from '../credential/presentation.js';
import { Problem } from '../problems.js';
import { checkChain, memberOf } from './credentialchecks.js';
import type { Findings } from './findings.js';
import type { DocumentCheckId, DocumentTrust } from './result.js';
import { checkStatus } from './status.js';

const LADDER = [
    'disclosure.form',
    'disclosure.key',
    'disclosure.signature',
    'disclosure.leaves',
] as const satisfies readonly DocumentCheckId[];

const STEPS: Readonly<Record<string, (typeof LADDER)[number]>> = {
    CREDENTIAL_KEY_UNKNOWN: 'disclosure.key',
    CREDENTIAL_SIGNATURE: 'disclosure.signature',
    DISCLOSURE_INVALID: 'disclosure.leaves',
};

/**
 * Checks what a holder shows in part: a statement on a month, one day's quarter-hours. A part of a certificate counts as long as the
 * certificate does; a summary of a month has no status and is short-lived instead.
 */
export function checkPresentation(
    value: unknown,
    trust: DocumentTrust,
    now: Instant,
    findings: Findings,
): VerifiedPresentation | undefined {
    const commitment = unchecked(value);
    const keys = trust.keys.get(commitment?.iss ?? '');
    const presented = verified(value, commitment, keys, trust, findings);
    if (presented === undefined) {
        findings.skip('key.chain', 'key.anchor', 'validity', 'status.revocation', 'status.suspension');
        return undefined;
    }
    const { validFrom, validUntil, scope, iss, credentialStatus } = presented.commitment;
    checkChain(presented.key, validFrom, trust, now, findings);
    if (presented.anchorNeeded) {
        findings.add('key.anchor', 'unknown', 'KEY_REVOKED_LATER', { since: presented.key.revoked ?? '' });
    } else {
        findings.pass('key.anchor');
    }
    if (now >= validUntil) {
        findings.add('validity', 'fail', 'VALIDITY_ENDED', { at: validUntil });
    } else if (now < validFrom) {
        findings.add('validity', 'fail', 'VALIDITY_NOT_BEGUN', { at: validFrom });
    } else {
        findings.pass('validity');
    }
    if (scope === 'summary') {
        findings.needsNoStatus();
    } else {
        checkStatus({ issuer: { id: iss }, credentialStatus }, keys ?? [], trust, now, findings);
    }
    return presented;
}

function verified(
    value: unknown,
    commitment: DisclosureCommitment | undefined,
    keys: DocumentTrust['keys'] extends ReadonlyMap<string, infer Keys> ? Keys | undefined : never,
    { hash, verify }: DocumentTrust,
    findings: Findings,
): VerifiedPresentation | undefined {
    try {
        // Its time is judged afterwards, as that of certificates: what has run out is not forged.
        const at = commitment?.validFrom ?? '';
        const found = verifyPresentation(value, { did: commitment?.iss ?? '', keys: keys ?? [], at }, { hash, verify });
        findings.pass(...LADDER);
        return found;
    } catch (error) {
        const step = (error instanceof Problem ? STEPS[error.code] : undefined) ?? 'disclosure.form';
        const at = LADDER.indexOf(step);
        findings.pass(...LADDER.slice(0, at));
        if (step === 'disclosure.key' && keys === undefined) {
            findings.add(step, 'unknown', 'KEY_DOCUMENT_MISSING');
        } else {
            findings.refuse(step, 'fail', error);
        }
        findings.skip(...LADDER.slice(at + 1));
        return undefined;
    }
}

/** The commitment as it stands, before anything of it is checked. */
function unchecked(value: unknown): DisclosureCommitment | undefined {
    try {
        return parseToken(String(memberOf(value, 'commitment')), 'linguang-disclosure+jwt')
            .payload as DisclosureCommitment;
    } catch {
        return undefined;
    }
}
