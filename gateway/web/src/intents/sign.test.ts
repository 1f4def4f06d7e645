import { createPublicKey, verify } from 'node:crypto';
import { parseIntent, parseJws, price, slot } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { signIntent } from './sign.ts';

describe('an intent signed in the browser', () => {
    it('is a compact JWS whose signature OpenSSL verifies and whose payload the contract reads', async () => {
        const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
        const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
        const intent = {
            v: 1,
            kind: 'choice',
            channel: 'linguang',
            participant: 'p-1',
            point: 'home-01',
            from: slot(1_969_300),
            sequence: 7,
            terms: { energy: 'clean', maxPrice: price(6500) },
        } as const;
        const compact = await signIntent(intent, pair.privateKey, 'a'.repeat(43));

        const jws = parseJws(compact);
        const spki = Buffer.from(await crypto.subtle.exportKey('spki', pair.publicKey));
        const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
        const signature = { key, dsaEncoding: 'ieee-p1363' } as const;
        expect(verify('sha256', jws.signingInput, signature, jws.signature)).to.equal(true);
        expect(jws.kid).to.equal('a'.repeat(43));
        expect(parseIntent(JSON.parse(jws.payload))).to.deep.equal(intent);
    });
});
