import { common, peer } from '@hyperledger/fabric-protos';
import type { Identity } from '../identity/identity.js';
import type { Membership } from '../identity/membership.js';
import { sameBytes, sha256 } from './bytes.js';
import { Code, Invalid } from './codes.js';

/** What a block's entry says about itself, as far as it can be read. */
export interface EnvelopeHead {
    readonly txId: string;
    readonly seconds: number;
    readonly nanos: number;
    readonly type: number;
}

/** An endorser transaction whose form, creator and binding of proposal to response are right. */
export interface EndorserTransaction {
    readonly head: EnvelopeHead;
    readonly creator: Identity;
    readonly extension: Uint8Array;
    readonly responsePayload: Uint8Array;
    readonly response: peer.ProposalResponsePayload;
    readonly endorsements: readonly peer.Endorsement[];
}

export type Checked =
    | { readonly kind: 'endorser'; readonly transaction: EndorserTransaction }
    | { readonly kind: 'config'; readonly head: EnvelopeHead; readonly config: common.ConfigEnvelope }
    | { readonly kind: 'invalid'; readonly head: EnvelopeHead; readonly code: number; readonly reason: string };

const NO_HEAD: EnvelopeHead = { txId: '', seconds: 0, nanos: 0, type: -1 };

/**
 * The checks of core/common/validation/msgvalidation.go, in its order.
 * An entry without any bytes is a nil envelope.
 */
export function checkEnvelope(bytes: Uint8Array, channel: string, msps: Membership): Checked {
    let head = NO_HEAD;
    try {
        if (bytes.length === 0) {
            throw new Invalid(Code.NIL_ENVELOPE, 'nil envelope');
        }
        const envelope = parsed(Code.INVALID_OTHER_REASON, () => common.Envelope.deserializeBinary(bytes));
        const payload = parsed(Code.BAD_PAYLOAD, () => common.Payload.deserializeBinary(envelope.getPayload_asU8()));
        const header = payload.getHeader();
        if (header === undefined) {
            throw new Invalid(Code.BAD_COMMON_HEADER, 'nil header');
        }
        const channelHeader = parsed(Code.BAD_COMMON_HEADER, () =>
            common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
        );
        head = headOf(channelHeader);
        const signatureHeader = parsed(Code.BAD_COMMON_HEADER, () =>
            common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()),
        );
        checkHeaders(channelHeader, signatureHeader);
        if (head.type === common.HeaderType.CONFIG && channelHeader.getChannelId() === channel) {
            const config = parsed(Code.INVALID_CONFIG_TRANSACTION, () =>
                common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()),
            );
            return { kind: 'config', head, config };
        }
        const creator = checkCreator(envelope, channelHeader, signatureHeader, channel, msps);
        if (head.type !== common.HeaderType.ENDORSER_TRANSACTION) {
            throw new Invalid(Code.UNSUPPORTED_TX_PAYLOAD, `unsupported type ${head.type}`);
        }
        const nonce = signatureHeader.getNonce_asU8();
        if (head.txId !== transactionId(nonce, signatureHeader.getCreator_asU8())) {
            throw new Invalid(Code.BAD_PROPOSAL_TXID, `invalid txid ${head.txId}`);
        }
        const action = parsed(Code.INVALID_ENDORSER_TRANSACTION, () => checkAction(payload.getData_asU8(), header));
        return {
            kind: 'endorser',
            transaction: { head, creator, extension: channelHeader.getExtension_asU8(), ...action },
        };
    } catch (error) {
        if (error instanceof Invalid) {
            return { kind: 'invalid', head, code: error.code, reason: error.message };
        }
        throw error;
    }
}

/** SHA-256 of nonce and creator, hex (protoutil.ComputeTxID). */
export function transactionId(nonce: Uint8Array, creator: Uint8Array): string {
    return sha256(Buffer.concat([nonce, creator])).toString('hex');
}

function headOf(header: common.ChannelHeader): EnvelopeHead {
    const timestamp = header.getTimestamp();
    return {
        txId: header.getTxId(),
        seconds: timestamp?.getSeconds() ?? 0,
        nanos: timestamp?.getNanos() ?? 0,
        type: header.getType(),
    };
}

function checkHeaders(channelHeader: common.ChannelHeader, signatureHeader: common.SignatureHeader): void {
    const { ENDORSER_TRANSACTION, CONFIG_UPDATE, CONFIG } = common.HeaderType;
    const type = channelHeader.getType();
    if (type !== ENDORSER_TRANSACTION && type !== CONFIG_UPDATE && type !== CONFIG) {
        throw new Invalid(Code.BAD_COMMON_HEADER, `invalid header type ${type}`);
    }
    if (channelHeader.getEpoch() !== 0) {
        throw new Invalid(
            Code.BAD_COMMON_HEADER,
            `invalid Epoch in ChannelHeader. Expected 0, got [${channelHeader.getEpoch()}]`,
        );
    }
    if (signatureHeader.getNonce_asU8().length === 0) {
        throw new Invalid(Code.BAD_COMMON_HEADER, 'invalid nonce specified in the header');
    }
    if (signatureHeader.getCreator_asU8().length === 0 && type !== CONFIG) {
        throw new Invalid(Code.BAD_COMMON_HEADER, 'invalid creator specified in the header');
    }
}

function checkCreator(
    envelope: common.Envelope,
    channelHeader: common.ChannelHeader,
    signatureHeader: common.SignatureHeader,
    channel: string,
    msps: Membership,
): Identity {
    return parsed(Code.BAD_CREATOR_SIGNATURE, () => {
        if (channelHeader.getChannelId() !== channel) {
            throw new Error(`channel ${channelHeader.getChannelId()} doesn't exist`);
        }
        const creator = msps.deserialize(signatureHeader.getCreator_asU8());
        msps.validate(creator);
        msps.verify(creator, envelope.getPayload_asU8(), envelope.getSignature_asU8());
        return creator;
    });
}

function checkAction(
    data: Uint8Array,
    header: common.Header,
): Pick<EndorserTransaction, 'responsePayload' | 'response' | 'endorsements'> {
    const actions = peer.Transaction.deserializeBinary(data).getActionsList();
    const [action] = actions;
    if (action === undefined || actions.length !== 1) {
        throw new Error(`only one action per transaction is supported, tx contains ${actions.length}`);
    }
    const signatureHeader = common.SignatureHeader.deserializeBinary(action.getHeader_asU8());
    if (signatureHeader.getNonce_asU8().length === 0 || signatureHeader.getCreator_asU8().length === 0) {
        throw new Error('invalid signature header of the action');
    }
    const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
    const endorsed = payload.getAction();
    if (endorsed === undefined) {
        throw new Error('no payload in ChaincodeActionPayload');
    }
    const responsePayload = endorsed.getProposalResponsePayload_asU8();
    const response = peer.ProposalResponsePayload.deserializeBinary(responsePayload);
    const expected = sha256(
        Buffer.concat([
            header.getChannelHeader_asU8(),
            action.getHeader_asU8(),
            payload.getChaincodeProposalPayload_asU8(),
        ]),
    );
    if (!sameBytes(expected, response.getProposalHash_asU8())) {
        throw new Error('proposal hash does not match');
    }
    return { responsePayload, response, endorsements: endorsed.getEndorsementsList() };
}

function parsed<T>(code: number, parse: () => T): T {
    try {
        return parse();
    } catch (error) {
        throw new Invalid(code, error instanceof Error ? error.message : String(error));
    }
}
