import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { slot } from '../domain/index.js';
import { acceptedOf, batchDocument, batchJson, packBatch } from './batchdocument.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const readings = ['p1', 'p2', 'p3'].map((point) => ({ ocmf: `OCMF|{}|${point}`, point }));
const json = JSON.stringify({ readings, salt: '00' });
const record = { v: 1, batch: 'b', slot: slot(1), count: 3, accepted: 2, refused: [1], digest: '' } as const;

describe('batches of readings as documents', () => {
    it('are stored as they were sent, packed or plain, and read back without what was refused', () => {
        for (const sent of [json, packBatch(json)]) {
            const document = batchDocument(bytes(sent));
            expect(Buffer.from(batchJson(document)).toString()).to.equal(json);
            expect(acceptedOf(document, record)).to.deep.equal([readings[0], readings[2]]);
            expect(acceptedOf(document, { ...record, refused: [] })).to.deep.equal(readings);
        }
    });

    it('refuse what is no packed batch, and what unpacks to more than a batch can be', () => {
        const bomb = deflateSync(Buffer.alloc(50 * 2 ** 20)).toString('base64url');
        expect(bomb.length).to.be.lessThan(100_000);
        const noise = Buffer.alloc(99, 'no deflated stream').toString('base64url');
        const twice = Buffer.from(json).toString('base64url');
        for (const sent of ['%%%', noise, twice, `${packBatch(json)}=`, bomb]) {
            expect(() => batchJson(batchDocument(bytes(sent))), sent.slice(0, 20)).to.throw(/^BATCH_INVALID: /);
        }
    });
});
