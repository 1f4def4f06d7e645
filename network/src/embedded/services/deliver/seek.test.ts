import { common, orderer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import wellKnown from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { parseSeek, Refusal, rangeOf } from './seek.js';

const oldest = (): orderer.SeekPosition => {
    const position = new orderer.SeekPosition();
    position.setOldest(new orderer.SeekOldest());
    return position;
};
const newest = (): orderer.SeekPosition => {
    const position = new orderer.SeekPosition();
    position.setNewest(new orderer.SeekNewest());
    return position;
};
const nextCommit = (): orderer.SeekPosition => {
    const position = new orderer.SeekPosition();
    position.setNextCommit(new orderer.SeekNextCommit());
    return position;
};
const specified = (number: number): orderer.SeekPosition => {
    const position = new orderer.SeekPosition();
    const block = new orderer.SeekSpecified();
    block.setNumber(number);
    position.setSpecified(block);
    return position;
};

function seek(start?: orderer.SeekPosition, stop?: orderer.SeekPosition): orderer.SeekInfo {
    const info = new orderer.SeekInfo();
    info.setStart(start);
    info.setStop(stop);
    return info;
}

function refusal(action: () => unknown): number | undefined {
    try {
        action();
    } catch (error) {
        return error instanceof Refusal ? error.status : undefined;
    }
    return undefined;
}

describe('the range of a seek request', () => {
    it('follows the positions of a real peer', () => {
        const at = (start: orderer.SeekPosition, stop: orderer.SeekPosition) => rangeOf(seek(start, stop), 10);
        expect(at(oldest(), newest())).to.deep.equal({ start: 0, stop: 9 });
        expect(at(oldest(), oldest())).to.deep.equal({ start: 0, stop: 0 });
        expect(at(newest(), newest())).to.deep.equal({ start: 9, stop: 9 });
        expect(at(specified(3), specified(5))).to.deep.equal({ start: 3, stop: 5 });
        expect(at(nextCommit(), specified(12))).to.deep.equal({ start: 10, stop: 12 });
        expect(at(specified(10), specified(1000))).to.deep.equal({ start: 10, stop: 1000 });
    });

    it('is refused where it is empty, unbounded on one side, or begins beyond the next block', () => {
        expect(refusal(() => rangeOf(seek(specified(5), specified(4)), 10))).to.equal(common.Status.BAD_REQUEST);
        expect(refusal(() => rangeOf(seek(specified(5)), 10))).to.equal(common.Status.BAD_REQUEST);
        expect(refusal(() => rangeOf(seek(undefined, newest()), 10))).to.equal(common.Status.BAD_REQUEST);
        expect(refusal(() => rangeOf(seek(specified(11), specified(20)), 10))).to.equal(common.Status.NOT_FOUND);
        expect(refusal(() => rangeOf(seek(new orderer.SeekPosition(), newest()), 10))).to.equal(
            common.Status.NOT_FOUND,
        );
    });
});

describe('a seek envelope', () => {
    const now = new Date('2026-03-01T12:00:00Z');

    function envelope(time: Date | undefined): common.Envelope {
        const channelHeader = new common.ChannelHeader();
        channelHeader.setChannelId('mychannel');
        if (time !== undefined) {
            channelHeader.setTimestamp(wellKnown.Timestamp.fromDate(time));
        }
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        const payload = new common.Payload();
        payload.setHeader(header);
        payload.setData(seek(oldest(), newest()).serializeBinary());
        const message = new common.Envelope();
        message.setPayload(payload.serializeBinary());
        return message;
    }

    it('is accepted up to 15 minutes from the clock', () => {
        const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
        expect(parseSeek(envelope(minutes(14.9)), now).channel).to.equal('mychannel');
        expect(parseSeek(envelope(minutes(-14.9)), now).channel).to.equal('mychannel');
        for (const time of [minutes(15.1), minutes(-15.1), undefined]) {
            expect(refusal(() => parseSeek(envelope(time), now))).to.equal(common.Status.BAD_REQUEST);
        }
    });

    it('is refused when it has no header or is no envelope', () => {
        expect(refusal(() => parseSeek(new common.Envelope(), now))).to.equal(common.Status.BAD_REQUEST);
        const garbage = new common.Envelope();
        garbage.setPayload(Buffer.from('ffffffff', 'hex'));
        expect(refusal(() => parseSeek(garbage, now))).to.equal(common.Status.BAD_REQUEST);
    });
});
