import { createHash, randomBytes } from 'node:crypto';
import { common, peer as protos } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { SigningIdentity } from '../../ledger.js';

/** What a test asks of a chaincode; what is left out is as a client library would make it. */
export type Request = Readonly<{
    chaincode: string;
    args: readonly (string | Uint8Array)[];
    transient?: Readonly<Record<string, string>>;
    isInit?: boolean;
    channel?: string;
    time?: Date;
    nonce?: Uint8Array;
    creator?: Uint8Array;
    txId?: string;
    type?: number;
    epoch?: number;
    /** Replaces the chaincode header extension. */
    extension?: Uint8Array;
    /** Replaces the bytes of `ChaincodeProposalPayload`. */
    payload?: Uint8Array;
}>;

export type SignedRequest = Readonly<{ signed: protos.SignedProposal; txId: string }>;

/** Makes and signs a proposal by hand, independently of the client library and of the code under test. */
export function propose(signer: SigningIdentity, channel: string, request: Request): SignedRequest {
    const nonce = request.nonce ?? randomBytes(24);
    const creator = request.creator ?? signer.serialized;
    const txId = request.txId ?? createHash('sha256').update(nonce).update(creator).digest('hex');
    const proposal = new protos.Proposal();
    proposal.setHeader(header(request, request.channel ?? channel, txId, nonce, creator).serializeBinary());
    proposal.setPayload(request.payload ?? payload(request).serializeBinary());
    const bytes = proposal.serializeBinary();
    const signed = new protos.SignedProposal();
    signed.setProposalBytes(bytes);
    signed.setSignature(signer.sign(bytes));
    return { signed, txId };
}

function header(
    request: Request,
    channel: string,
    txId: string,
    nonce: Uint8Array,
    creator: Uint8Array,
): common.Header {
    const id = new protos.ChaincodeID();
    id.setName(request.chaincode);
    const extension = new protos.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    if (request.type === common.HeaderType.MESSAGE) {
        channelHeader.setType(common.HeaderType.MESSAGE);
    }
    channelHeader.setTimestamp(timestamps.Timestamp.fromDate(request.time ?? new Date()));
    channelHeader.setChannelId(channel);
    channelHeader.setTxId(txId);
    channelHeader.setEpoch(request.epoch ?? 0);
    channelHeader.setExtension$(request.extension ?? extension.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creator);
    signatureHeader.setNonce(nonce);
    const result = new common.Header();
    result.setChannelHeader(channelHeader.serializeBinary());
    result.setSignatureHeader(signatureHeader.serializeBinary());
    return result;
}

function payload(request: Request): protos.ChaincodeProposalPayload {
    const input = new protos.ChaincodeInput();
    input.setArgsList(request.args.map((arg) => (typeof arg === 'string' ? Buffer.from(arg) : arg)));
    input.setIsInit(request.isInit ?? false);
    const id = new protos.ChaincodeID();
    id.setName(request.chaincode);
    const specification = new protos.ChaincodeSpec();
    specification.setType(protos.ChaincodeSpec.Type.NODE);
    specification.setChaincodeId(id);
    specification.setInput(input);
    const invocation = new protos.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(specification);
    const result = new protos.ChaincodeProposalPayload();
    result.setInput(invocation.serializeBinary());
    for (const [key, value] of Object.entries(request.transient ?? {})) {
        result.getTransientmapMap().set(key, Buffer.from(value));
    }
    return result;
}

/** Puts a proposal and its endorsements into an envelope, as the gateway does. */
export function assemble(
    signer: SigningIdentity,
    request: SignedRequest,
    responses: readonly protos.ProposalResponse[],
): common.Envelope {
    const proposal = protos.Proposal.deserializeBinary(request.signed.getProposalBytes_asU8());
    const head = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const visible = protos.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    visible.clearTransientmapMap();
    const endorsed = new protos.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responses[0]?.getPayload_asU8() ?? '');
    endorsed.setEndorsementsList(responses.flatMap((response) => response.getEndorsement() ?? []));
    const actionPayload = new protos.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(visible.serializeBinary());
    actionPayload.setAction(endorsed);
    const action = new protos.TransactionAction();
    action.setHeader(head.getSignatureHeader_asU8());
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new protos.Transaction();
    transaction.addActions(action);
    const whole = new common.Payload();
    whole.setHeader(head);
    whole.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(whole.serializeBinary());
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope;
}
