import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { parsePublicJwk, utf8 } from '../domain/index.js';
import { hash, hmac, verifyEs256 } from './crypto.js';

describe('the cryptography of contracts', () => {
    it('hashes and authenticates as Node’s own objects do, for keys of any length and one after the other', () => {
        const bytes = fc.uint8Array({ maxLength: 200 });
        fc.assert(
            fc.property(bytes, bytes, (key, message) => {
                expect([...hash(message)]).to.deep.equal([...createHash('sha256').update(message).digest()]);
                const expected = [...createHmac('sha256', key).update(message).digest()];
                expect([...hmac(key, message)]).to.deep.equal(expected);
                expect([...hmac(key, message)], 'with the key already known').to.deep.equal(expected);
            }),
        );
    });

    it('authenticates with the key as it stands, also after its bytes were written over', () => {
        const key = utf8('one');
        hmac(key, utf8('message'));
        key.set(utf8('two'));
        expect([...hmac(key, utf8('message'))]).to.deep.equal([
            ...createHmac('sha256', 'two').update('message').digest(),
        ]);
    });

    it('takes the signature of the key over exactly these bytes, and answers false for everything else', () => {
        const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const jwk = parsePublicJwk(publicKey.export({ format: 'jwk' }));
        const stranger = parsePublicJwk(
            generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
        );
        const message = utf8('10 kWh');
        const signature = new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
        expect(verifyEs256(jwk, message, signature)).to.equal(true);
        expect(verifyEs256(stranger, message, signature)).to.equal(false);
        expect(verifyEs256(jwk, utf8('11 kWh'), signature)).to.equal(false);
        const notSignatures = [new Uint8Array(), new Uint8Array(64), signature.subarray(1), signature.toReversed()];
        for (const other of [...notSignatures, new Uint8Array(64).fill(0xff), new Uint8Array(65)]) {
            expect(verifyEs256(jwk, message, other)).to.equal(false);
        }
        expect(verifyEs256({ ...jwk, y: jwk.x }, message, signature), 'no point of the curve').to.equal(false);
    });
});
