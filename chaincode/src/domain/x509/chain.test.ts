import { expect } from 'chai';
import { utf8 } from '../crypto.js';
import type { X509 } from './certificate.js';
import { judgeChain } from './chain.js';
import type { Der } from './der.js';

const NOW = 1_000_000;
const key = { kty: 'EC', crv: 'P-256' } as const;

function name(text: string): Der {
    const bytes = utf8(text);
    return { tag: 0x30, content: bytes, bytes };
}

/** A certificate by its names; its signature says whose key made it. */
function certificate(subject: string, issuer: string, more: Partial<X509> = {}): X509 {
    return {
        bytes: utf8(`${subject} by ${issuer}`),
        signed: utf8(subject),
        signature: utf8(issuer),
        serial: Uint8Array.of(1),
        issuer: name(issuer),
        subject: name(subject),
        commonName: subject,
        organisation: '',
        notBefore: 0,
        notAfter: 2 * NOW,
        key: { ...key, x: subject, y: '' },
        authority: null,
        usage: { digitalSignature: true, nonRepudiation: true, certSign: false },
        ...more,
    };
}

const signs = { digitalSignature: false, nonRepudiation: false, certSign: true };
const authority = (subject: string, issuer: string, limit = Number.POSITIVE_INFINITY, more: Partial<X509> = {}) =>
    certificate(subject, issuer, { authority: limit, usage: signs, ...more });
const verify = (by: Readonly<{ x: string }>, _message: Uint8Array, signature: Uint8Array): boolean =>
    new TextDecoder().decode(signature) === by.x;

const root = authority('root', 'root');
const leaf = certificate('leaf', 'root');
const judge = (one: X509, others: readonly X509[] = [], trusted: readonly X509[] = [root], at = NOW) =>
    judgeChain(one, others, trusted, at, verify);

describe('the chain of a certificate that signs documents', () => {
    it('is trusted below a trusted authority, directly or through others in any order', () => {
        expect(judge(leaf)).to.equal('trusted');
        const [upper, lower] = [authority('upper', 'root'), authority('lower', 'upper')];
        const far = certificate('far', 'lower');
        expect(judge(far, [upper, lower])).to.equal('trusted');
        expect(judge(far, [lower, upper])).to.equal('trusted');
        expect(judge(far, [lower])).to.equal('untrusted');
    });

    it('is not trusted without a trusted authority, or with one that only has the name', () => {
        expect(judge(leaf, [root], [])).to.equal('untrusted');
        const namesake = authority('root', 'root', undefined, {
            bytes: utf8('other'),
            key: { ...key, x: 'else', y: '' },
        });
        expect(judge(leaf, [], [namesake])).to.equal('untrusted');
    });

    it('does not pass through a certificate that is no authority or may not sign certificates', () => {
        const below = certificate('below', 'middle');
        expect(judge(below, [certificate('middle', 'root')])).to.equal('untrusted');
        const usage = { digitalSignature: true, nonRepudiation: true, certSign: false };
        expect(judge(below, [authority('middle', 'root', undefined, { usage })])).to.equal('untrusted');
        expect(judge(below, [authority('middle', 'root')])).to.equal('trusted');
    });

    it('keeps to the path lengths that authorities set', () => {
        const deep = certificate('deep', 'lower');
        const path = (limit: number) => [authority('upper', 'root', limit), authority('lower', 'upper', 0)];
        expect(judge(deep, path(0))).to.equal('untrusted');
        expect(judge(deep, path(1))).to.equal('trusted');
    });

    it('takes only a key that is for documents', () => {
        for (const usage of [undefined, { digitalSignature: true, nonRepudiation: false, certSign: false }]) {
            expect(judge({ ...leaf, usage })).to.equal('untrusted');
        }
    });

    it('is expired where any certificate in it is, or not yet valid', () => {
        expect(judge(leaf, [], [root], 3 * NOW)).to.equal('expired');
        expect(judge(leaf, [], [root], -1)).to.equal('expired');
        expect(judge({ ...leaf, notAfter: NOW - 1 })).to.equal('expired');
        expect(judge(leaf, [], [{ ...root, notAfter: NOW - 1 }])).to.equal('expired');
        expect(judge({ ...leaf, notAfter: NOW })).to.equal('trusted');
    });

    it('ends where authorities certify each other in a circle', () => {
        const circle = [authority('a', 'b'), authority('b', 'a')];
        expect(judge(certificate('x', 'a'), circle)).to.equal('untrusted');
    });
});
