import { randomBytes } from 'node:crypto';
import { common, orderer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Caller } from './caller.js';
import { withType } from './proposal.js';

/** A place in a chain of blocks. */
export type Place = number | 'oldest' | 'newest' | 'next';

/** A request for blocks, which any part of may be wrong. */
export type Seek = Readonly<{
    from?: Place;
    to?: Place;
    channel?: string;
    time?: Date | undefined;
    failIfNotReady?: boolean;
    headersOnly?: boolean;
    type?: number;
    signature?: Uint8Array;
}>;

/** The signed envelope that opens a stream of blocks. */
export function seekEnvelope(caller: Caller, channel: string, seek: Seek): Uint8Array {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
    channelHeader.setChannelId(seek.channel ?? channel);
    const time = 'time' in seek ? seek.time : new Date();
    channelHeader.setTimestamp(time === undefined ? undefined : timestamps.Timestamp.fromDate(time));
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(caller.serialized);
    signatureHeader.setNonce(randomBytes(24));
    const header = new common.Header();
    header.setChannelHeader(withType(channelHeader, seek.type));
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const info = new orderer.SeekInfo();
    info.setStart(seek.from === undefined ? undefined : position(seek.from));
    info.setStop(seek.to === undefined ? undefined : position(seek.to));
    if (seek.failIfNotReady === true) {
        info.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
    }
    if (seek.headersOnly === true) {
        info.setContentType(orderer.SeekInfo.SeekContentType.HEADER_WITH_SIG);
    }
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(info.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(seek.signature ?? caller.sign(envelope.getPayload_asU8()));
    return envelope.serializeBinary();
}

export function position(place: Place): orderer.SeekPosition {
    const result = new orderer.SeekPosition();
    if (place === 'oldest') {
        result.setOldest(new orderer.SeekOldest());
    } else if (place === 'newest') {
        result.setNewest(new orderer.SeekNewest());
    } else if (place === 'next') {
        result.setNextCommit(new orderer.SeekNextCommit());
    } else {
        const specified = new orderer.SeekSpecified();
        specified.setNumber(place);
        result.setSpecified(specified);
    }
    return result;
}
