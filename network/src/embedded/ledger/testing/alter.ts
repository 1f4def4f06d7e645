import { common, peer } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../../ledger.js';
import { endorsement, signed } from './testnetwork.js';

type Change<T> = (message: T) => void;

/** Ways to spoil an envelope; the creator signs the result again. */
export interface Alterations {
    readonly channelHeader?: Change<common.ChannelHeader>;
    readonly signatureHeader?: Change<common.SignatureHeader>;
    readonly transaction?: Change<peer.Transaction>;
    readonly actionPayload?: Change<peer.ChaincodeActionPayload>;
    readonly responsePayload?: Change<peer.ProposalResponsePayload>;
    readonly action?: Change<peer.ChaincodeAction>;
}

/**
 * Takes an envelope apart, changes pieces and puts it together again. When the response is changed, the given endorsers
 * sign the new one.
 */
export function altered(
    envelope: common.Envelope,
    creator: SigningIdentity,
    change: Alterations,
    endorsers: readonly SigningIdentity[] = [],
): common.Envelope {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader() ?? new common.Header();
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    change.channelHeader?.(channelHeader);
    header.setChannelHeader(channelHeader.serializeBinary());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    change.signatureHeader?.(signatureHeader);
    header.setSignatureHeader(signatureHeader.serializeBinary());
    payload.setHeader(header);
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [first] = transaction.getActionsList();
    if (first !== undefined && (change.actionPayload || change.responsePayload || change.action)) {
        const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(first.getPayload_asU8());
        alterResponse(actionPayload, change, endorsers);
        change.actionPayload?.(actionPayload);
        first.setPayload(actionPayload.serializeBinary());
    }
    change.transaction?.(transaction);
    payload.setData(transaction.serializeBinary());
    return signed(payload, creator);
}

function alterResponse(
    actionPayload: peer.ChaincodeActionPayload,
    change: Alterations,
    endorsers: readonly SigningIdentity[],
): void {
    const endorsed = actionPayload.getAction();
    if (endorsed === undefined || !(change.responsePayload || change.action)) {
        return;
    }
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    if (change.action) {
        const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
        change.action(action);
        response.setExtension$(action.serializeBinary());
    }
    change.responsePayload?.(response);
    const bytes = response.serializeBinary();
    endorsed.setProposalResponsePayload(bytes);
    endorsed.setEndorsementsList(endorsers.map((endorser) => endorsement(endorser, bytes)));
}
