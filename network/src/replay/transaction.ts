import { common, msp, peer } from '@hyperledger/fabric-protos';
import { type NamespaceRwset, parseRwset } from '../embedded/ledger/rwset.js';

/** A valid transaction of a chaincode, taken apart. */
export type RecordedTransaction = Readonly<{
    txId: string;
    channel: string;
    /** As the client said. */
    seconds: number;
    nanos: number;
    creator: Readonly<{ mspId: string; certificate: Uint8Array }>;
    chaincode: string;
    /** Function and arguments, as texts. */
    args: readonly string[];
    /** MSP ids of those who endorsed, in order. */
    endorsers: readonly string[];
    sets: readonly NamespaceRwset[];
    payload: Uint8Array;
    event: Readonly<{ name: string; payload: Uint8Array }> | undefined;
}>;

/** @throws Error when it is not a chaincode's transaction; one that was judged valid is */
export function readTransaction(envelope: Uint8Array): RecordedTransaction {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    const signature = common.SignatureHeader.deserializeBinary(
        payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array(),
    );
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const content = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const proposal = peer.ChaincodeProposalPayload.deserializeBinary(content.getChaincodeProposalPayload_asU8());
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8()).getChaincodeSpec();
    const response = peer.ProposalResponsePayload.deserializeBinary(
        content.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const event = peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
    const creator = identityOf(signature.getCreator_asU8());
    return {
        txId: header.getTxId(),
        channel: header.getChannelId(),
        seconds: header.getTimestamp()?.getSeconds() ?? 0,
        nanos: header.getTimestamp()?.getNanos() ?? 0,
        creator: { mspId: creator.getMspid(), certificate: creator.getIdBytes_asU8() },
        chaincode: result.getChaincodeId()?.getName() ?? '',
        args: (spec?.getInput()?.getArgsList_asU8() ?? []).map((argument) => Buffer.from(argument).toString()),
        endorsers: (content.getAction()?.getEndorsementsList() ?? []).map((endorsement) =>
            identityOf(endorsement.getEndorser_asU8()).getMspid(),
        ),
        sets: parseRwset(result.getResults_asU8()),
        payload: result.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
        event:
            event.getEventName() === '' ? undefined : { name: event.getEventName(), payload: event.getPayload_asU8() },
    };
}

function identityOf(bytes: Uint8Array): msp.SerializedIdentity {
    return msp.SerializedIdentity.deserializeBinary(bytes);
}
