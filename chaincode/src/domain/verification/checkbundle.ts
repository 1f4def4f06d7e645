import type { Instant } from '../credential/credential.js';
import type { DocumentKey } from '../credential/did.js';
import { jcs, jcsBytes } from '../credential/jcs.js';
import { judgeDocumentKey } from '../credential/keychain.js';
import type { Verified } from '../credential/verify.js';
import { base64url, base64urlBytes, hex } from '../crypto.js';
import { thumbprint } from '../jwk.js';
import { readX509, type X509 } from '../x509/certificate.js';
import { sameDer } from '../x509/der.js';
import type { Bundle, Network } from './bundle.js';
import { memberOf } from './credentialchecks.js';
import type { Findings } from './findings.js';
import { checkLedger } from './ledger.js';
import { checkLogged } from './logged.js';
import { parseBundle } from './readbundle.js';
import { Refusal } from './refusal.js';
import type { DocumentCheckId, DocumentTrust } from './result.js';

/** SHA-256 (hex) of a network's canonical JSON: the one thing a reader must know to judge evidence of its ledger. */
export function networkDigest(network: Network, hash: DocumentTrust['hash']): string {
    return hex(hash(jcsBytes(network)));
}

/** Reads a bundle's file. undefined, with the reason among the findings, where it is none. */
export function openBundle(file: Uint8Array | string, findings: Findings): Bundle | undefined {
    return findings.attempt('bundle.form', () => {
        const bundle = parseBundle(file);
        const status = memberOf(bundle.credential, 'credentialStatus');
        const named = (Array.isArray(status) ? status : []).map((one) => memberOf(one, 'statusListCredential'));
        if (jcs(named) !== jcs(bundle.statusLists.map((list) => memberOf(list, 'id') ?? null))) {
            throw new Refusal('BUNDLE_LISTS');
        }
        return bundle;
    });
}

/**
 * The keys in a bundle as the issuer's, where exactly one authority is trusted and certified them: it then is the certifier's own. Whether
 * a key was revoked since, a bundle cannot tell.
 */
export function keysOfBundle(
    { chains }: Bundle,
    { authorities, hash, verify }: DocumentTrust,
    now: Instant,
): readonly DocumentKey[] | undefined {
    if (authorities.length !== 1 || chains.length === 0) {
        return undefined;
    }
    return chains.flatMap((chain) => {
        const key = keyOfChain(chain, hash);
        const found = key === undefined ? 'none' : judgeDocumentKey(key, authorities, now, verify);
        return key !== undefined && (found === 'trusted' || found === 'expired') ? [key] : [];
    });
}

/**
 * Checks what stands in a bundle beside the credential.
 * @param keys - the issuer's keys by which the credential was judged
 */
export function checkBundle(
    bundle: Bundle,
    verified: Verified | undefined,
    { keys, trust, findings }: Readonly<{ keys: readonly DocumentKey[]; trust: DocumentTrust; findings: Findings }>,
): void {
    if (bundle.chains.length > 0) {
        const judged = findings.attempt('bundle.chains', () => checkChains(bundle, keys, trust));
        if (judged === false) {
            findings.add('bundle.chains', 'unknown', 'KEY_NO_AUTHORITY');
        }
    }
    checkNetwork(bundle.network, trust, findings);
    if (verified === undefined) {
        findings.skip('log.head', 'log.inclusion', 'ledger.record', 'ledger.block');
        return;
    }
    const { core, digest, key, anchorNeeded } = verified;
    const { certificateNumber: number, simulation } = core.credentialSubject;
    const logged = checkLogged(bundle.log, digest, bundle.network, trust, findings);
    const { hash, verify } = trust;
    const record = checkLedger(bundle, { number, digest }, { network: bundle.network, hash, verify }, findings);
    if (!findings.passed('network.trust')) {
        findings.weaken(EVIDENCE, 'NETWORK_NOT_GIVEN');
        return;
    }
    // Slots of a simulation are no times: they cannot show that the log had it before a key was revoked.
    if (anchorNeeded && logged !== undefined && !simulation && key.revoked !== null && logged <= key.revoked) {
        findings.pass('key.anchor');
    }
    if (record?.status === 'revoked' || record?.status === 'superseded') {
        findings.add('status.revocation', 'fail', 'STATUS_REVOKED');
    }
}

const EVIDENCE: readonly DocumentCheckId[] = [
    'log.head',
    'log.inclusion',
    'ledger.record',
    'ledger.block',
    'ledger.transaction',
];

/** Notes whether the reader trusts these anchors. */
export function checkNetwork(
    network: Network,
    { networks = [], networkDigests = [], hash }: DocumentTrust,
    findings: Findings,
): void {
    const digest = networkDigest(network, hash);
    const trusted = [...networkDigests, ...networks.map((one) => networkDigest(one, hash))];
    if (trusted.includes(digest)) {
        findings.pass('network.trust');
    } else if (trusted.length === 0) {
        findings.add('network.trust', 'unknown', 'NETWORK_NOT_GIVEN', { digest });
    } else {
        findings.add('network.trust', 'fail', 'NETWORK_OTHER', { digest });
    }
}

/**
 * Every certificate of the chains must be signed by the next one, the last by a trusted authority, or the chain be that of the key document;
 * and each chain must be of a key that signed something here.
 * @returns false where nobody told whom to trust
 */
function checkChains(bundle: Bundle, keys: readonly DocumentKey[], trust: DocumentTrust): boolean {
    const proofs = [bundle.credential, ...bundle.statusLists].map((one) => memberOf(one, 'proof'));
    const used = [...new Set(proofs.map((proof) => String(memberOf(proof, 'verificationMethod')).split('#')[1]))];
    const found = bundle.chains.map((chain) => keyOfChain(chain, trust.hash));
    if (jcs(found.map((key) => key?.kid ?? '')) !== jcs(used.map((kid) => kid ?? ''))) {
        throw new Refusal('BUNDLE_CHAINS');
    }
    let judged = true;
    for (const chain of bundle.chains) {
        const kid = keyOfChain(chain, trust.hash)?.kid;
        const published = keys.find((key) => key.kid === kid)?.x5c ?? [];
        const same = jcs(chainTexts(published)) === jcs([...chain]);
        if (!same && trust.authorities.length > 0 && !isSignedThrough(chain, trust)) {
            throw new Refusal('BUNDLE_CHAINS');
        }
        judged &&= same || trust.authorities.length > 0;
    }
    return judged;
}

function isSignedThrough(chain: readonly string[], { authorities, verify }: DocumentTrust): boolean {
    try {
        const certificates = chain.map(base64urlBytes).map(readX509);
        const roots = authorities.map(readX509);
        const signs = (issuer: X509, of: X509) =>
            sameDer(issuer.subject, of.issuer) && verify(issuer.key, of.signed, of.signature);
        return certificates.every((certificate, index) => {
            const next = certificates[index + 1];
            const above = next === undefined ? roots : [next];
            return !isSelfIssued(certificate) && above.some((issuer) => signs(issuer, certificate));
        });
    } catch {
        return false;
    }
}

/** A chain as a bundle has it, of one as key documents have it (`x5c`, RFC 7517 §4.7): without the authority at its end. */
export function chainTexts(x5c: readonly string[]): readonly string[] {
    return x5c
        .map((text) => text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'))
        .filter((text) => !isSelfIssued(readX509(base64urlBytes(text))));
}

function isSelfIssued({ subject, issuer }: X509): boolean {
    return sameDer(subject, issuer);
}

function keyOfChain(chain: readonly string[], hash: DocumentTrust['hash']): DocumentKey | undefined {
    try {
        const der = chain.map(base64urlBytes);
        const [leaf] = der.map(readX509);
        if (leaf === undefined) {
            return undefined;
        }
        const times = { created: '1970-01-01T00:00:00Z', expires: null, revoked: null };
        return { kid: thumbprint(hash, leaf.key), jwk: leaf.key, ...times, x5c: der.map(base64) };
    } catch {
        return undefined;
    }
}

/** As RFC 7517 §4.7 has certificates; `chainOf` is the reverse. */
export function base64(der: Uint8Array): string {
    return base64url(der).replaceAll('-', '+').replaceAll('_', '/');
}
