import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { derToP1363, p1363ToDer } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { nativeSigner, withLowS } from './signer.js';

const n256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('the signer', () => {
    it('makes signatures that OpenSSL verifies and whose s is in the lower half', async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const signer = nativeSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
        for (let i = 0; i < 200; i++) {
            const message = Buffer.from(`message ${i}`);
            const signature = await signer(message);
            expect(verify('sha256', message, publicKey, signature)).to.equal(true);
            expect(sOf(signature) <= n256 / 2n).to.equal(true);
        }
    });

    it('signs with P-384 and Ed25519 keys too', async () => {
        const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
        const ed = generateKeyPairSync('ed25519').privateKey;
        const message = Buffer.from('message');
        for (const [key, algorithm] of [
            [ec, 'sha256'],
            [ed, null],
        ] as const) {
            const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
            const signature = await nativeSigner(pem)(message);
            expect(verify(algorithm, message, createPublicKey(key), signature)).to.equal(true);
        }
    });

    it('refuses other curves', () => {
        const key = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
        expect(() => nativeSigner(key.export({ type: 'pkcs8', format: 'pem' }).toString())).to.throw(RangeError);
    });

    it('keeps r and the lower of s and its complement, in minimal DER, for any pair', () => {
        fc.assert(
            fc.property(fc.bigInt(1n, n256 - 1n), fc.bigInt(1n, n256 - 1n), (r, s) => {
                const pair = Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex');
                const lower = s > n256 / 2n ? n256 - s : s;
                const expected = r.toString(16).padStart(64, '0') + lower.toString(16).padStart(64, '0');
                const der = withLowS(p1363ToDer(pair), n256);
                expect(Buffer.from(derToP1363(der)).toString('hex')).to.equal(expected);
            }),
        );
    });
});

function sOf(der: Uint8Array): bigint {
    const rLength = der[3] ?? 0;
    return BigInt(`0x${Buffer.from(der.subarray(6 + rLength)).toString('hex')}`);
}
