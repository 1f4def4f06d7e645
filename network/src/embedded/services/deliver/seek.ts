import { common, orderer } from '@hyperledger/fabric-protos';
import type { SignedData } from '../../ledger.js';

/** Requests may be this far from the server's clock, in milliseconds (`peer.authentication.timewindow`). */
const TIME_WINDOW_MS = 15 * 60 * 1000;

/** A request for blocks, unpacked. */
export interface SeekRequest {
    readonly channel: string;
    readonly signed: SignedData;
    readonly seek: orderer.SeekInfo;
}

/** A request that is answered with a status instead of blocks. */
export class Refusal extends Error {
    constructor(
        /** common.Status */
        readonly status: number,
        reason: string,
    ) {
        super(reason);
        this.name = 'Refusal';
    }
}

/** Unpacks the envelope of a deliver request. @throws Refusal BAD_REQUEST when malformed, unsigned in time, or stale */
export function parseSeek(envelope: common.Envelope, now: Date): SeekRequest {
    try {
        return unpack(envelope, now);
    } catch (error) {
        throw error instanceof Refusal ? error : bad(error instanceof Error ? error.message : String(error));
    }
}

function unpack(envelope: common.Envelope, now: Date): SeekRequest {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader();
    if (header === undefined) {
        throw bad('envelope has no header');
    }
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    const timestamp = channelHeader.getTimestamp();
    if (timestamp === undefined) {
        throw bad('channel header in envelope must contain timestamp');
    }
    if (Math.abs(timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1e6 - now.getTime()) > TIME_WINDOW_MS) {
        throw bad(`envelope timestamp is more than 15m0s apart from current server time ${now.toISOString()}`);
    }
    return {
        channel: channelHeader.getChannelId(),
        signed: {
            data: envelope.getPayload_asU8(),
            identity: signatureHeader.getCreator_asU8(),
            signature: envelope.getSignature_asU8(),
        },
        seek: orderer.SeekInfo.deserializeBinary(payload.getData_asU8()),
    };
}

/** Numbers of the first and last block asked for. */
export interface BlockRange {
    readonly start: number;
    readonly stop: number;
}

/**
 * Turns positions into numbers.
 * @param height - number of blocks now
 * @throws Refusal BAD_REQUEST or NOT_FOUND
 */
export function rangeOf(seek: orderer.SeekInfo, height: number): BlockRange {
    const start = seek.getStart();
    const stop = seek.getStop();
    if (start === undefined || stop === undefined) {
        throw bad('missing start or stop');
    }
    const first = startNumber(start, height);
    const Type = orderer.SeekPosition.TypeCase;
    switch (stop.getTypeCase()) {
        case Type.OLDEST:
            return { start: first, stop: first };
        case Type.NEWEST:
            return { start: first, stop: start.getTypeCase() === Type.NEWEST ? first : height - 1 };
        case Type.SPECIFIED: {
            const last = stop.getSpecified()?.getNumber() ?? 0;
            if (last < first) {
                throw bad(`start number ${first} greater than stop number ${last}`);
            }
            return { start: first, stop: last };
        }
        default:
            return { start: first, stop: 0 };
    }
}

function startNumber(position: orderer.SeekPosition, height: number): number {
    const Type = orderer.SeekPosition.TypeCase;
    switch (position.getTypeCase()) {
        case Type.OLDEST:
            return 0;
        case Type.NEWEST:
            return height - 1;
        case Type.NEXT_COMMIT:
            return height;
        case Type.SPECIFIED: {
            const number = position.getSpecified()?.getNumber() ?? 0;
            if (number <= height) {
                return number;
            }
            throw new Refusal(common.Status.NOT_FOUND, `block ${number} is beyond the chain`);
        }
        default:
            throw new Refusal(common.Status.NOT_FOUND, 'start position without type');
    }
}

function bad(reason: string): Refusal {
    return new Refusal(common.Status.BAD_REQUEST, reason);
}
