import { common, peer } from '@hyperledger/fabric-protos';

/**
 * Assembles the envelope that the client will sign: header of the proposal, its payload without the transient data,
 * and what the endorsers signed. One endorsement per endorser.
 * @param headerBytes - `common.Header` of the proposal
 * @param proposalPayloadBytes - `ChaincodeProposalPayload` of the proposal
 */
export function prepareTransaction(
    headerBytes: Uint8Array,
    proposalPayloadBytes: Uint8Array,
    responsePayload: Uint8Array,
    endorsements: readonly peer.Endorsement[],
): common.Envelope {
    const action = new peer.ChaincodeEndorsedAction();
    action.setProposalResponsePayload(responsePayload);
    action.setEndorsementsList(oncePerEndorser(endorsements));

    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(withoutTransient(proposalPayloadBytes));
    actionPayload.setAction(action);

    const header = common.Header.deserializeBinary(headerBytes);
    const transactionAction = new peer.TransactionAction();
    transactionAction.setHeader(header.getSignatureHeader_asU8());
    transactionAction.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.addActions(transactionAction);

    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}

function withoutTransient(proposalPayloadBytes: Uint8Array): Uint8Array {
    const full = peer.ChaincodeProposalPayload.deserializeBinary(proposalPayloadBytes);
    const bare = new peer.ChaincodeProposalPayload();
    bare.setInput(full.getInput_asU8());
    return bare.serializeBinary();
}

function oncePerEndorser(endorsements: readonly peer.Endorsement[]): peer.Endorsement[] {
    const seen = new Set<string>();
    return endorsements.filter((endorsement) => {
        const endorser = Buffer.from(endorsement.getEndorser_asU8()).toString('latin1');
        return !seen.has(endorser) && seen.add(endorser);
    });
}
