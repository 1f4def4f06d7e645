import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Caller } from './caller.js';
import { withType } from './proposal.js';

type Change<T> = (message: T) => void;

/** Ways to spoil a transaction before its creator signs it. */
export type Spoiling = Readonly<{
    channelHeader?: Change<common.ChannelHeader>;
    /** Header type, below 128. */
    type?: number;
    signatureHeader?: Change<common.SignatureHeader>;
    transaction?: Change<peer.Transaction>;
    actionPayload?: Change<peer.ChaincodeActionPayload>;
    responsePayload?: Change<peer.ProposalResponsePayload>;
    action?: Change<peer.ChaincodeAction>;
    /** Peers that sign the changed response, as dishonest organisations could; without them the old endorsements stay. */
    endorsers?: readonly Caller[];
    /** Whether the lying peers endorse the headers as they are now, too. */
    rehash?: boolean;
    /** Who signs the transaction, where it is not its usual creator. */
    creator?: Caller;
}>;

/** The envelope with pieces changed, signed by its creator. */
export function spoiled(envelope: common.Envelope, creator: Caller, spoiling: Spoiling): common.Envelope {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader() ?? new common.Header();
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    spoiling.channelHeader?.(channelHeader);
    header.setChannelHeader(withType(channelHeader, spoiling.type));
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    spoiling.signatureHeader?.(signatureHeader);
    header.setSignatureHeader(signatureHeader.serializeBinary());
    payload.setHeader(header);
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [first] = transaction.getActionsList();
    if (first !== undefined) {
        const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(first.getPayload_asU8());
        spoilResponse(actionPayload, header, spoiling);
        spoiling.actionPayload?.(actionPayload);
        first.setPayload(actionPayload.serializeBinary());
    }
    spoiling.transaction?.(transaction);
    payload.setData(transaction.serializeBinary());
    return sealed(payload, creator);
}

/** How many endorsements a transaction carries. */
export function endorsementsIn(envelope: common.Envelope): number {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const [first] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const action = peer.ChaincodeActionPayload.deserializeBinary(first?.getPayload_asU8() ?? new Uint8Array());
    return action.getAction()?.getEndorsementsList().length ?? 0;
}

/** A payload in an envelope that the creator signs. */
export function sealed(payload: common.Payload, creator: Caller): common.Envelope {
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    return envelope;
}

function spoilResponse(actionPayload: peer.ChaincodeActionPayload, header: common.Header, spoiling: Spoiling): void {
    const endorsed = actionPayload.getAction();
    if (endorsed === undefined || !(spoiling.responsePayload || spoiling.action || spoiling.endorsers)) {
        return;
    }
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    if (spoiling.action) {
        const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
        spoiling.action(action);
        response.setExtension$(action.serializeBinary());
    }
    if (spoiling.rehash === true) {
        const hash = createHash('sha256')
            .update(header.getChannelHeader_asU8())
            .update(header.getSignatureHeader_asU8());
        response.setProposalHash(hash.update(actionPayload.getChaincodeProposalPayload_asU8()).digest());
    }
    spoiling.responsePayload?.(response);
    const bytes = response.serializeBinary();
    endorsed.setProposalResponsePayload(bytes);
    if (spoiling.endorsers !== undefined) {
        endorsed.setEndorsementsList(spoiling.endorsers.map((endorser) => endorsement(endorser, bytes)));
    }
}

function endorsement(endorser: Caller, response: Uint8Array): peer.Endorsement {
    const made = new peer.Endorsement();
    made.setEndorser(endorser.serialized);
    made.setSignature(endorser.sign(Buffer.concat([response, endorser.serialized])));
    return made;
}
