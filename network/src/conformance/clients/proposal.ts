import { createHash, randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Caller } from './caller.js';

/** A proposal as a client library makes it, where nothing else is said. */
export type ProposalRequest = Readonly<{
    chaincode: string;
    args: readonly (string | Uint8Array)[];
    transient?: Readonly<Record<string, string>>;
    isInit?: boolean;
    channel?: string;
    time?: Date | undefined;
    nonce?: Uint8Array;
    txId?: string;
    /** Below 128. */
    type?: number;
    epoch?: number;
    version?: number;
    /** Bytes of the chaincode header extension; empty leaves it out. */
    extension?: Uint8Array;
    /** Bytes of the proposal's payload. */
    payload?: Uint8Array;
    /** Bytes instead of the signature. */
    signature?: Uint8Array;
}>;

export type SignedProposal = Readonly<{
    message: peer.SignedProposal;
    /** As it stands in the proposal. */
    txId: string;
    /** As it should be. */
    digest: string;
}>;

/** Makes a proposal by hand, so that every part of it can be wrong. */
export function propose(caller: Caller, channel: string, request: ProposalRequest): SignedProposal {
    const nonce = request.nonce ?? randomBytes(24);
    const digest = createHash('sha256').update(nonce).update(caller.serialized).digest('hex');
    const txId = request.txId ?? digest;
    const proposal = new peer.Proposal();
    proposal.setHeader(header(caller, request, request.channel ?? channel, txId, nonce).serializeBinary());
    proposal.setPayload(request.payload ?? payload(request).serializeBinary());
    const bytes = proposal.serializeBinary();
    const message = new peer.SignedProposal();
    message.setProposalBytes(bytes);
    message.setSignature(request.signature ?? caller.sign(bytes));
    return { message, txId, digest };
}

function header(
    caller: Caller,
    request: ProposalRequest,
    channel: string,
    txId: string,
    nonce: Uint8Array,
): common.Header {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setVersion(request.version ?? 0);
    const time = 'time' in request ? request.time : new Date();
    channelHeader.setTimestamp(time === undefined ? undefined : timestamps.Timestamp.fromDate(time));
    channelHeader.setChannelId(channel);
    channelHeader.setTxId(txId);
    channelHeader.setEpoch(request.epoch ?? 0);
    channelHeader.setExtension$(request.extension ?? extensionFor(request.chaincode));
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(caller.serialized);
    signatureHeader.setNonce(nonce);
    const result = new common.Header();
    result.setChannelHeader(withType(channelHeader, request.type));
    result.setSignatureHeader(signatureHeader.serializeBinary());
    return result;
}

/** The header with another type, of which some have no name: the last occurrence of a protobuf field counts. */
export function withType(header: common.ChannelHeader, type: number | undefined): Uint8Array {
    const bytes = header.serializeBinary();
    return type === undefined ? bytes : Buffer.concat([bytes, Uint8Array.of(0x08, type)]);
}

/** The header extension that names a chaincode. */
export function extensionFor(chaincode: string): Uint8Array {
    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    return extension.serializeBinary();
}

function payload(request: ProposalRequest): peer.ChaincodeProposalPayload {
    const input = new peer.ChaincodeInput();
    input.setArgsList(request.args.map((argument) => Buffer.from(argument)));
    input.setIsInit(request.isInit ?? false);
    const id = new peer.ChaincodeID();
    id.setName(request.chaincode);
    const specification = new peer.ChaincodeSpec();
    specification.setType(peer.ChaincodeSpec.Type.NODE);
    specification.setChaincodeId(id);
    specification.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(specification);
    const result = new peer.ChaincodeProposalPayload();
    result.setInput(invocation.serializeBinary());
    for (const [name, value] of Object.entries(request.transient ?? {})) {
        result.getTransientmapMap().set(name, Buffer.from(value));
    }
    return result;
}
