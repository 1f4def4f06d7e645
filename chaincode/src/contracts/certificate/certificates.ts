import contractApi from 'fabric-contract-api';
import {
    type CertificateEvidence,
    type CertificateRecord,
    type ClaimRecord,
    claimName,
    claimsNeeded,
    expiryOf,
    ISSUE_MOST_BYTES,
    type IssueRequest,
    instrumentOf,
    issueCertificates,
    parseEvidence,
    parseIssue,
    plantsNeeded,
    problem,
    REVOCATION_REASONS,
    resumeCertificate,
    revokeCertificate,
    schemeFor,
    suspendCertificate,
    utf8,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash } from '../crypto.js';
import { idRequest, request, rest } from '../request.js';
import { cascade } from './cascade.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { settledSlots } from './energyledger.js';
import { evidenceOf } from './evidence.js';
import { termsOf } from './terms.js';

const { Transaction } = contractApi;

/** Proofs that the power a user used was clean. */
export class CertificatesContract extends CertificateContract {
    constructor() {
        super('certificates');
    }

    /**
     * Issues certificates of one period for many holders on lines given as transient evidence, each proved against its slot's record.
     * Certifier only. Reads: the scheme version; the numbers and status entries (must be absent); in `energy` the period's slot records and
     * corrections, the gate that dates it and the one that would end it; the plants with their reservations and reconciliations; the claims
     * of each metering point; the certificates that are superseded. What it writes must fit into one transaction. No key is written by two transactions that certify different holders.
     */
    @Transaction()
    @allow('certifier.client')
    async issue(context: CertificateContext, json: string): Promise<string> {
        const asked = parseIssue(rest(json));
        mustFit(utf8(json).length);
        const { holders: evidence, shared } = parseEvidence(evidenceOf(context));
        const { certificates } = context;
        const scheme = schemeFor(await certificates.scheme(asked.scheme), asked.scheme, asked.period.from);
        for (const { number, statusEntry } of asked.certificates) {
            if ((await certificates.find(number)) !== undefined) {
                throw problem('ALREADY_EXISTS', { kind: 'certificate', id: number });
            }
            await certificates.takeStatusEntry(statusEntry, number);
        }
        const period = { from: asked.period.from, to: asked.period.to - 1 };
        const marks = [asked.issuedAt, expiryOf(scheme, asked.period.from)];
        const { gated, ...settled } = await settledSlots(context.stub, period, marks);
        const issue = issueCertificates({
            ...(await termsOf(context, scheme, plantsNeeded(evidence), asked.period)),
            request: asked,
            evidence,
            shared,
            settled,
            isGated: (slot) => gated.has(slot),
            claims: await claimsOf(context, evidence),
            former: await formerOf(context, asked),
            hash,
        });
        for (const record of issue.claims) {
            await certificates.saveClaims(record);
        }
        for (const record of issue.allocations) {
            await certificates.saveAllocation(record, context.transaction);
        }
        for (const record of [...issue.superseded, ...issue.certificates]) {
            await certificates.save(record);
        }
        context.announce('certificate.issued', ...issue.certificates.map(({ number }) => ({ number })));
        const answered = answer({
            certificates: issue.certificates.map(({ number, status, wh }) => ({ number, status, wh })),
        });
        mustFit(utf8(json).length + context.written + 2 * answered.length);
        return answered;
    }

    /** Suspends a certificate until it is resumed or revoked; its energy stays retired. Certifier only. Reads: the certificate. */
    @Transaction()
    @allow('certifier.client')
    async suspend(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [number, reason] = [fields.id('number'), fields.text('reason', 500)];
        fields.end();
        return await changed(context, 'certificate.suspended', number, (old) => suspendCertificate(old, reason));
    }

    /** Makes a suspended certificate valid again. Certifier only. Reads: the certificate. */
    @Transaction()
    @allow('certifier.client')
    async resume(context: CertificateContext, json: string): Promise<string> {
        return await changed(context, 'certificate.resumed', idRequest(json, 'number'), resumeCertificate);
    }

    /**
     * Revokes a certificate for ever. Its slots stay claimed; where `reissue` is true (the default) a certificate that supersedes it
     * can take them over. Certifier only. Reads: the certificate.
     */
    @Transaction()
    @allow('certifier.client')
    async revoke(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const number = fields.id('number');
        const revocation = {
            code: fields.optional('code', () => fields.oneOf('code', REVOCATION_REASONS)) ?? 'error',
            reason: fields.text('reason', 500),
            reissue: fields.optional('reissue', () => fields.boolean('reissue')) ?? true,
        };
        fields.end();
        return await changed(context, 'certificate.revoked', number, (old) => revokeCertificate(old, revocation));
    }

    /** Revokes what a withdrawn accreditation or a reconciliation that did not agree takes the ground from; see {@link cascade}. Certifier only. */
    @Transaction()
    @allow('certifier.client')
    async cascade(context: CertificateContext, json: string): Promise<string> {
        return answer(await cascade(context, json));
    }

    /** The record, with how its energy stands with other instruments today. */
    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        const record = await context.certificates.existing(idRequest(json, 'number'));
        const scheme = await context.certificates.scheme(record.scheme);
        if (scheme === undefined) {
            return answer(record);
        }
        const plants = record.plants.map(({ plant }) => plant);
        const { reconciliations } = await termsOf(context, scheme, plants, record.period);
        return answer({
            ...record,
            instrument: { ...record.instrument, state: instrumentOf(record, reconciliations) },
        });
    }
}

/** @param bytes - of argument, writes, answer and event @throws ISSUE_TOO_LARGE */
function mustFit(bytes: number): void {
    if (bytes > ISSUE_MOST_BYTES) {
        throw problem('ISSUE_TOO_LARGE', { bytes, most: ISSUE_MOST_BYTES });
    }
}

async function changed(
    context: CertificateContext,
    event: string,
    number: string,
    change: (old: CertificateRecord) => CertificateRecord,
): Promise<string> {
    const record = change(await context.certificates.existing(number));
    await context.certificates.save(record);
    context.announce(event, { number });
    return answer({ number, status: record.status });
}

async function claimsOf(
    { certificates }: CertificateContext,
    evidence: readonly CertificateEvidence[],
): Promise<ReadonlyMap<string, ClaimRecord>> {
    const found = new Map<string, ClaimRecord>();
    for (const key of claimsNeeded(evidence)) {
        const record = await certificates.claims(key);
        if (record !== undefined) {
            found.set(claimName(key), record);
        }
    }
    return found;
}

async function formerOf(
    { certificates }: CertificateContext,
    asked: IssueRequest,
): Promise<ReadonlyMap<string, CertificateRecord>> {
    const found = new Map<string, CertificateRecord>();
    for (const { supersedes } of asked.certificates) {
        const record = supersedes === null ? undefined : await certificates.find(supersedes);
        if (record !== undefined) {
            found.set(record.number, record);
        }
    }
    return found;
}
