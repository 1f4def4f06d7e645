import { common, peer } from '@hyperledger/fabric-protos';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { sha256 } from '../../embedded/ledger/bytes.js';
import { endorsement, signed } from '../../embedded/ledger/testing/testnetwork.js';
import type { SigningIdentity } from '../../embedded/ledger.js';

/** A simulated call. */
export type Proposed = Readonly<{
    channel: string;
    chaincode: string;
    args: readonly string[];
    seconds: number;
    nonce: Uint8Array;
    txId: string;
    /** Bytes of the public read-write set. */
    results: Uint8Array;
    payload: Uint8Array;
    event: Readonly<{ name: string; payload: Uint8Array }> | undefined;
}>;

/** The transaction that a client makes of a call and its endorsements. */
export function assembled(
    proposed: Proposed,
    creator: SigningIdentity,
    endorsers: readonly SigningIdentity[],
): common.Envelope {
    const header = headerOf(proposed, creator);
    const proposal = proposalOf(proposed);
    const response = responseOf(proposed, header, proposal);
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(response);
    endorsed.setEndorsementsList(endorsers.map((signer) => endorsement(signer, response)));
    const content = new peer.ChaincodeActionPayload();
    content.setChaincodeProposalPayload(proposal);
    content.setAction(endorsed);
    const action = new peer.TransactionAction();
    action.setHeader(header.getSignatureHeader_asU8());
    action.setPayload(content.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.addActions(action);
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(transaction.serializeBinary());
    return signed(payload, creator);
}

function headerOf({ channel, chaincode, seconds, nonce, txId }: Proposed, creator: SigningIdentity): common.Header {
    const time = new timestamp.Timestamp();
    time.setSeconds(seconds);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(idOf(chaincode));
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setTxId(txId);
    channelHeader.setChannelId(channel);
    channelHeader.setTimestamp(time);
    channelHeader.setExtension$(extension.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creator.serialized);
    signatureHeader.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    return header;
}

function proposalOf({ chaincode, args }: Proposed): Uint8Array {
    const input = new peer.ChaincodeInput();
    input.setArgsList(args.map((argument) => Buffer.from(argument)));
    const spec = new peer.ChaincodeSpec();
    spec.setChaincodeId(idOf(chaincode));
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const proposal = new peer.ChaincodeProposalPayload();
    proposal.setInput(invocation.serializeBinary());
    return proposal.serializeBinary();
}

function responseOf(proposed: Proposed, header: common.Header, proposal: Uint8Array): Uint8Array {
    const { chaincode, txId, results, payload, event } = proposed;
    const answer = new peer.Response();
    answer.setStatus(200);
    answer.setPayload(payload);
    const id = idOf(chaincode);
    id.setVersion('1.0');
    const action = new peer.ChaincodeAction();
    action.setResults(results);
    action.setResponse(answer);
    action.setChaincodeId(id);
    if (event !== undefined) {
        const message = new peer.ChaincodeEvent();
        message.setChaincodeId(chaincode);
        message.setTxId(txId);
        message.setEventName(event.name);
        message.setPayload(event.payload);
        action.setEvents(message.serializeBinary());
    }
    const response = new peer.ProposalResponsePayload();
    response.setProposalHash(
        sha256(Buffer.concat([header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), proposal])),
    );
    response.setExtension$(action.serializeBinary());
    return response.serializeBinary();
}

function idOf(name: string): peer.ChaincodeID {
    const id = new peer.ChaincodeID();
    id.setName(name);
    return id;
}
