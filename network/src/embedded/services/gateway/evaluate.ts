import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { NetworkPeer } from '../nodes.js';
import { type ErrorDetail, RpcError } from '../rpcerror.js';
import { judge } from './answer.js';
import type { AskPeer } from './askpeer.js';
import type { EndorsementPlan } from './plan.js';
import { mustNameChaincode, type UnpackedProposal, unpackProposal } from './proposal.js';
import type { Registry } from './registry.js';

/** `gateway.Gateway/Evaluate`: asks one peer, the next one if that peer (not the chaincode) failed. */
export async function evaluate(
    request: gateway.EvaluateRequest,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<gateway.EvaluateResponse> {
    const signed = request.getProposedTransaction();
    const proposal = unpack(signed);
    if (!registry.has(proposal.channel)) {
        throw new RpcError(
            status.UNAVAILABLE,
            `failed to get config for channel [${proposal.channel}]: could not get last config for channel ${proposal.channel}`,
        );
    }
    const plan = evaluators(registry, proposal, request.getTargetOrganizationsList());
    const errors: ErrorDetail[] = [];
    let endorser = plan.nextEndorsers()?.[0];
    let last: status = status.UNAVAILABLE;
    while (endorser !== undefined && signed !== undefined) {
        const outcome = await ask(signed, endorser, { signal, endorse: false });
        const { code, message, retry } = judge(outcome, endorser.name === registry.local.name);
        if (code === status.OK && outcome.kind === 'answered') {
            return response(outcome.response);
        }
        errors.push({ address: endorser.address, mspId: endorser.mspId, message });
        if (!retry) {
            throw new RpcError(code, `evaluate call to endorser returned error: ${message}`, errors);
        }
        last = code;
        endorser = plan.substituteFor(endorser);
    }
    throw new RpcError(last, 'failed to evaluate transaction, see attached details for more info', errors);
}

function unpack(signed: peer.SignedProposal | undefined): UnpackedProposal {
    try {
        const proposal = unpackProposal(signed);
        mustNameChaincode(proposal);
        return proposal;
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, `failed to unpack transaction proposal: ${text(error)}`);
    }
}

/** Transient data stays in the gateway's organisation unless the client names others. */
function evaluators(
    registry: Registry,
    proposal: UnpackedProposal,
    named: readonly string[],
): EndorsementPlan<NetworkPeer> {
    const isProtected = proposal.hasTransientData && named.length === 0;
    const organisations = isProtected ? [registry.local.mspId] : named;
    try {
        return registry.evaluators(proposal.channel, proposal.chaincode, organisations);
    } catch (error) {
        const hint = isProtected
            ? "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: "
            : '';
        throw new RpcError(status.FAILED_PRECONDITION, hint + text(error));
    }
}

/** The result is taken from the signed payload where there is one. */
function response(answer: peer.ProposalResponse): gateway.EvaluateResponse {
    const result = answer.getResponse() ?? new peer.Response();
    const payload = peer.ProposalResponsePayload.deserializeBinary(answer.getPayload_asU8());
    const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
    result.setPayload(action.getResponse()?.getPayload_asU8() ?? '');
    const evaluated = new gateway.EvaluateResponse();
    evaluated.setResult(result);
    return evaluated;
}

function text(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
