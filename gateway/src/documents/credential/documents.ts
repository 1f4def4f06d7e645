import { gzipSync } from 'node:zlib';
import {
    addProof,
    buildCertificate,
    type CertificateFacts,
    type DisclosureCommitment,
    DisclosureTree,
    disclosureLeaves,
    documentDigest,
    type HolderCopy,
    hex,
    type Instant,
    instantOf,
    intervalsOf,
    originOf,
    problem,
    type SignedCertificate,
    type SlotRange,
    signToken,
    statusEntries,
    type UnsignedCertificate,
    utf8,
} from '@linguang/chaincode/domain';
import { hmacSha256, sha256 } from '../../crypto/sha256.js';
import { gatewayProblem } from '../../problems.js';
import type { DocumentKeys } from './keys.js';
import type { DocumentSource, LedgerFacts } from './source.js';
import { StatusLists } from './statuslists.js';
import type { DocumentStore } from './store.js';
import { wallInstant } from './wallinstant.js';

const crypto = { hash: sha256, hmac: hmacSha256 };
/** How long a summary of a month may be shown: it has no status of its own. */
const SUMMARY_DAYS = 31;

/** The certifier's signed documents. */
export class Documents {
    readonly keys: DocumentKeys;
    readonly statusLists: StatusLists;
    readonly #store: DocumentStore;
    readonly #source: DocumentSource;

    constructor(keys: DocumentKeys, store: DocumentStore, source: DocumentSource) {
        this.keys = keys;
        this.#store = store;
        this.#source = source;
        this.statusLists = new StatusLists(keys, source, (bytes) => gzipSync(bytes));
    }

    /**
     * The core of a certificate that is about to be issued, kept until the ledger has it, and the digest that goes on the ledger.
     * @throws CREDENTIAL_INCONSISTENT where the facts contradict each other
     */
    prepare(facts: LedgerFacts): { readonly core: UnsignedCertificate; readonly digest: string } {
        const core = this.#build(facts);
        this.#store.save(facts.basis.number, { core, proof: null, token: null });
        return { core, digest: documentDigest(core, sha256) };
    }

    /**
     * The core of an issued certificate: exactly the one whose digest is on the ledger.
     * @throws NOT_FOUND, DOCUMENT_MISMATCH
     */
    core(number: string): UnsignedCertificate {
        return this.#document(number).core;
    }

    /** The certificate with its Data Integrity proof. @throws as {@link core} */
    certificate(number: string): SignedCertificate {
        const { core, proof, token } = this.#document(number);
        if (proof !== null) {
            return { ...core, proof };
        }
        const { methods, sign } = this.keys.current;
        const options = { created: wallInstant(), verificationMethod: methods.proof };
        const signed = addProof(core, options, { hash: sha256, sign });
        this.#store.save(number, { core, proof: signed.proof, token });
        return signed;
    }

    /** The certificate as `vc+jwt`. @throws as {@link core} */
    token(number: string): string {
        const { core, proof, token } = this.#document(number);
        if (token !== null) {
            return token;
        }
        const { methods, sign } = this.keys.current;
        const signed = signToken(core, 'vc+jwt', methods.token, sign);
        this.#store.save(number, { core, proof, token: signed });
        return signed;
    }

    /** What the document is made of. @throws NOT_FOUND */
    facts(number: string): LedgerFacts {
        return this.#facts(number).facts;
    }

    /** What the holder keeps to show parts of the certificate. @throws as {@link core} */
    holderCopy(number: string): HolderCopy {
        const { credentialSubject, validFrom, validUntil } = this.core(number);
        const { facts } = this.#facts(number);
        const { intervalRoot } = credentialSubject.consumption;
        const copy = this.#copy(facts, {
            scope: 'certificate',
            key: facts.key,
            period: facts.basis.period,
            lines: facts.lines,
            times: { validFrom, validUntil },
        });
        if (copy.root !== intervalRoot) {
            throw gatewayProblem('DOCUMENT_MISMATCH', { number });
        }
        return copy.copy;
    }

    /**
     * The same for a whole month of the holder of a certificate, over all her consumption and all certificates in it.
     * @param month - `2026-03` of the community's zone
     * @throws NOT_FOUND, DOCUMENT_MONTH_OPEN while a slot of it is not final
     */
    monthSummary(number: string, month: string, now = Date.now()): HolderCopy {
        const { facts } = this.#facts(number);
        const found = this.#source.month(number, month);
        if (found === undefined || !found.final) {
            throw gatewayProblem('DOCUMENT_MONTH_OPEN', { month });
        }
        return this.#copy(facts, {
            scope: 'summary',
            key: hmacSha256(facts.key, utf8(`summary|${month}`)),
            period: found.period,
            lines: found.lines,
            times: { validFrom: wallInstant(now), validUntil: wallInstant(now + SUMMARY_DAYS * 86_400_000) },
        }).copy;
    }

    /** The secret that lets a holder fetch her documents; it follows from private data that she and the consortium have. */
    access(number: string): string {
        return documentAccess(this.#facts(number).facts.key);
    }

    /** Has documents signed again that a distrusted key had signed. */
    async distrust(kid: string, since: Instant): Promise<void> {
        await this.keys.distrust(kid, since, wallInstant);
        this.#store.forgetSignatures(kid);
        this.statusLists.forget();
    }

    async rotate(): Promise<void> {
        await this.keys.rotate(wallInstant);
        this.statusLists.forget();
    }

    close(): void {
        this.#store.close();
    }

    #document(number: string) {
        const { facts, digest } = this.#facts(number);
        const stored = this.#store.find(number);
        if (stored !== undefined && documentDigest(stored.core, sha256) === digest) {
            return stored;
        }
        const core = this.#build(facts);
        if (documentDigest(core, sha256) !== digest) {
            throw gatewayProblem('DOCUMENT_MISMATCH', { number });
        }
        const rebuilt = { core, proof: null, token: null };
        this.#store.save(number, rebuilt);
        return rebuilt;
    }

    #facts(number: string): { readonly facts: LedgerFacts; readonly digest: string } {
        const found = this.#source.certificate(number);
        if (found === undefined) {
            throw problem('NOT_FOUND', { kind: 'certificate', id: number });
        }
        return found;
    }

    #build(facts: LedgerFacts): UnsignedCertificate {
        return buildCertificate({ ...facts, issuer: this.keys.issuer }, crypto);
    }

    #copy(
        { basis, rules, simulation }: LedgerFacts,
        of: Readonly<{
            scope: DisclosureCommitment['scope'];
            key: Uint8Array;
            period: SlotRange;
            lines: CertificateFacts['lines'];
            times: Pick<DisclosureCommitment, 'validFrom' | 'validUntil'>;
        }>,
    ): { readonly copy: HolderCopy; readonly root: string } {
        const { scope, key, period, lines, times } = of;
        const leaves = disclosureLeaves(intervalsOf(lines, period), period, rules.utcOffsetMinutes);
        const tree = new DisclosureTree(leaves, key, crypto);
        const { did, current } = this.keys;
        const commitment: DisclosureCommitment = {
            v: 1,
            iss: did,
            scope,
            ...times,
            periodStart: instantOf(period.from),
            periodEnd: instantOf(period.to),
            intervalMinutes: 15,
            timeZoneOffsetMinutes: rules.utcOffsetMinutes,
            root: tree.root,
            size: tree.size,
            schemeId: basis.scheme.scheme,
            schemeVersion: basis.scheme.version,
            credentialStatus: scope === 'certificate' ? statusEntries(basis.statusEntry, originOf(did)) : [],
            simulation,
        };
        const token = signToken(commitment, 'linguang-disclosure+jwt', current.methods.token, current.sign);
        const copy: HolderCopy = { type: 'LinguangHolderCopy', v: 1, commitment: token, key: hex(key), leaves };
        return { copy, root: tree.root };
    }
}

/** @param key - the secret of a certificate's salts */
export function documentAccess(key: Uint8Array): string {
    return Buffer.from(hmacSha256(key, utf8('access'))).toString('base64url');
}

/** The secret of a certificate's salts, from the private seed of its first slot: 32 bytes. @param seed - hex */
export function documentSecret(seed: string, number: string): Uint8Array {
    return hmacSha256(Buffer.from(seed, 'hex'), utf8(`document|${number}`));
}
