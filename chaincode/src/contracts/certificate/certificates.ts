import contractApi from 'fabric-contract-api';
import {
    type Accreditation,
    type CertificateEvidence,
    type ClaimMap,
    claimName,
    claimsNeeded,
    issueCertificate,
    parseCertificateRequest,
    parseEvidence,
    parseJson,
    plantsNeeded,
    problem,
    revokeCertificate,
    utf8Text,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash } from '../crypto.js';
import { idRequest, request, rest } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';

const { Transaction } = contractApi;

/** Proofs that the power a user used was clean. */
export class CertificatesContract extends CertificateContract {
    constructor() {
        super('certificates');
    }

    /**
     * Issues a certificate on lines given as transient evidence, each proved against its slot's record. Certifier only.
     * Reads: the number (must be absent), the period's slot records in `energy`, the plants, the claims of each metering point.
     */
    @Transaction()
    @allow('certifier.client')
    async issue(context: CertificateContext, json: string): Promise<string> {
        const asked = parseCertificateRequest(rest(json));
        const evidence = evidenceOf(context);
        if ((await context.certificates.find(asked.number)) !== undefined) {
            throw problem('ALREADY_EXISTS', { kind: 'certificate', id: asked.number });
        }
        const records = await context.slotRecords(asked.period.from, asked.period.to - 1);
        const { certificate, claims } = issueCertificate({
            request: asked,
            evidence,
            records: new Map(records.map((record) => [record.slot, record])),
            accreditations: await accreditationsOf(context, evidence),
            claims: await claimsOf(context, evidence),
            hash,
        });
        for (const { point, day, map } of claims) {
            await context.certificates.saveClaims({ point, day }, map);
        }
        await context.certificates.save(certificate);
        context.announce('certificate.issued', certificate);
        return answer(certificate);
    }

    /** Revokes a certificate; what it claimed stays claimed. Certifier only. Reads: the certificate. */
    @Transaction()
    @allow('certifier.client')
    async revoke(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [number, reason] = [fields.id('number'), fields.text('reason', 500)];
        fields.end();
        const revoked = revokeCertificate(await existing(context, number), reason);
        await context.certificates.save(revoked);
        context.announce('certificate.revoked', { number });
        return answer({ number, status: revoked.status });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        return answer(await existing(context, idRequest(json, 'number')));
    }
}

async function existing(context: CertificateContext, number: string) {
    const found = await context.certificates.find(number);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'certificate', id: number });
    }
    return found;
}

function evidenceOf(context: CertificateContext): CertificateEvidence {
    const bytes = context.transient('evidence');
    if (bytes === undefined) {
        throw problem('REQUEST_INVALID', { where: 'evidence', reason: 'the transient value "evidence" is missing' });
    }
    return parseEvidence(parseJson(utf8Text(bytes), 'evidence'));
}

async function accreditationsOf(
    context: CertificateContext,
    evidence: CertificateEvidence,
): Promise<ReadonlyMap<string, Accreditation>> {
    const found = new Map<string, Accreditation>();
    for (const plant of plantsNeeded(evidence)) {
        const accreditation = await context.certificates.plant(plant);
        if (accreditation !== undefined) {
            found.set(plant, accreditation);
        }
    }
    return found;
}

async function claimsOf(
    context: CertificateContext,
    evidence: CertificateEvidence,
): Promise<ReadonlyMap<string, ClaimMap>> {
    const found = new Map<string, ClaimMap>();
    for (const key of claimsNeeded(evidence)) {
        found.set(claimName(key), await context.certificates.claims(key));
    }
    return found;
}
