import { expect } from 'chai';
import fc from 'fast-check';
import { base64url, base64urlBytes, concat, hex, hexBytes, sameBytes, utf8, utf8Text } from './crypto.js';

const bytes = fc.uint8Array({ maxLength: 70 });

describe('encodings', () => {
    it('agrees with Node on base64url, hexadecimal and UTF-8', () => {
        fc.assert(
            fc.property(bytes, fc.string({ unit: 'grapheme' }), (data, text) => {
                expect(base64url(data)).to.equal(Buffer.from(data).toString('base64url'));
                expect(hex(data)).to.equal(Buffer.from(data).toString('hex'));
                expect([...base64urlBytes(base64url(data))]).to.deep.equal([...data]);
                expect([...hexBytes(hex(data).toUpperCase())]).to.deep.equal([...data]);
                expect(utf8Text(utf8(text))).to.equal(text);
            }),
        );
    });

    it('takes exactly one base64url text per value: no padding, no other alphabet, no stray bits', () => {
        for (const text of ['AA==', 'A', 'AB', 'AAB', 'A+A', 'A/A', 'A A']) {
            expect(() => base64urlBytes(text), text).to.throw(/^ENCODING_INVALID: /);
        }
    });

    it('refuses broken hexadecimal and UTF-8', () => {
        expect(() => hexBytes('abc')).to.throw(/^ENCODING_INVALID: /);
        expect(() => hexBytes('zz')).to.throw(/^ENCODING_INVALID: /);
        expect(() => utf8Text(new Uint8Array([0xff]))).to.throw(/^ENCODING_INVALID: /);
    });

    it('joins and compares bytes', () => {
        expect(sameBytes(concat(utf8('a'), utf8('bc')), utf8('abc'))).to.equal(true);
        expect(sameBytes(utf8('abc'), utf8('abd'))).to.equal(false);
        expect(sameBytes(utf8('abc'), utf8('ab'))).to.equal(false);
    });
});
