import { createHash } from 'node:crypto';
import { common, peer as protos } from '@hyperledger/fabric-protos';

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

/** The headers alone, for the filters that come before the endorser. */
export interface ProposalHeaders {
    readonly proposal: protos.Proposal;
    readonly header: common.Header;
    readonly channelHeader: common.ChannelHeader;
    readonly signatureHeader: common.SignatureHeader;
}

const headersOf = new WeakMap<protos.SignedProposal, ProposalHeaders>();
const unpacked = new WeakMap<protos.SignedProposal, UnpackedProposal>();

/**
 * Parses a proposal's headers. What several peers are asked is parsed once.
 * @throws Error `error unmarshalling …`
 */
export function unpackHeaders(signed: protos.SignedProposal): ProposalHeaders {
    const known = headersOf.get(signed);
    if (known) {
        return known;
    }
    const proposal = parse('Proposal', protos.Proposal.deserializeBinary, signed.getProposalBytes_asU8());
    const header = parse('Header', common.Header.deserializeBinary, proposal.getHeader_asU8());
    const headers: ProposalHeaders = {
        proposal,
        header,
        channelHeader: parse('ChannelHeader', common.ChannelHeader.deserializeBinary, header.getChannelHeader_asU8()),
        signatureHeader: parse(
            'SignatureHeader',
            common.SignatureHeader.deserializeBinary,
            header.getSignatureHeader_asU8(),
        ),
    };
    headersOf.set(signed, headers);
    return headers;
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
    const { proposal, header, channelHeader, signatureHeader } = unpackHeaders(signed);
    const chaincode = chaincodeName(channelHeader);
    const payload = parse(
        'ChaincodeProposalPayload',
        protos.ChaincodeProposalPayload.deserializeBinary,
        proposal.getPayload_asU8(),
    );
    const result: UnpackedProposal = {
        signed,
        channelHeader,
        nonce: signatureHeader.getNonce_asU8(),
        creator: signatureHeader.getCreator_asU8(),
        chaincode,
        input: chaincodeInput(payload),
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

function chaincodeInput(payload: protos.ChaincodeProposalPayload): protos.ChaincodeInput {
    const specification = parse(
        'ChaincodeInvocationSpec',
        protos.ChaincodeInvocationSpec.deserializeBinary,
        payload.getInput_asU8(),
    ).getChaincodeSpec();
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
    const visible = new protos.ChaincodeProposalPayload();
    visible.setInput(payload.getInput_asU8());
    return createHash('sha256')
        .update(header.getChannelHeader_asU8())
        .update(header.getSignatureHeader_asU8())
        .update(visible.serializeBinary())
        .digest();
}

function parse<T>(name: string, deserialize: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
    try {
        return deserialize(bytes);
    } catch {
        throw new Error(`error unmarshalling ${name}: proto: cannot parse invalid wire-format data`);
    }
}
