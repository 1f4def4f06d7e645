import { status } from '@grpc/grpc-js';
import type { ProposalOutcome } from '../../endorser/endorser.js';

/** How a peer answered a proposal, as its gateway judges it. */
export interface Judgement {
    /** OK, or the code that an evaluation would fail with. */
    readonly code: status;
    readonly message: string;
    /** Whether another peer may be asked instead (evaluation only; endorsement always tries the group's next). */
    readonly retry: boolean;
}

const SUCCESS: Judgement = { code: status.OK, message: '', retry: false };

/**
 * Classifies the outcome of a proposal: the text, and whether someone else should be asked.
 * @param local - false when the peer is reached through gRPC: there even a bad proposal looks like an unreachable peer
 */
export function judge(outcome: ProposalOutcome, local: boolean): Judgement {
    switch (outcome.kind) {
        case 'refused':
            return {
                code: status.UNAVAILABLE,
                message: grpcText(outcome.error, outcome.unavailable, local),
                retry: true,
            };
        case 'rejected':
            return local
                ? { code: status.FAILED_PRECONDITION, message: outcome.error, retry: false }
                : { code: status.UNAVAILABLE, message: grpcText(outcome.error, false, local), retry: true };
        case 'answered':
            return judgeResponse(outcome.response);
    }
}

function judgeResponse(response: Extract<ProposalOutcome, { kind: 'answered' }>['response']): Judgement {
    const answer = response.getResponse();
    const code = answer?.getStatus() ?? 0;
    if (code >= 200 && code < 400) {
        return SUCCESS;
    }
    const message = answer?.getMessage() ?? '';
    if (code === 500 && response.getPayload_asU8().length === 0) {
        return { code: status.ABORTED, message, retry: true };
    }
    return { code: status.UNKNOWN, message: `chaincode response ${code}, ${message}`, retry: false };
}

/** An error that crossed gRPC reads `rpc error: code = … desc = …` on the other side. */
function grpcText(error: string, unavailable: boolean, local: boolean): string {
    return local || error.startsWith('rpc error:')
        ? error
        : `rpc error: code = ${unavailable ? 'Unavailable' : 'Unknown'} desc = ${error}`;
}
