import type { Instant } from '../credential/credential.js';
import type { DocumentKey } from '../credential/did.js';
import { parseToken } from '../credential/jwt.js';
import { parseStrictJson } from '../credential/strictjson.js';
import { coreOf, documentDigest, type Verified } from '../credential/verify.js';
import { utf8, utf8Text } from '../crypto.js';
import { thumbprint } from '../jwk.js';
import { timestamp } from '../x509/certificate.js';
import type { Bundle } from './bundle.js';
import { base64, checkBundle, keysOfBundle, openBundle } from './checkbundle.js';
import { checkMeterProofs } from './checkmeterproofs.js';
import { checkPresentation } from './checkpresentation.js';
import { CREDENTIAL, checkCredential, checkRest, issuerOf, memberOf, signedAt } from './credentialchecks.js';
import { Findings } from './findings.js';
import { openPdf } from './pdf/file.js';
import type { PdfVerification } from './pdf/result.js';
import { verifyPdf } from './pdf/verify.js';
import { Refusal } from './refusal.js';
import type { DocumentKind, DocumentOutcome, DocumentSummary, DocumentTrust, DocumentVerification } from './result.js';

/**
 * Checks a certificate in any of its forms: JSON with proof, `vc+jwt`, PDF, bundle; or what a holder shows of one. Never throws: what cannot be read fails with a reason. It
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
        text = utf8Text(bytes);
    } catch {
        return unreadable(findings);
    }
    if (/^\s*\{/.test(text)) {
        return checkText('credential', text, trust, now, findings);
    }
    const token = text.trim();
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
        ? checkText('jwt', token, trust, now, findings)
        : unreadable(findings);
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
    if (memberOf(value, 'type') === 'LinguangDisclosure') {
        return checkShown(value, trust, now, findings);
    }
    if (memberOf(value, 'type') === 'LinguangBundle') {
        const bundle = openBundle(text, findings);
        if (bundle === undefined) {
            findings.skip(...CREDENTIAL);
            return judged('bundle', findings, undefined);
        }
        const verified = checkWith(
            bundle,
            { value: bundle.credential },
            bundle.credential,
            undefined,
            trust,
            now,
            findings,
        );
        return judged('bundle', findings, verified);
    }
    const bundle = bundleBeside(trust, findings);
    const document = kind === 'jwt' ? { token: text } : { value };
    const verified = checkWith(bundle, document, value, undefined, trust, now, findings);
    return judged(kind, findings, verified);
}

/** The bundle that was given beside a document. */
function bundleBeside({ bundle }: DocumentTrust, findings: Findings): Bundle | undefined {
    return bundle === undefined ? undefined : openBundle(bundle, findings);
}

/**
 * Checks a credential with what a bundle tells of it.
 * @param value - the credential, unchecked
 * @param signers - keys of who signed the file around it
 */
function checkWith(
    bundle: Bundle | undefined,
    document: Parameters<typeof checkCredential>[0],
    value: unknown,
    signers: readonly DocumentKey[] | undefined,
    trust: DocumentTrust,
    now: Instant,
    findings: Findings,
): Verified | undefined {
    const told = trust.keys.get(issuerOf(value));
    const keys = told ?? unique([...(signers ?? []), ...((bundle && keysOfBundle(bundle, trust, now)) ?? [])]);
    const verified = checkCredential(document, keys, trust, findings);
    const lists = [...trust.statusLists, ...(bundle?.statusLists ?? [])];
    checkRest(verified, keys ?? [], signedAt(value), { ...trust, statusLists: lists }, now, findings);
    if (bundle !== undefined) {
        if (verified !== undefined && trust.bundle !== undefined) {
            findings.attempt('bundle.document', () => mustHave(bundle, verified, trust));
        }
        checkBundle(bundle, verified, { keys: told ?? [], trust, findings });
    }
    if (trust.proofs !== undefined) {
        checkMeterProofs(trust.proofs, verified, bundle?.network, trust, findings);
    }
    return verified;
}

/** Keys, each once; undefined where there are none: then nobody told any. */
function unique(keys: readonly DocumentKey[]): readonly DocumentKey[] | undefined {
    return keys.length === 0 ? undefined : [...new Map(keys.map((key) => [key.kid, key])).values()];
}

function mustHave({ credential }: Bundle, { digest }: Verified, { hash }: DocumentTrust): void {
    if (documentDigest(coreOf(credential), hash) !== digest) {
        throw new Refusal('BUNDLE_OTHER');
    }
}

function checkShown(value: unknown, trust: DocumentTrust, now: Instant, findings: Findings): DocumentVerification {
    const shown = checkPresentation(value, trust, now, findings);
    const result = judged('presentation', findings, undefined);
    const believed = shown !== undefined && isBelieved(result.outcome);
    return believed ? { ...result, disclosed: { commitment: shown.commitment, leaves: shown.leaves } } : result;
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
    const signers = keysOfSigner(pdf, trust, findings);
    const bundle = bundleBeside(trust, findings);
    const { credential } = pdf;
    const verified = checkWith(bundle, { value: credential }, credential, signers, trust, now, findings);
    checkIssuer(pdf, trust.keys.get(issuerOf(credential)) ?? signers, trust, findings);
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

function judged(kind: DocumentKind, findings: Findings, verified: Verified | undefined): DocumentVerification {
    const { outcome, checks } = findings;
    const summary = isBelieved(outcome) && verified !== undefined ? summaryOf(verified) : undefined;
    return { kind, outcome, checks, summary };
}

function isBelieved(outcome: DocumentOutcome): boolean {
    return !['tampered', 'untrusted', 'unknown', 'unreadable'].includes(outcome);
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

function milliseconds(instant: Instant): number {
    return timestamp(instant.replaceAll(/[-:T]/g, ''));
}
