import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import { detail, type NetworkPeer } from '../nodes.js';
import { type ErrorDetail, RpcError } from '../rpcerror.js';
import { judge } from './answer.js';
import type { AskPeer } from './askpeer.js';
import type { EndorsementPlan } from './plan.js';
import type { UnpackedProposal } from './proposal.js';
import { interestIn, type Registry } from './registry.js';

/**
 * The way of a gateway that is to choose the endorsers: a peer of its own organisation simulates first, and what the
 * transaction touched decides who else must endorse. The first answer already counts.
 */
export async function planFromFirstEndorser(
    signed: peer.SignedProposal,
    proposal: UnpackedProposal,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<EndorsementPlan<NetworkPeer>> {
    const candidates = firstEndorsers(registry, proposal);
    const [first, response] = await firstAnswer(candidates, signed, registry, ask, signal);
    const interest = response.getInterest();
    const known =
        interest !== undefined && interest.getChaincodesList().length > 0 ? interest : interestIn(proposal.chaincode);
    const plan = planFor(known, proposal, registry, first);
    plan.accept(first, response);
    return plan;
}

function firstEndorsers(registry: Registry, proposal: UnpackedProposal): EndorsementPlan<NetworkPeer> {
    try {
        return registry.forOrganisations(proposal.channel, proposal.chaincode, [registry.local.mspId]);
    } catch {
        if (proposal.hasTransientData) {
            throw new RpcError(
                status.FAILED_PRECONDITION,
                "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data",
            );
        }
        return orFailed(() => registry.forInterest(proposal.channel, interestIn(proposal.chaincode)));
    }
}

async function firstAnswer(
    candidates: EndorsementPlan<NetworkPeer>,
    signed: peer.SignedProposal,
    registry: Registry,
    ask: AskPeer,
    signal: AbortSignal,
): Promise<[NetworkPeer, peer.ProposalResponse]> {
    const errors: ErrorDetail[] = [];
    let endorser = candidates.nextEndorsers()?.[0];
    while (endorser !== undefined) {
        const outcome = await ask(signed, endorser, { signal, endorse: true });
        const { code, message } = judge(outcome, endorser.name === registry.local.name);
        if (code === status.OK && outcome.kind === 'answered') {
            return [endorser, outcome.response];
        }
        errors.push(detail(endorser, message));
        endorser = candidates.substituteFor(endorser);
    }
    throw new RpcError(status.ABORTED, 'failed to endorse transaction, see attached details for more info', errors);
}

/** With transient data, peers outside the collections must not even see the proposal, though the policy would want them. */
function planFor(
    interest: peer.ChaincodeInterest,
    proposal: UnpackedProposal,
    registry: Registry,
    first: NetworkPeer,
): EndorsementPlan<NetworkPeer> {
    if (!proposal.hasTransientData) {
        return orFailed(() => registry.forInterest(proposal.channel, interest, first));
    }
    const cautious = interest.clone();
    const shielded = cautious.getChaincodesList().filter((call) => call.getNoPrivateReads());
    for (const call of shielded) {
        call.setNoPrivateReads(false);
    }
    try {
        return registry.forInterest(proposal.channel, cautious, first);
    } catch (error) {
        const collections = shielded.flatMap((call) => call.getCollectionNamesList());
        if (collections.length > 0 && isPossible(() => registry.forInterest(proposal.channel, interest, first))) {
            throw new RpcError(
                status.FAILED_PRECONDITION,
                `requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [${collections.join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`,
            );
        }
        throw new RpcError(status.FAILED_PRECONDITION, error instanceof Error ? error.message : String(error));
    }
}

function orFailed<T>(find: () => T): T {
    try {
        return find();
    } catch (error) {
        throw new RpcError(status.FAILED_PRECONDITION, error instanceof Error ? error.message : String(error));
    }
}

function isPossible(find: () => unknown): boolean {
    try {
        find();
        return true;
    } catch {
        return false;
    }
}
