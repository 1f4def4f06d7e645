import { peer as protos } from '@hyperledger/fabric-protos';
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

/** The payload that all endorsers of a transaction must agree on, byte by byte. */
export function payloadOf(outcome: Outcome, peer: Peer): Uint8Array {
    const id = new protos.ChaincodeID();
    id.setName(outcome.chaincode);
    id.setVersion(outcome.version);
    const action = new protos.ChaincodeAction();
    action.setResults(outcome.results);
    if (outcome.event) {
        action.setEvents(outcome.event.serializeBinary());
    }
    action.setResponse(outcome.response);
    action.setChaincodeId(id);
    peer.alter?.(action);
    const payload = new protos.ProposalResponsePayload();
    payload.setProposalHash(outcome.proposalHash);
    payload.setExtension$(action.serializeBinary());
    return payload.serializeBinary();
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
