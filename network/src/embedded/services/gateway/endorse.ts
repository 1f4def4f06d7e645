import { status } from '@grpc/grpc-js';
import { gateway, type peer } from '@hyperledger/fabric-protos';
import { detail, type NetworkPeer } from '../nodes.js';
import { RpcError } from '../rpcerror.js';
import { judge } from './answer.js';
import type { AskPeer } from './askpeer.js';
import { planFromFirstEndorser } from './firstendorser.js';
import type { EndorsementPlan } from './plan.js';
import { prepareTransaction } from './preparedtransaction.js';
import { type UnpackedProposal, unpackProposal } from './proposal.js';
import type { Registry } from './registry.js';

/** `gateway.Gateway/Endorse`: collects endorsements until a layout is complete and assembles the transaction. */
export async function endorse(
    request: gateway.EndorseRequest,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<gateway.EndorseResponse> {
    const signed = request.getProposedTransaction();
    if (signed === undefined || signed.getProposalBytes_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal');
    }
    const proposal = unpack(signed);
    const named = request.getEndorsingOrganizationsList();
    const plan =
        named.length > 0
            ? planForNamed(registry, proposal, named)
            : await planFromFirstEndorser(signed, proposal, registry, ask, signal);
    await collect(plan, signed, registry, ask, signal);
    if (plan.endorsements === undefined || plan.payload === undefined) {
        throw new RpcError(
            status.ABORTED,
            'failed to collect enough transaction endorsements, see attached details for more info',
            plan.errors,
        );
    }
    const response = new gateway.EndorseResponse();
    response.setPreparedTransaction(prepareTransaction(proposal, plan.payload, plan.endorsements));
    return response;
}

function unpack(signed: peer.SignedProposal): UnpackedProposal {
    try {
        return unpackProposal(signed);
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, error instanceof Error ? error.message : String(error));
    }
}

function planForNamed(
    registry: Registry,
    proposal: UnpackedProposal,
    named: readonly string[],
): EndorsementPlan<NetworkPeer> {
    try {
        return registry.forOrganisations(proposal.channel, proposal.chaincode, named);
    } catch (error) {
        throw new RpcError(status.UNAVAILABLE, error instanceof Error ? error.message : String(error));
    }
}

/** Asks layout after layout, the endorsers of each at the same time; a failing endorser is replaced within its group. */
async function collect(
    plan: EndorsementPlan<NetworkPeer>,
    signed: peer.SignedProposal,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<void> {
    while (plan.endorsements === undefined) {
        const endorsers = plan.nextEndorsers();
        if (endorsers === undefined) {
            return;
        }
        const exhausted = await Promise.all(
            endorsers.map((endorser) => collectFromGroup(plan, endorser, signed, registry, ask, signal)),
        );
        plan.abandon(exhausted.filter((group) => group !== undefined));
    }
}

/** @returns the group when none of its endorsers that are left gave a matching endorsement */
async function collectFromGroup(
    plan: EndorsementPlan<NetworkPeer>,
    first: NetworkPeer,
    signed: peer.SignedProposal,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<string | undefined> {
    let endorser: NetworkPeer | undefined = first;
    while (endorser !== undefined) {
        const outcome = await ask(signed, endorser, { signal, endorse: true });
        const { code, message } = judge(outcome, endorser.name === registry.local.name);
        if (code === status.OK && outcome.kind === 'answered') {
            if (plan.accept(endorser, withoutDuplicatePayload(outcome.response))) {
                return undefined;
            }
            plan.errors.push(detail(endorser, 'ProposalResponsePayloads do not match'));
        } else {
            plan.errors.push(detail(endorser, message));
        }
        endorser = plan.substituteFor(endorser);
    }
    return plan.groupOf(first);
}

function withoutDuplicatePayload(response: peer.ProposalResponse): peer.ProposalResponse {
    response.getResponse()?.setPayload('');
    return response;
}
