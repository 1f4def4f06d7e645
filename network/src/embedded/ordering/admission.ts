import { common } from '@hyperledger/fabric-protos';
import { creatorExpired } from '../endorser/filters.js';
import type { BroadcastResult, Ledger } from '../ledger.js';
import { envelopeSize } from './blockcutter.js';

const { BAD_REQUEST, FORBIDDEN } = common.Status;
/** What Go's protobuf library says of bytes that are no message. */
const NO_MESSAGE = 'proto: cannot parse invalid wire-format data';

/**
 * The checks of a real orderer, in its order (broadcast.go, msgprocessor): header, channel, size, expiry, Writers.
 * @returns undefined when the envelope may be ordered
 */
export function refusal(
    envelope: common.Envelope,
    ledger: Ledger,
    absoluteMaxBytes: number,
): BroadcastResult | undefined {
    const headers = headersOf(envelope);
    if (typeof headers === 'string') {
        return { status: BAD_REQUEST, info: `could not determine channel ID: ${headers}` };
    }
    const { channelHeader, signatureHeader } = headers;
    if (channelHeader.getChannelId() !== ledger.channel) {
        return { status: BAD_REQUEST, info: 'channel does not exist' };
    }
    const { CONFIG, CONFIG_UPDATE, ORDERER_TRANSACTION } = common.HeaderType;
    const type = channelHeader.getType();
    if (type === CONFIG) {
        return { status: BAD_REQUEST, info: 'message is of type that cannot be processed directly' };
    }
    if (type === CONFIG_UPDATE) {
        return { status: BAD_REQUEST, info: 'an embedded network does not take configuration updates' };
    }
    if (type === ORDERER_TRANSACTION) {
        return { status: BAD_REQUEST, info: 'message is of type that is no longer supported' };
    }
    const size = envelopeSize(envelope);
    if (size > absoluteMaxBytes) {
        return {
            status: BAD_REQUEST,
            info: `message payload is ${size} bytes and exceeds maximum allowed ${absoluteMaxBytes} bytes`,
        };
    }
    const creator = signatureHeader.getCreator_asU8();
    if (creatorExpired(ledger.msps, creator, new Date())) {
        return { status: BAD_REQUEST, info: 'broadcast client identity expired' };
    }
    try {
        ledger.policies
            .byPath('/Channel/Writers')
            .evaluateSignedData([
                { data: envelope.getPayload_asU8(), identity: creator, signature: envelope.getSignature_asU8() },
            ]);
        return undefined;
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { status: FORBIDDEN, info: `${reason}: permission denied` };
    }
}

interface Headers {
    readonly channelHeader: common.ChannelHeader;
    readonly signatureHeader: common.SignatureHeader;
}

function headersOf(envelope: common.Envelope): Headers | string {
    try {
        const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
        if (header === undefined) {
            return 'header not set';
        }
        return {
            channelHeader: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
            signatureHeader: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()),
        };
    } catch {
        return `error unmarshalling Payload: ${NO_MESSAGE}`;
    }
}
