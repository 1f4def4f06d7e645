import { common, peer } from '@hyperledger/fabric-protos';

/** What the gateway reads from a signed proposal before it asks any endorser. */
export interface UnpackedProposal {
    readonly channel: string;
    readonly chaincode: string;
    readonly hasTransientData: boolean;
    /** `common.Header` */
    readonly headerBytes: Uint8Array;
    /** `peer.ChaincodeProposalPayload` */
    readonly payloadBytes: Uint8Array;
}

/** Unpacks a proposal. @throws Error with the reason, when bytes are not what they should be or a name is missing. */
export function unpackProposal(signed: peer.SignedProposal | undefined): UnpackedProposal {
    if (signed === undefined || signed.getProposalBytes_asU8().length === 0) {
        throw new Error('a signed proposal is required');
    }
    const proposal = decode('Proposal', peer.Proposal, signed.getProposalBytes_asU8());
    const headerBytes = proposal.getHeader_asU8();
    const header = decode('Header', common.Header, headerBytes);
    const channelHeader = decode('ChannelHeader', common.ChannelHeader, header.getChannelHeader_asU8());
    const payloadBytes = proposal.getPayload_asU8();
    const payload = decode('ChaincodeProposalPayload', peer.ChaincodeProposalPayload, payloadBytes);
    const invocation = decode('ChaincodeInvocationSpec', peer.ChaincodeInvocationSpec, payload.getInput_asU8());
    return {
        channel: channelHeader.getChannelId(),
        chaincode: invocation.getChaincodeSpec()?.getChaincodeId()?.getName() ?? '',
        hasTransientData: payload.getTransientmapMap().getLength() > 0,
        headerBytes,
        payloadBytes,
    };
}

/** The checks of evaluation: channel and chaincode must be named. @throws Error saying which one is missing */
export function mustNameChaincode(proposal: UnpackedProposal): void {
    if (proposal.channel === '') {
        throw new Error('no channel id provided');
    }
    if (proposal.chaincode === '') {
        throw new Error(`no chaincode name is provided, channel id [${proposal.channel}]`);
    }
}

function decode<T>(name: string, type: { deserializeBinary(bytes: Uint8Array): T }, bytes: Uint8Array): T {
    try {
        return type.deserializeBinary(bytes);
    } catch (error) {
        throw new Error(`error unmarshalling ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
}
