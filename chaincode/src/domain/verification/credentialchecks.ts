import type { Instant, UnsignedCertificate } from '../credential/credential.js';
import type { DocumentKey } from '../credential/did.js';
import { judgeDocumentKey } from '../credential/keychain.js';
import { type Verified, verifyCertificate, verifyCertificateToken } from '../credential/verify.js';
import { base64url, hexBytes } from '../crypto.js';
import { Problem } from '../problems.js';
import type { Findings } from './findings.js';
import type { DocumentCheckId, DocumentTrust } from './result.js';
import { checkStatus } from './status.js';

const LADDER = [
    'credential.form',
    'credential.contexts',
    'credential.figures',
    'credential.key',
    'credential.signature',
] as const satisfies readonly DocumentCheckId[];
const AFTER = [
    'key.chain',
    'key.anchor',
    'validity',
    'status.revocation',
    'status.suspension',
] as const satisfies readonly DocumentCheckId[];
export const CREDENTIAL = [...LADDER, ...AFTER];

/** At which step a problem arises; all others are of the form. */
const STEPS: Readonly<Record<string, (typeof LADDER)[number]>> = {
    CREDENTIAL_CONTEXT: 'credential.contexts',
    CREDENTIAL_INCONSISTENT: 'credential.figures',
    SLOT_INVALID: 'credential.figures',
    DAY_INVALID: 'credential.figures',
    CREDENTIAL_KEY_UNKNOWN: 'credential.key',
    CREDENTIAL_KEY_TIME: 'credential.key',
    CREDENTIAL_PROOF: 'credential.signature',
    CREDENTIAL_SIGNATURE: 'credential.signature',
};

/** @param keys - undefined: nobody told the issuer's keys */
export function checkCredential(
    document: Readonly<{ token: string }> | Readonly<{ value: unknown }>,
    keys: readonly DocumentKey[] | undefined,
    { hash, verify }: DocumentTrust,
    findings: Findings,
): Verified | undefined {
    const cryptography = { hash, verify };
    try {
        const verified =
            'token' in document
                ? verifyCertificateToken(document.token, keys ?? [], cryptography)
                : verifyCertificate(document.value, keys ?? [], cryptography);
        findings.pass(...LADDER);
        return verified;
    } catch (error) {
        const step = (error instanceof Problem ? STEPS[error.code] : undefined) ?? 'credential.form';
        const at = LADDER.indexOf(step);
        findings.pass(...LADDER.slice(0, at));
        if (step === 'credential.key' && keys === undefined) {
            findings.add(step, 'unknown', 'KEY_DOCUMENT_MISSING');
        } else {
            findings.refuse(step, 'fail', error);
        }
        findings.skip(...LADDER.slice(at + 1));
        return undefined;
    }
}

export function checkRest(
    verified: Verified | undefined,
    keys: readonly DocumentKey[],
    created: Instant | undefined,
    trust: DocumentTrust,
    now: Instant,
    findings: Findings,
): void {
    if (verified === undefined) {
        findings.skip(...AFTER);
        return;
    }
    const { core, key, anchorNeeded } = verified;
    checkChain(key, created ?? core.validFrom, trust, now, findings);
    if (anchorNeeded) {
        findings.add('key.anchor', 'unknown', 'KEY_REVOKED_LATER', { since: key.revoked ?? '' });
    } else {
        findings.pass('key.anchor');
    }
    checkCode(core, verified.digest, trust, findings);
    if (now >= core.validUntil) {
        findings.add('validity', 'fail', 'VALIDITY_ENDED', { at: core.validUntil });
    } else if (now < core.validFrom) {
        findings.add('validity', 'fail', 'VALIDITY_NOT_BEGUN', { at: core.validFrom });
    } else {
        findings.pass('validity');
    }
    checkStatus(core, keys, trust, now, findings);
}

/** Certificates of keys count where they are valid now, or were when the document says it was signed, as for a PDF. */
export function checkChain(
    key: DocumentKey,
    created: Instant,
    { authorities, verify }: DocumentTrust,
    now: Instant,
    findings: Findings,
): void {
    if (authorities.length === 0) {
        findings.add('key.chain', 'unknown', 'KEY_NO_AUTHORITY');
        return;
    }
    const current = judgeDocumentKey(key, authorities, now, verify);
    const result = current === 'expired' ? judgeDocumentKey(key, authorities, created, verify) : current;
    if (result === 'trusted') {
        findings.pass('key.chain');
    } else if (result === 'none') {
        findings.add('key.chain', 'unknown', 'KEY_WITHOUT_CHAIN');
    } else {
        findings.add('key.chain', 'fail', result === 'expired' ? 'KEY_CHAIN_EXPIRED' : 'KEY_CHAIN_UNTRUSTED');
    }
}

/** `…/NUMBER#sha256=DIGEST` as the code on the paper has it. */
function checkCode(
    { credentialSubject }: UnsignedCertificate,
    digest: string,
    { code }: DocumentTrust,
    findings: Findings,
): void {
    if (code === undefined) {
        return;
    }
    const [, number, content] = /\/([^/#]+)#sha256=([\w-]{43})$/.exec(code.trim()) ?? [];
    if (number === credentialSubject.certificateNumber && content === base64url(hexBytes(digest))) {
        findings.pass('document.code');
    } else {
        findings.add('document.code', 'fail', 'CODE_OTHER');
    }
}

/** The issuer's DID as an unchecked document names it; '' where there is none. */
export function issuerOf(value: unknown): string {
    const issuer = memberOf(value, 'issuer');
    const id = memberOf(issuer, 'id');
    return typeof id === 'string' ? id : '';
}

/** When an unchecked document says it was signed; a token does not. */
export function signedAt(value: unknown): Instant | undefined {
    const created = memberOf(memberOf(value, 'proof'), 'created');
    return typeof created === 'string' ? created : undefined;
}

export function memberOf(value: unknown, name: string): unknown {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? new Map<string, unknown>(Object.entries(value)).get(name)
        : undefined;
}
