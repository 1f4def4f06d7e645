import { expect } from 'chai';
import { utf8 } from '../crypto.js';
import { signer, verifyEs256 } from '../testing/crypto.js';
import { METER, reading, SLOT, standing, testBook, testPoint } from '../testing/district.js';
import { judgeBatch, MOST_READINGS, parseBatch } from './batch.js';

const book = testBook([standing(testPoint('a', 'anna')), standing(testPoint('b', 'ben'))]);
const sent = (point: string, used: number, by = METER) => ({ ocmf: by.signReading(reading(point, [0, used])), point });
const judge = (readings: readonly { ocmf: string; point: string }[]) =>
    judgeBatch(readings, { slot: SLOT, book, verify: verifyEs256 });

describe('a batch of readings', () => {
    it('takes each point’s first good reading, and says of every other one why not', () => {
        const [a, b] = [sent('a', 100), sent('b', 7)];
        const forged = sent('b', 8, signer());
        expect(judge([a, forged, sent('a', 101), b, sent('c', 1), a])).to.deep.equal({
            accepted: [a, b],
            refused: [
                { i: 1, point: 'b', code: 'READING_SIGNATURE_INVALID' },
                { i: 2, point: 'a', code: 'READING_DUPLICATE' },
                { i: 4, point: 'c', code: 'READING_POINT_UNKNOWN' },
                { i: 5, point: 'a', code: 'READING_DUPLICATE' },
            ],
        });
    });

    it('is read strictly, with as many readings as were announced', () => {
        const text = (value: unknown) => utf8(JSON.stringify(value));
        const whole = { readings: [sent('a', 1)], salt: 's' };
        expect(parseBatch(text(whole), 1)).to.deep.equal(whole);
        expect(() => parseBatch(text(whole), 2)).to.throw(/^BATCH_INVALID: /);
        for (const bad of [
            { ...whole, more: 1 },
            { readings: [{ point: 'a' }], salt: 's' },
            { readings: [{ ...whole.readings[0], point: 'a b' }], salt: 's' },
            { readings: Array.from({ length: MOST_READINGS + 1 }, () => whole.readings[0]), salt: 's' },
        ]) {
            expect(() => parseBatch(text(bad), 1)).to.throw(/^REQUEST_INVALID: /);
        }
    });
});
