import { Problem } from '../problems.js';
import { Refusal } from './refusal.js';
import { type DocumentCheck, type DocumentCheckId, type DocumentOutcome, EVIDENCE_CHECKS } from './result.js';

/** What was found so far, in the order it was looked at. */
export class Findings {
    readonly #checks = new Map<DocumentCheckId, DocumentCheck>();
    #statusNeeded = true;

    pass(...ids: readonly DocumentCheckId[]): void {
        for (const id of ids) {
            this.#checks.set(id, { id, result: 'pass', reason: null, params: {} });
        }
    }

    add(
        id: DocumentCheckId,
        result: 'fail' | 'unknown',
        reason: string,
        params: Readonly<Record<string, string | number>> = {},
    ): void {
        this.#checks.set(id, { id, result, reason, params });
    }

    /** Notes why something was refused. What is no problem of the catalogue cannot be told from damage. */
    refuse(id: DocumentCheckId, result: 'fail' | 'unknown', error: unknown): void {
        if (error instanceof Refusal) {
            this.add(id, result, error.reason, error.params);
            return;
        }
        const known = error instanceof Problem;
        this.add(id, result, known ? error.code : 'DOCUMENT_DAMAGED', known ? error.params : {});
    }

    /** Passes what works; notes as failed what throws, and answers undefined. */
    attempt<Value>(id: DocumentCheckId, work: () => Value): Value | undefined {
        try {
            const value = work();
            this.pass(id);
            return value;
        } catch (error) {
            this.refuse(id, 'fail', error);
            return undefined;
        }
    }

    skip(...ids: readonly DocumentCheckId[]): void {
        for (const id of ids) {
            this.add(id, 'unknown', 'NOT_CHECKED');
        }
    }

    /** Of checks that passed says no more than that nothing speaks against it. */
    weaken(ids: readonly DocumentCheckId[], reason: string): void {
        for (const id of ids.filter((one) => this.passed(one))) {
            this.add(id, 'unknown', reason);
        }
    }

    /** It has no status that could change. */
    needsNoStatus(): void {
        this.#statusNeeded = false;
    }

    passed(id: DocumentCheckId): boolean {
        return this.#checks.get(id)?.result === 'pass';
    }

    get checks(): readonly DocumentCheck[] {
        return [...this.#checks.values()];
    }

    /** The worst that was found decides: what is not whole first, then whose it is, then what became of it. */
    get outcome(): DocumentOutcome {
        const found = (result: DocumentCheck['result'], ids: (id: DocumentCheckId) => boolean) =>
            this.checks.find((check) => check.result === result && ids(check.id) && !this.#standsIn(check));
        if (found('fail', (id) => !TRUST.has(id) && !AFTERWARDS.has(id)) !== undefined) {
            return 'tampered';
        }
        if (found('fail', (id) => TRUST.has(id)) !== undefined) {
            return 'untrusted';
        }
        if (found('unknown', (id) => !AFTERWARDS.has(id) && !EVIDENCE.has(id)) !== undefined) {
            return 'unknown';
        }
        const failed = (id: DocumentCheckId) => this.#checks.get(id)?.result === 'fail';
        if (failed('status.revocation')) {
            return 'revoked';
        }
        if (failed('status.suspension')) {
            return 'suspended';
        }
        if (failed('validity')) {
            return this.#checks.get('validity')?.reason === 'VALIDITY_ENDED' ? 'expired' : 'not-yet-valid';
        }
        const needed = this.#statusNeeded ? STATUS : [];
        return ['validity' as const, ...needed].every((id) => this.passed(id)) ? 'valid' : 'status-unknown';
    }

    /** Where no authority is given, a key document that is trusted as it is stands in for the chains. */
    #standsIn({ id, reason }: DocumentCheck): boolean {
        const keyKnown = this.passed('credential.key') || this.passed('disclosure.key');
        const byKeyDocument = keyKnown && reason !== null && NO_AUTHORITY.has(reason);
        const isChain = id === 'key.chain' || id === 'bundle.chains';
        return byKeyDocument && (isChain || (id === 'pdf.chain' && this.passed('pdf.issuer')));
    }
}

const NO_AUTHORITY: ReadonlySet<string> = new Set(['PDF_NO_AUTHORITY', 'KEY_NO_AUTHORITY']);
/** Whose the document is. */
const TRUST: ReadonlySet<DocumentCheckId> = new Set<DocumentCheckId>([
    'pdf.chain',
    'pdf.issuer',
    'credential.key',
    'key.chain',
    'key.anchor',
    'disclosure.key',
    'bundle.chains',
    'network.trust',
]);
/** What else speaks for a document: where it is missing, the certifier's signature still stands. */
const EVIDENCE: ReadonlySet<DocumentCheckId> = new Set<DocumentCheckId>(EVIDENCE_CHECKS);
const STATUS = ['status.revocation', 'status.suspension'] as const satisfies readonly DocumentCheckId[];
/** What became of a true document. */
const AFTERWARDS: ReadonlySet<DocumentCheckId> = new Set<DocumentCheckId>(['validity', ...STATUS]);
