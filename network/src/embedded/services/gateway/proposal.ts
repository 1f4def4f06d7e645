import type { peer } from '@hyperledger/fabric-protos';
import { unpackChannel, unpackPayload } from '../../endorser/proposal.js';

/** What the gateway reads from a signed proposal before it asks any endorser. */
export interface UnpackedProposal {
    readonly channel: string;
    readonly chaincode: string;
    /** Whether it says at all what to call. */
    readonly hasSpecification: boolean;
    readonly hasTransientData: boolean;
    /** `common.Header` */
    readonly header: Uint8Array;
    /** `common.SignatureHeader` within it. */
    readonly signatureHeader: Uint8Array;
    /** `peer.ChaincodeInvocationSpec` of the payload. */
    readonly input: Uint8Array;
}

/** Unpacks a proposal. @throws Error with the reason, when bytes are not what they should be or a name is missing. */
export function unpackProposal(signed: peer.SignedProposal | undefined): UnpackedProposal {
    if (signed === undefined || signed.getProposalBytes_asU8().length === 0) {
        throw new Error('a signed proposal is required');
    }
    const { proposal, header, channelHeader } = unpackChannel(signed);
    const { payload, invocation } = unpackPayload(signed);
    return {
        channel: channelHeader.getChannelId(),
        chaincode: invocation.getChaincodeSpec()?.getChaincodeId()?.getName() ?? '',
        hasSpecification: invocation.hasChaincodeSpec(),
        hasTransientData: payload.getTransientmapMap().getLength() > 0,
        header: proposal.getHeader_asU8(),
        signatureHeader: header.getSignatureHeader_asU8(),
        input: payload.getInput_asU8(),
    };
}

/** The checks of evaluation: channel and chaincode must be named. @throws Error saying which one is missing */
export function mustNameChaincode(proposal: UnpackedProposal): void {
    if (proposal.channel === '') {
        throw new Error('no channel id provided');
    }
    if (!proposal.hasSpecification) {
        throw new Error(`no chaincode spec is provided, channel id [${proposal.channel}]`);
    }
    if (proposal.chaincode === '') {
        throw new Error(`no chaincode name is provided, channel id [${proposal.channel}]`);
    }
}
