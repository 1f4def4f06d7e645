import { ledger, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { MessageWriter, varint } from './messagewriter.js';

const { KVRead, KVRWSet, Version } = ledger.rwset.kvrwset;

describe('a message written field by field', () => {
    it('has the bytes that the generated classes write', () => {
        for (const [block, tx] of [
            [0, 0],
            [1, 0],
            [0, 127],
            [128, 16384],
            [2 ** 31, 2 ** 32],
            [Number.MAX_SAFE_INTEGER, 1],
        ] as const) {
            const version = new Version();
            version.setBlockNum(block);
            version.setTxNum(tx);
            const read = new KVRead();
            read.setKey('ключ 鍵 😀');
            read.setVersion(version);
            const set = new KVRWSet();
            set.setReadsList([read, new KVRead()]);
            const written = new MessageWriter().number(1, block).number(2, tx).done();
            const item = new MessageWriter().bytes(1, 'ключ 鍵 😀').message(2, written).done();
            const whole = new MessageWriter().message(1, item).message(1, '').done();
            expect(whole).to.deep.equal(Buffer.from(set.serializeBinary()));
        }
    });

    it('leaves out empty and zero fields, but not empty messages', () => {
        expect(new MessageWriter().bytes(1, '').bytes(2, new Uint8Array()).number(3, 0).done()).to.have.length(0);
        expect([...new MessageWriter().message(1, new Uint8Array()).done()]).to.deep.equal([10, 0]);
    });

    it('takes contents whose length needs several bytes', () => {
        for (const length of [127, 128, 16_383, 16_384, 3_000_000]) {
            const response = new peer.Response();
            response.setPayload(Buffer.alloc(length, 7));
            const written = new MessageWriter().bytes(3, Buffer.alloc(length, 7)).done();
            expect(written.equals(response.serializeBinary()), String(length)).to.equal(true);
        }
    });

    it('writes numbers as protobuf does', () => {
        // The examples of the encoding guide: 1 and 150.
        expect([...varint(1)]).to.deep.equal([1]);
        expect([...varint(150)]).to.deep.equal([0x96, 0x01]);
    });
});
