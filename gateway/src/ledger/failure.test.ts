import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { classify, isRefusedBySome, refused } from './failure.js';

function failure(code: number, details: string, messages: string[] = []): GatewayError {
    const cause: ServiceError = Object.assign(new Error(details), { code, details, metadata: new Metadata() });
    return new GatewayError({
        code,
        cause,
        message: details,
        details: messages.map((message) => ({ address: 'localhost:1', mspId: 'GridMSP', message })),
    });
}

describe('the reading of a failed endorsement', () => {
    it('finds the code of a contract in the details of an endorsement', () => {
        const error = failure(status.ABORTED, 'failed to endorse transaction, see attached details for more info', [
            'chaincode response 500, CHOICE_TOO_LATE: the slot 2026-03-01T10:15Z is already gated',
        ]);
        expect(classify(error)).to.deep.equal({
            kind: 'refused',
            code: 'CHOICE_TOO_LATE',
            detail: 'the slot 2026-03-01T10:15Z is already gated',
        });
    });

    it('finds the code of a contract in the text of an evaluation, behind the words of the shim', () => {
        const error = failure(
            status.UNKNOWN,
            'evaluate call to endorser returned error: chaincode response 500, transaction returned with failure: Error: SLOT_UNKNOWN: 12',
        );
        expect(classify(error)).to.deep.equal({ kind: 'refused', code: 'SLOT_UNKNOWN', detail: '12' });
    });

    it('tells a refusal by everybody from one by peers that are behind the others', () => {
        const refusal = 'chaincode response 500, CLOSE_MISSING: the slot 2026-03-01T18:15Z is not closed yet';
        const byGrid = failure(status.ABORTED, 'failed to endorse transaction', [refusal, refusal]);
        expect(isRefusedBySome(byGrid, ['GridMSP', 'CommunityMSP'])).to.equal(true);
        expect(isRefusedBySome(byGrid, ['GridMSP'])).to.equal(false);
        const away = failure(status.ABORTED, 'failed to endorse transaction', ['connection refused']);
        expect(isRefusedBySome(away, ['GridMSP', 'CommunityMSP'])).to.equal(false);
        expect(isRefusedBySome(new Error('x'), ['GridMSP', 'CommunityMSP'])).to.equal(false);
    });

    it('takes a definition that changes while peers execute, and peers of two versions, for something that passes', () => {
        const changed =
            "make sure the chaincode energy has been successfully defined on channel linguang and try again: chaincode cache at sequence 2 but current sequence is 1, chaincode definition for 'energy' changed during invoke";
        const during = failure(status.ABORTED, 'failed to endorse transaction, see attached details', [changed]);
        expect(classify(during).kind).to.equal('unavailable');
        const launching = failure(status.ABORTED, 'failed to endorse transaction, see attached details', [
            "error in simulation: failed to execute transaction a1: invalid invocation: [channel linguang] failed to get chaincode container info for energy: chaincode definition for 'energy' exists, but chaincode is not installed",
        ]);
        expect(classify(launching).kind).to.equal('unavailable');
        const planless = failure(
            status.FAILED_PRECONDITION,
            'no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy',
        );
        expect(classify(planless).kind).to.equal('unavailable');
    });

    it('keeps a refusal without a code', () => {
        expect(refused('boom')).to.deep.equal({ kind: 'refused', code: undefined, detail: 'boom' });
    });

    it('tells peers that disagree from peers that are away', () => {
        const different = failure(status.ABORTED, 'failed to assemble transaction', [
            'ProposalResponsePayloads do not match (base64): "…" vs "…"',
        ]);
        expect(classify(different).kind).to.equal('mismatch');
        expect(classify(failure(status.UNAVAILABLE, 'no connection')).kind).to.equal('unavailable');
        expect(classify(failure(status.DEADLINE_EXCEEDED, 'Deadline exceeded')).kind).to.equal('unavailable');
        expect(
            classify(
                failure(status.UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)'),
            ).kind,
        ).to.equal('unavailable');
        expect(
            classify(
                failure(
                    status.FAILED_PRECONDITION,
                    'no combination of peers can be derived which satisfy the endorsement policy',
                ),
            ).kind,
        ).to.equal('unavailable');
    });

    it('does not retry a client that the channel does not know', () => {
        expect(
            classify(failure(status.FAILED_PRECONDITION, 'creator org unknown, creator is malformed')).kind,
        ).to.equal('fatal');
        expect(classify(new TypeError('x')).kind).to.equal('fatal');
    });
});
