import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import { BLOCK, messageResponse, statusResponse } from './response.js';

describe('deliver responses as bytes', () => {
    it('are read as a status by the generated classes', () => {
        const read = peer.DeliverResponse.deserializeBinary(statusResponse(common.Status.SERVICE_UNAVAILABLE));
        expect(read.getStatus()).to.equal(503);
    });

    it('carry a block of any size unchanged', () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 70_000 }), fc.nat(), (bytes, number) => {
                const header = new common.BlockHeader();
                header.setNumber(number);
                header.setDataHash(bytes);
                const block = new common.Block();
                block.setHeader(header);
                const read = peer.DeliverResponse.deserializeBinary(messageResponse(BLOCK, block.serializeBinary()));
                expect(read.getBlock()?.getHeader()?.getNumber()).to.equal(number);
                expect(Buffer.compare(read.getBlock()?.getHeader()?.getDataHash_asU8() ?? bytes, bytes)).to.equal(0);
            }),
            { numRuns: 50 },
        );
    });
});
