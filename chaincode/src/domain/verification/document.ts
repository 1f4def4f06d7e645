import type { Instant, UnsignedCertificate } from '../credential/credential.js';
import type { DocumentKey } from '../credential/did.js';
import { parseToken } from '../credential/jwt.js';
import { judgeDocumentKey } from '../credential/keychain.js';
import { parseStrictJson } from '../credential/strictjson.js';
import { type Verified, verifyCertificate, verifyCertificateToken } from '../credential/verify.js';
import { base64url, hexBytes, utf8, utf8Text } from '../crypto.js';
import { thumbprint } from '../jwk.js';
import { Problem } from '../problems.js';
import { timestamp } from '../x509/certificate.js';
import { Findings } from './findings.js';
import { openPdf } from './pdf/file.js';
import type { PdfVerification } from './pdf/result.js';
import { verifyPdf } from './pdf/verify.js';
import type { DocumentCheckId, DocumentKind, DocumentSummary, DocumentTrust, DocumentVerification } from './result.js';
import { checkStatus } from './status.js';

/**
 * Checks a certificate in any of its forms: JSON with proof, `vc+jwt`, PDF. Never throws: what cannot be read fails with a reason. It
 * asks nobody: whom to trust and what became of certificates is told by `trust`.
 * @param now - the moment of the check
 */
export function verifyDocument(
    document: Uint8Array | string,
    trust: DocumentTrust,
    now: Instant,
): DocumentVerification {
    const findings = new Findings();
    const bytes = typeof document === 'string' ? utf8(document) : document;
    if (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46) {
        return checkPdf(bytes, trust, now, findings);
    }
    let text: string;
    try {
        text = utf8Text(bytes).trim();
    } catch {
        return unreadable(findings);
    }
    if (text.startsWith('{')) {
        return checkText('credential', text, trust, now, findings);
    }
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? checkText('jwt', text, trust, now, findings) : unreadable(findings);
}

function unreadable(findings: Findings): DocumentVerification {
    findings.add('document.form', 'fail', 'DOCUMENT_NOT_KNOWN');
    return { kind: 'none', outcome: 'unreadable', checks: findings.checks, summary: undefined };
}

function checkText(
    kind: 'credential' | 'jwt',
    text: string,
    trust: DocumentTrust,
    now: Instant,
    findings: Findings,
): DocumentVerification {
    let value: unknown;
    try {
        value = kind === 'jwt' ? parseToken(text, 'vc+jwt').payload : parseStrictJson(text);
    } catch (error) {
        findings.refuse('document.form', 'fail', error);
        findings.skip(...CREDENTIAL);
        return judged(kind, findings, undefined);
    }
    findings.pass('document.form');
    const keys = trust.keys.get(issuerOf(value));
    const verified = checkCredential(kind === 'jwt' ? { token: text } : { value }, keys, trust, findings);
    checkRest(verified, keys ?? [], signedAt(value), trust, now, findings);
    return judged(kind, findings, verified);
}

function checkPdf(bytes: Uint8Array, trust: DocumentTrust, now: Instant, findings: Findings): DocumentVerification {
    const { authorities, hash, verify } = trust;
    const pdf = verifyPdf(bytes, { authorities, now: milliseconds(now), hash, verify });
    findings.pass('document.form');
    for (const { id, result, reason } of pdf.checks) {
        if (result === 'pass') {
            findings.pass(id);
        } else {
            findings.add(id, result, reason ?? 'NOT_CHECKED');
        }
    }
    if (pdf.credential === undefined) {
        findings.skip(...CREDENTIAL);
        return judged('pdf', findings, undefined);
    }
    const did = issuerOf(pdf.credential);
    const keys = trust.keys.get(did) ?? keysOfSigner(pdf, trust, findings);
    const verified = checkCredential({ value: pdf.credential }, keys, trust, findings);
    checkRest(verified, keys ?? [], signedAt(pdf.credential), trust, now, findings);
    checkIssuer(pdf, keys, trust, findings);
    checkTitle(bytes, verified, findings);
    return judged('pdf', findings, verified);
}

/**
 * Who signed the PDF, as the issuer's only key. Only where one authority is trusted: it then is the certifier's own, while of several
 * nobody knows which may speak for this issuer.
 */
function keysOfSigner(
    { signer }: PdfVerification,
    { authorities, hash }: DocumentTrust,
    findings: Findings,
): readonly DocumentKey[] | undefined {
    if (signer === undefined || authorities.length !== 1 || !findings.passed('pdf.chain')) {
        return undefined;
    }
    const x5c = signer.chain.map(base64);
    const times = { created: '1970-01-01T00:00:00Z', expires: null, revoked: null };
    return [{ kid: thumbprint(hash, signer.key), jwk: signer.key, ...times, x5c }];
}

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
const CREDENTIAL = [...LADDER, ...AFTER];

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
function checkCredential(
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

function checkRest(
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
function checkChain(
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

function checkIssuer(
    { signer }: PdfVerification,
    keys: readonly DocumentKey[] | undefined,
    { hash }: DocumentTrust,
    findings: Findings,
): void {
    if (signer === undefined) {
        findings.skip('pdf.issuer');
        return;
    }
    const kid = thumbprint(hash, signer.key);
    const key = keys?.find((one) => one.kid === kid);
    if (keys === undefined) {
        findings.add('pdf.issuer', 'unknown', 'KEY_DOCUMENT_MISSING');
    } else if (key === undefined) {
        findings.add('pdf.issuer', 'fail', 'PDF_SIGNER_NOT_ISSUER');
    } else if (key.revoked !== null) {
        findings.add('pdf.issuer', 'unknown', 'KEY_REVOKED_LATER', { since: key.revoked });
    } else {
        findings.pass('pdf.issuer');
    }
}

/** The title of the file, as its metadata have it, ends with the certificate's number. */
function checkTitle(bytes: Uint8Array, verified: Verified | undefined, findings: Findings): void {
    const file = openPdf(bytes);
    if (verified === undefined || typeof file === 'string') {
        findings.skip('pdf.title');
        return;
    }
    let title: string | undefined;
    try {
        const metadata = utf8Text(file.stream(file.root.get('Metadata')));
        title = /<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]*>([^<]*)<\/rdf:li>\s*<\/rdf:Alt>\s*<\/dc:title>/.exec(
            metadata,
        )?.[1];
    } catch {
        title = undefined;
    }
    if (title?.endsWith(` ${verified.core.credentialSubject.certificateNumber}`) === true) {
        findings.pass('pdf.title');
    } else {
        findings.add('pdf.title', 'fail', 'PDF_TITLE_OTHER');
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

function judged(kind: DocumentKind, findings: Findings, verified: Verified | undefined): DocumentVerification {
    const { outcome, checks } = findings;
    const believed = !['tampered', 'untrusted', 'unknown', 'unreadable'].includes(outcome);
    const summary = believed && verified !== undefined ? summaryOf(verified) : undefined;
    return { kind, outcome, checks, summary };
}

function summaryOf({ core, digest }: Verified): DocumentSummary {
    const { credentialSubject: subject, issuer, validUntil } = core;
    return {
        number: subject.certificateNumber,
        digest,
        issuer: issuer.id,
        issuerName: issuer.name,
        periodStart: subject.periodStart,
        periodEnd: subject.periodEnd,
        consumedWh: subject.consumption.meteredConsumptionWh,
        matchedWh: subject.matched.matchedWh,
        matchedShareBp: subject.matched.matchedShareBp,
        validUntil,
        simulation: subject.simulation,
        supersedes: subject.supersedes,
    };
}

/** The issuer's DID as an unchecked document names it; '' where there is none. */
function issuerOf(value: unknown): string {
    const issuer = memberOf(value, 'issuer');
    const id = memberOf(issuer, 'id');
    return typeof id === 'string' ? id : '';
}

/** When an unchecked document says it was signed; a token does not. */
function signedAt(value: unknown): Instant | undefined {
    const created = memberOf(memberOf(value, 'proof'), 'created');
    return typeof created === 'string' ? created : undefined;
}

function memberOf(value: unknown, name: string): unknown {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? new Map<string, unknown>(Object.entries(value)).get(name)
        : undefined;
}

function milliseconds(instant: Instant): number {
    return timestamp(instant.replaceAll(/[-:T]/g, ''));
}

/** As RFC 7517 §4.7 has certificates; `chainOf` is the reverse. */
function base64(der: Uint8Array): string {
    return base64url(der).replaceAll('-', '+').replaceAll('_', '/');
}
