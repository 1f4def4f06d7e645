import { expect } from 'chai';
import { base64url, utf8 } from './crypto.js';
import { parsePublicJwk, thumbprint } from './jwk.js';
import { parseJws } from './jws.js';
import { hash, signer, verifyEs256 } from './testing/crypto.js';

// RFC 7515 A.3.
const RFC7515_KEY = {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const RFC7515_INPUT =
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
const RFC7515_SIGNATURE = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';

describe('keys and signed instructions', () => {
    it('verifies the ES256 example of RFC 7515 A.3', () => {
        const key = parsePublicJwk(RFC7515_KEY);
        const signature = new Uint8Array(Buffer.from(RFC7515_SIGNATURE, 'base64url'));
        expect(verifyEs256(key, utf8(RFC7515_INPUT), signature)).to.equal(true);
        expect(verifyEs256(key, utf8(`${RFC7515_INPUT}x`), signature)).to.equal(false);
    });

    it('names keys by RFC 7638, over exactly the required members in order', () => {
        const key = parsePublicJwk(RFC7515_KEY);
        // printf '{"crv":"P-256","kty":"EC","x":"f83O…","y":"x_FE…"}' | openssl dgst -sha256 -binary | basenc --base64url
        expect(thumbprint(hash, key)).to.equal('oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U');
    });

    it('refuses keys off the curve, of other kinds, with a private part or unknown members', () => {
        const { y: _, ...withoutY } = RFC7515_KEY;
        for (const key of [
            { ...RFC7515_KEY, x: RFC7515_KEY.y },
            { ...RFC7515_KEY, crv: 'P-384' },
            { ...RFC7515_KEY, d: 'AA' },
            { ...RFC7515_KEY, use: 'sig' },
            { ...RFC7515_KEY, y: 'x_FE' },
            { ...RFC7515_KEY, y: '!'.repeat(43) },
            { ...RFC7515_KEY, x: '__________________________________________8' },
            withoutY,
            null,
        ]) {
            expect(() => parsePublicJwk(key)).to.throw(/^KEY_INVALID: /);
        }
    });

    it('takes only a compact JWS with ES256, kid and typ', () => {
        const part = (value: object) => base64url(utf8(JSON.stringify(value)));
        const header = { alg: 'ES256', kid: 'k', typ: 't' };
        const signature = base64url(new Uint8Array(64));
        expect(parseJws(`${part(header)}.${part({})}.${signature}`).kid).to.equal('k');
        for (const text of [
            `${part({ ...header, alg: 'none' })}.${part({})}.${signature}`,
            `${part({ ...header, crit: ['exp'] })}.${part({})}.${signature}`,
            `${part({ alg: 'ES256' })}.${part({})}.${signature}`,
            `${part(header)}.${part({})}.`,
            `${part(header)}.${part({})}.${base64url(new Uint8Array(63))}`,
            `${part(header)}.${part({})}.${signature}.${signature}`,
            `${part(header)}.${part({})}`,
            `e30=.${part({})}.${signature}`,
            `${base64url(utf8('{'))}.${part({})}.${signature}`,
            `${part(header)}.${base64url(new Uint8Array([0xff]))}.${signature}`,
            `${part(header)}.${part({})}.${'A'.repeat(9000)}`,
        ]) {
            expect(() => parseJws(text), text.slice(0, 80)).to.throw(/^JWS_INVALID: /);
        }
    });

    it('tells keys apart', () => {
        expect(signer().kid).to.not.equal(signer().kid);
    });
});
