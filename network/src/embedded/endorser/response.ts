import { peer as protos } from '@hyperledger/fabric-protos';
import { MessageWriter } from '../messagewriter.js';
import type { Peer } from './endorser.js';

/** A response that says what went wrong in the peer itself: status 500 and no payload. */
export function failedResponse(message: string): protos.ProposalResponse {
    const response = new protos.Response();
    response.setStatus(500);
    response.setMessage(message);
    return responseOnly(response);
}

/** A proposal response without payload and endorsement. */
export function responseOnly(response: protos.Response): protos.ProposalResponse {
    const result = new protos.ProposalResponse();
    result.setResponse(response);
    return result;
}

/** What a peer endorses: the outcome of a simulation. */
export type Outcome = Readonly<{
    proposalHash: Uint8Array;
    chaincode: string;
    version: string;
    response: protos.Response;
    event: protos.ChaincodeEvent | undefined;
    /** Bytes of `TxReadWriteSet`; empty for queries without simulation. */
    results: Uint8Array;
    interest: protos.ChaincodeInterest | undefined;
}>;

/** The payload that all endorsers of a transaction must agree on, byte by byte: a `ProposalResponsePayload`. */
export function payloadOf(outcome: Outcome, peer: Peer): Uint8Array {
    const id = new MessageWriter().bytes(2, outcome.chaincode).bytes(3, outcome.version);
    const action = new MessageWriter()
        .bytes(1, outcome.results)
        .bytes(2, outcome.event?.serializeBinary() ?? '')
        .message(3, outcome.response.serializeBinary())
        .message(4, id.done())
        .done();
    const said = peer.alter === undefined ? action : altered(action, peer.alter);
    return new MessageWriter().bytes(1, outcome.proposalHash).bytes(2, said).done();
}

function altered(bytes: Uint8Array, alter: NonNullable<Peer['alter']>): Uint8Array {
    const action = protos.ChaincodeAction.deserializeBinary(bytes);
    alter(action);
    return action.serializeBinary();
}

/** The answer to a transaction that succeeded, signed by the peer unless it was only evaluated. */
export function endorsedResponse(
    outcome: Outcome,
    payload: Uint8Array,
    signer: Peer | undefined,
): protos.ProposalResponse {
    const result = responseOnly(outcome.response);
    result.setVersion(1);
    result.setPayload(payload);
    if (outcome.interest) {
        result.setInterest(outcome.interest);
    }
    if (signer) {
        const endorsement = new protos.Endorsement();
        endorsement.setEndorser(signer.serializedIdentity);
        endorsement.setSignature(signer.sign(Buffer.concat([payload, signer.serializedIdentity])));
        result.setEndorsement(endorsement);
    }
    return result;
}
