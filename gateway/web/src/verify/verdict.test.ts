import { base64url, type DocumentCheckId, type DocumentVerification, hexBytes } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import type { CertificateDetail } from '../../../src/http/api.ts';
import { codeDigest, type Outcome, ofDocument, ofNumber, withLog } from './verdict.ts';

const digest = 'ab'.repeat(32);
const asOf = { block: 1, slot: 1 };

function record(status: CertificateDetail['status'], of = digest): CertificateDetail {
    return {
        number: 'LG-2026-0000-0000-0000-0000-0000-0000-0000',
        status,
        supersedes: null,
        supersededBy: status === 'superseded' ? 'LG-2026-1111-1111-1111-1111-1111-1111-1111' : null,
        suspended: null,
        scheme: { scheme: 'clean', version: 1 },
        instrument: 'pending',
        statusEntry: { list: 0, index: 1 },
        wh: 100,
        period: { from: 0, to: 96, start: '', end: '', day: '2026-03-01' },
        slots: 4,
        bySource: [],
        byPlant: [],
        beneficiary: digest,
        digest: of,
        issued: { block: 1, transactionId: 't', at: '' },
        revoked: null,
        statements: [],
        simulation: false,
        asOf,
    };
}

/** A document whose signature holds, as `verifyDocument` reports it. */
function document(outcome: DocumentVerification['outcome'], inTime = true): DocumentVerification {
    const check = (id: DocumentCheckId, passed: boolean) => ({
        id,
        result: passed ? ('pass' as const) : ('fail' as const),
        reason: passed ? null : 'VALIDITY_ENDED',
        params: {},
    });
    return {
        kind: 'pdf',
        outcome,
        checks: [check('document.form', true), check('validity', inTime)],
        summary: {
            number: 'LG-2026-0000-0000-0000-0000-0000-0000-0000',
            digest,
            issuer: 'did:web:certifier.example',
            issuerName: 'Certifier',
            periodStart: '2026-02-28T16:00:00Z',
            periodEnd: '2026-03-01T16:00:00Z',
            consumedWh: 200,
            matchedWh: 100,
            matchedShareBp: 5000,
            validUntil: '2036-03-01T00:00:00Z',
            simulation: false,
            supersedes: null,
        },
    };
}

describe('the verdict on a certificate', () => {
    it('is by number what the ledger says of it, and unknown where there is none or nobody answers', () => {
        for (const status of ['valid', 'suspended', 'revoked', 'superseded'] as const) {
            expect(ofNumber(record(status), undefined).outcome).to.equal(status);
        }
        expect(ofNumber('none', undefined).outcome).to.equal('unknown');
        expect(ofNumber('silent', undefined).ledger).to.deep.equal([
            { id: 'public.known', result: 'unknown', reason: 'no-answer' },
        ]);
    });

    it('compares the code on the paper with what was issued under the number', () => {
        const right = base64url(hexBytes(digest));
        expect(codeDigest(`#sha256=${right}`)).to.equal(right);
        expect(codeDigest('#sha256=short')).to.equal(undefined);
        expect(ofNumber(record('valid'), right).outcome).to.equal('valid');
        expect(ofNumber(record('valid'), base64url(hexBytes('cd'.repeat(32)))).outcome).to.equal('tampered');
    });

    it('takes of document and ledger the worse, and of the ledger alone only that a true one counts today', () => {
        const cases: readonly [DocumentVerification, CertificateDetail['status'], Outcome][] = [
            [document('valid'), 'valid', 'valid'],
            [document('status-unknown'), 'valid', 'valid'],
            [document('valid'), 'suspended', 'suspended'],
            [document('valid'), 'revoked', 'revoked'],
            [document('revoked'), 'superseded', 'superseded'],
            [document('revoked'), 'valid', 'revoked'],
            [document('suspended'), 'valid', 'suspended'],
            [document('suspended'), 'revoked', 'revoked'],
            [document('expired', false), 'valid', 'expired'],
            [document('expired', false), 'superseded', 'superseded'],
        ];
        for (const [found, status, expected] of cases) {
            expect(ofDocument(found, record(status)).outcome, `${found.outcome}, ${status}`).to.equal(expected);
        }
    });

    it('believes nothing that a gateway shows and its transparency log does not hold', () => {
        const found = ofNumber(record('valid'), undefined);
        expect(withLog(found, { id: 'public.log', result: 'pass', reason: null }).outcome).to.equal('valid');
        expect(withLog(found, { id: 'public.log', result: 'unknown', reason: 'no-answer' }).outcome).to.equal('valid');
        expect(withLog(found, { id: 'public.log', result: 'fail', reason: 'not-in-log' }).outcome).to.equal('unknown');
    });

    it('never makes a document better that is not whole, whatever the ledger says', () => {
        const { summary: _, ...rest } = document('valid');
        for (const outcome of ['tampered', 'untrusted', 'unknown', 'unreadable'] as const) {
            expect(ofDocument({ ...rest, outcome, summary: undefined }, record('valid')).outcome).to.equal(outcome);
        }
    });

    it('calls a signed document tampered of whose number the ledger has other content, and unknown where it has none', () => {
        expect(ofDocument(document('valid'), record('valid', 'cd'.repeat(32))).outcome).to.equal('tampered');
        expect(ofDocument(document('valid'), 'none').outcome).to.equal('unknown');
        expect(ofDocument(document('valid'), 'silent').outcome).to.equal('valid');
    });
});
