import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { readPublicKey } from './publickey.ts';

describe('a public key pasted at the office', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });

    it('is taken with what a browser adds to it', () => {
        expect(readPublicKey(JSON.stringify({ ...jwk, ext: true, key_ops: ['verify'] }))).to.deep.equal({
            kind: 'public',
            jwk: { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y },
        });
    });

    it('is turned away with its private part, and so is what is no key', () => {
        expect(readPublicKey(JSON.stringify(privateKey.export({ format: 'jwk' }))).kind).to.equal('private');
        for (const text of ['', 'hello', 'null', '[]', '{}', JSON.stringify({ ...jwk, x: jwk.y })]) {
            expect(readPublicKey(text).kind, text).to.equal('none');
        }
    });
});
