import { common, peer as protos } from '@hyperledger/fabric-protos';
import { sha256 } from '../ledger/bytes.js';
import { MessageWriter } from '../messagewriter.js';

/** What is inside a signed proposal; nothing is checked beyond its form. */
export interface UnpackedProposal {
    readonly signed: protos.SignedProposal;
    readonly channelHeader: common.ChannelHeader;
    readonly nonce: Uint8Array;
    readonly creator: Uint8Array;
    readonly chaincode: string;
    readonly input: protos.ChaincodeInput;
    /** SHA-256 over the headers and the payload without its transient part. */
    readonly hash: Uint8Array;
}

/** What names the channel: all that a gateway reads of the header. */
export interface ProposalChannel {
    readonly proposal: protos.Proposal;
    readonly header: common.Header;
    readonly channelHeader: common.ChannelHeader;
}

/** The headers alone, for the filters that come before the endorser. */
export interface ProposalHeaders extends ProposalChannel {
    readonly signatureHeader: common.SignatureHeader;
}

/** What is to be called. */
export interface ProposalPayload {
    readonly payload: protos.ChaincodeProposalPayload;
    readonly invocation: protos.ChaincodeInvocationSpec;
}

const payloads = new WeakMap<protos.SignedProposal, ProposalPayload>();
const channels = new WeakMap<protos.SignedProposal, ProposalChannel>();
const headersOf = new WeakMap<protos.SignedProposal, ProposalHeaders>();
const unpacked = new WeakMap<protos.SignedProposal, UnpackedProposal>();

/**
 * Parses the header as far as the channel. What a gateway and several peers are asked is parsed once.
 * @throws Error `error unmarshalling …`
 */
export function unpackChannel(signed: protos.SignedProposal): ProposalChannel {
    const known = channels.get(signed);
    if (known) {
        return known;
    }
    const proposal = parse('Proposal', protos.Proposal.deserializeBinary, signed.getProposalBytes_asU8());
    const header = parse('Header', common.Header.deserializeBinary, proposal.getHeader_asU8());
    const bytes = header.getChannelHeader_asU8();
    const channelHeader = parse('ChannelHeader', common.ChannelHeader.deserializeBinary, bytes);
    channels.set(signed, { proposal, header, channelHeader });
    return { proposal, header, channelHeader };
}

/**
 * Parses both headers, once as well.
 * @throws Error `error unmarshalling …`
 */
export function unpackHeaders(signed: protos.SignedProposal): ProposalHeaders {
    const known = headersOf.get(signed);
    if (known) {
        return known;
    }
    const channel = unpackChannel(signed);
    const bytes = channel.header.getSignatureHeader_asU8();
    const signatureHeader = parse('SignatureHeader', common.SignatureHeader.deserializeBinary, bytes);
    const headers = { ...channel, signatureHeader };
    headersOf.set(signed, headers);
    return headers;
}

/**
 * Parses a proposal's payload, once as well.
 * @throws Error `error unmarshalling …`
 */
export function unpackPayload(signed: protos.SignedProposal): ProposalPayload {
    const known = payloads.get(signed);
    if (known) {
        return known;
    }
    const { proposal } = unpackChannel(signed);
    const payload = parse(
        'ChaincodeProposalPayload',
        protos.ChaincodeProposalPayload.deserializeBinary,
        proposal.getPayload_asU8(),
    );
    const invocation = parse(
        'ChaincodeInvocationSpec',
        protos.ChaincodeInvocationSpec.deserializeBinary,
        payload.getInput_asU8(),
    );
    payloads.set(signed, { payload, invocation });
    return { payload, invocation };
}

/**
 * Unpacks a signed proposal (`core/endorser/msgvalidation.go` UnpackProposal).
 * @throws Error with a real peer's text
 */
export function unpackProposal(signed: protos.SignedProposal): UnpackedProposal {
    const known = unpacked.get(signed);
    if (known) {
        return known;
    }
    const { header, channelHeader, signatureHeader } = unpackHeaders(signed);
    const chaincode = chaincodeName(channelHeader);
    const { payload, invocation } = unpackPayload(signed);
    const result: UnpackedProposal = {
        signed,
        channelHeader,
        nonce: signatureHeader.getNonce_asU8(),
        creator: signatureHeader.getCreator_asU8(),
        chaincode,
        input: chaincodeInput(invocation),
        hash: proposalHash(header, payload),
    };
    unpacked.set(signed, result);
    return result;
}

function chaincodeName(channelHeader: common.ChannelHeader): string {
    const extension = parse(
        'ChaincodeHeaderExtension',
        protos.ChaincodeHeaderExtension.deserializeBinary,
        channelHeader.getExtension_asU8(),
    );
    const id = extension.getChaincodeId();
    if (!id) {
        throw new Error('ChaincodeHeaderExtension.ChaincodeId is nil');
    }
    if (id.getName() === '') {
        throw new Error('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
    }
    return id.getName();
}

function chaincodeInput(invocation: protos.ChaincodeInvocationSpec): protos.ChaincodeInput {
    const specification = invocation.getChaincodeSpec();
    if (!specification) {
        throw new Error('chaincode invocation spec did not contain chaincode spec');
    }
    const input = specification.getInput();
    if (!input) {
        throw new Error('chaincode input did not contain any input');
    }
    return input;
}

function proposalHash(header: common.Header, payload: protos.ChaincodeProposalPayload): Uint8Array {
    const visible = new MessageWriter().bytes(1, payload.getInput_asU8()).done();
    return sha256(Buffer.concat([header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), visible]));
}

function parse<T>(name: string, deserialize: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
    try {
        return deserialize(bytes);
    } catch {
        throw new Error(`error unmarshalling ${name}: proto: cannot parse invalid wire-format data`);
    }
}
