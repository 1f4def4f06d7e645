import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex, hexBytes } from '../crypto.js';
import { p1363ToDer } from '../meters/der.js';
import { codeOf } from '../problems.js';
import { SAMPLE_JWK, sampleSign } from '../testing/credential.js';
import { hash, signer, verifyEs256 } from '../testing/crypto.js';
import { base58btc, base58btcBytes, multikey, multikeyJwk } from './multibase.js';
import { addProof, hashData, verifyProof } from './proof.js';

const crypto = { hash, verify: verifyEs256 };

/**
 * Figures of the W3C's test vectors for ecdsa-jcs-2019 on P-256 (Data Integrity ECDSA Cryptosuites 1.0, appendix; repository
 * w3c/vc-di-ecdsa, folder TestVectors/ecdsa-jcs-2019-p256): the key, the values of the credential, and what must come out. The key is
 * that of RFC 6979 A.2.5. The suite's repository is under the W3C Software and Document License; only figures are taken from it.
 */
const KEY = 'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP';
const CREDENTIAL_HASH = '59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19';
const CONTEXTS = ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2'];
const credential = {
    '@context': CONTEXTS,
    id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
    type: ['VerifiableCredential', 'AlumniCredential'],
    name: 'Alumni Credential',
    description: 'A minimum viable example of an Alumni Credential.',
    issuer: 'https://vc.example/issuers/5678',
    validFrom: '2023-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' },
};
const options = (verificationMethod: string) => ({
    type: 'DataIntegrityProof',
    cryptosuite: 'ecdsa-jcs-2019',
    created: '2023-02-24T23:36:38Z',
    verificationMethod,
    proofPurpose: 'assertionMethod',
});
const did = `did:key:${KEY}#${KEY}`;
const vectors = [
    {
        name: 'of the Recommendation, where the proof repeats the contexts',
        configuration: { '@context': CONTEXTS, ...options(did) },
        proofHash: 'fe5799489119c7fe3c528715e72bd39d2ec6b4ab345978df32e9a9312648ec25',
        signature:
            'f15c3b599eb9b3cad05df9d8e8b39a70a86375833b53743c764ac0a88c4457d60707fd7d073e03d906130631d87803f80a9824dc9939632ba92d418181be9d16',
    },
    {
        name: 'of the drafts, without contexts in the proof',
        configuration: options(did),
        proofHash: '9c4b552d65fcb106b6b27ec2436d8ae81b319afc7aeaab7964b2938cd120cec3',
        signature: hex(
            base58btcBytes('zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz'),
        ),
    },
    {
        name: 'of the drafts, with a key by https',
        configuration: options(`https://vc.example/issuers/5678#${KEY}`),
        proofHash: undefined,
        signature:
            '05e27fa5aa9cc1bb37c18794e35c35d588d30b839e4f7f59c81bfbd81047c9c66d1d31063135b38860e66265586582f6521550aa4f22fa9558666532439a38cd',
    },
] as const;

function code(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        return (error instanceof Error ? codeOf(error.message) : undefined) ?? String(error);
    }
    return 'accepted';
}

describe('ecdsa-jcs-2019', () => {
    for (const { name, configuration, proofHash, signature } of vectors) {
        const secured = { ...credential, proof: { ...configuration, proofValue: base58btc(hexBytes(signature)) } };

        it(`verifies the W3C vector ${name}, with its hashes`, () => {
            const data = hex(hashData(credential, configuration, hash));
            expect(data.slice(64)).to.equal(CREDENTIAL_HASH);
            expect(data.slice(0, 64)).to.equal(proofHash ?? data.slice(0, 64));
            expect(code(() => verifyProof(secured, multikeyJwk(KEY), crypto))).to.equal('accepted');
        });

        it(`refuses it with one character of any value changed (${name})`, () => {
            const changed = [
                { ...secured, name: 'Alumni credential' },
                { ...secured, issuer: `${secured.issuer}x` },
                { ...secured, credentialSubject: { ...secured.credentialSubject, more: null } },
                { ...secured, proof: { ...secured.proof, created: '2023-02-24T23:36:39Z' } },
                { ...secured, proof: { ...secured.proof, nonce: 'x' } },
            ];
            for (const one of changed) {
                expect(code(() => verifyProof(one, multikeyJwk(KEY), crypto))).to.equal('CREDENTIAL_SIGNATURE');
            }
        });
    }

    it('takes no context in the document that the proof was not made under, nor the other way round', () => {
        const [recommended] = vectors;
        const proof = { ...recommended.configuration, proofValue: base58btc(hexBytes(recommended.signature)) };
        const injected = [
            { ...credential, '@context': [...CONTEXTS, 'https://evil.example/v1'], proof },
            { ...credential, proof: { ...proof, '@context': CONTEXTS.slice(0, 1) } },
            { ...credential, proof: { ...proof, '@context': [...CONTEXTS, { name: 'https://evil.example/name' }] } },
        ];
        for (const one of injected) {
            expect(code(() => verifyProof(one, multikeyJwk(KEY), crypto))).to.equal('CREDENTIAL_CONTEXT');
        }
    });

    it('takes a signature as r and s only: none in DER, none cut or lengthened, none in another alphabet', () => {
        const [recommended] = vectors;
        const raw = hexBytes(recommended.signature);
        const values = [
            base58btc(p1363ToDer(raw)),
            base58btc(raw.subarray(0, 63)),
            base58btc(concat(raw, new Uint8Array(1))),
            `u${Buffer.from(raw).toString('base64url')}`,
            base58btc(raw).slice(1),
            `${base58btc(raw)}0`,
            '',
            7,
        ];
        for (const proofValue of values) {
            const one = { ...credential, proof: { ...recommended.configuration, proofValue } };
            expect(
                code(() => verifyProof(one, multikeyJwk(KEY), crypto)),
                String(proofValue),
            ).to.equal('CREDENTIAL_PROOF');
        }
    });

    it('takes one proof of this suite and for assertions, nothing else', () => {
        const [{ configuration, signature }] = vectors;
        const proof = { ...configuration, proofValue: base58btc(hexBytes(signature)) };
        for (const one of [
            undefined,
            null,
            [proof],
            [proof, proof],
            { ...proof, type: 'Ed25519Signature2020' },
            { ...proof, cryptosuite: 'eddsa-jcs-2022' },
            { ...proof, cryptosuite: 'ecdsa-rdfc-2019' },
            { ...proof, proofPurpose: 'authentication' },
        ]) {
            expect(code(() => verifyProof({ ...credential, proof: one }, multikeyJwk(KEY), crypto))).to.equal(
                'CREDENTIAL_PROOF',
            );
        }
    });

    it('verifies what it signs, and not with another key', () => {
        const secured = addProof(
            credential,
            { created: '2026-03-05T08:00:00Z', verificationMethod: did },
            { hash, sign: sampleSign },
        );
        expect(code(() => verifyProof(secured, multikeyJwk(KEY), crypto))).to.equal('accepted');
        expect(code(() => verifyProof(secured, signer().jwk, crypto))).to.equal('CREDENTIAL_SIGNATURE');
    });
});

describe('multibase', () => {
    it('writes the base 58 examples of draft-msporny-base58-03', () => {
        const text = (value: string) => new TextEncoder().encode(value);
        expect(base58btc(text('Hello World!'))).to.equal('z2NEpo7TZRRrLZSi2U');
        expect(base58btc(text('The quick brown fox jumps over the lazy dog.'))).to.equal(
            'zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
        );
        expect(base58btc(hexBytes('0000287fb4cd'))).to.equal('z11233QC4');
    });

    it('reads back any bytes, leading zeros too', () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
                expect(hex(base58btcBytes(base58btc(bytes)))).to.equal(hex(bytes));
            }),
        );
    });

    it('names the key of RFC 6979 as the W3C does, and reads any key back from its name', () => {
        const { kty, crv, x, y } = SAMPLE_JWK;
        expect(multikey({ kty, crv, x, y })).to.equal(KEY);
        for (let count = 0; count < 20; count++) {
            const { jwk } = signer();
            expect(multikeyJwk(multikey(jwk))).to.deep.equal(jwk);
        }
    });

    it('refuses keys of other curves, uncompressed ones, and points off the curve', () => {
        const bytes = base58btcBytes(KEY);
        const off = Uint8Array.from(bytes, (byte, index) => (index === 34 ? byte ^ 1 : byte));
        const others = [
            'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
            'z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ',
            base58btc(Uint8Array.from(bytes, (byte, index) => (index === 2 ? 4 : byte))),
        ];
        for (const one of others) {
            expect(
                code(() => multikeyJwk(one)),
                one,
            ).to.equal('KEY_INVALID');
        }
        // Half of all abscissas have no point: walk until one has none.
        const found = Array.from({ length: 64 }, (_, step) => {
            const copy = Uint8Array.from(off);
            copy[20] = (copy[20] ?? 0) ^ step;
            return code(() => multikeyJwk(base58btc(copy)));
        });
        expect(found).to.include('KEY_INVALID');
        expect(new Set(found).size).to.be.lessThanOrEqual(2);
    });
});
