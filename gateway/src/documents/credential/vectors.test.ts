import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {
    addProof,
    base58btcBytes,
    hashData,
    hex,
    jcs,
    multikey,
    multikeyJwk,
    parsePublicJwk,
    verifyProof,
} from '@linguang/chaincode/domain';
import {
    SAMPLE_DID,
    SAMPLE_JWK,
    sampleCertificate,
    sampleKey,
    sampleSign,
    verifyEs256,
} from '@linguang/chaincode/testing';
import { expect } from 'chai';
import { sha256 } from '../../crypto/sha256.js';
import { deterministicSigner, newDocumentKey } from './signer.js';

const crypto = { hash: sha256, verify: verifyEs256 };
const method = `${SAMPLE_DID}#${sampleKey.kid}`;
const multikeyDocument = (publicKeyMultibase: string) => ({
    '@context': 'https://w3id.org/security/multikey/v1',
    id: method,
    type: 'Multikey',
    controller: SAMPLE_DID,
    publicKeyMultibase,
});
const loader = (publicKeyMultibase: string) => async () => ({ document: multikeyDocument(publicKeyMultibase) });

describe('RFC 8785, the vectors of its author', () => {
    // cyberphone/json-canonicalization, as the package `canonicalize` (Apache-2.0) carries them beside its own tests.
    const require = createRequire(createRequire(import.meta.url).resolve('@digitalbazaar/ecdsa-jcs-2019-cryptosuite'));
    const folder = join(dirname(require.resolve('canonicalize')), '..', 'test', 'testdata');

    for (const name of ['arrays', 'french', 'structures', 'values', 'weird']) {
        it(`writes ${name}.json as it stands there`, () => {
            const input: unknown = JSON.parse(readFileSync(join(folder, 'input', `${name}.json`), 'utf8'));
            expect(jcs(input)).to.equal(readFileSync(join(folder, 'output', `${name}.json`), 'utf8').trimEnd());
        });
    }

    it('leaves texts as they are, not normalised (unicode.json)', () => {
        expect(jcs({ 'Unnormalized Unicode': 'A\u030a' })).to.equal('{"Unnormalized Unicode":"A\u030a"}');
    });
});

describe('the cryptosuite of Digital Bazaar', () => {
    const { signed, core } = sampleCertificate();

    it('verifies the certificates we sign', async () => {
        const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
        const { proof, ...document } = structuredClone(signed);
        const documentLoader = loader(multikey(sampleKey.jwk));
        const answer = await suite.verifyProof({ proof: { ...proof }, document, documentLoader });
        expect(answer.verified, answer.error?.message).to.equal(true);
        const changed = { ...document, validUntil: '2046-03-04T19:00:00Z' };
        expect((await suite.verifyProof({ proof: { ...proof }, document: changed, documentLoader })).verified).to.equal(
            false,
        );
    });

    it('signs certificates that we verify', async () => {
        const key = await EcdsaMultikey.generate({ curve: 'P-256', id: method, controller: SAMPLE_DID });
        const { publicKeyMultibase } = await key.export({ publicKey: true });
        const suite = new DataIntegrityProof({
            signer: key.signer(),
            date: '2026-03-05T08:00:00Z',
            cryptosuite: createSignCryptosuite(),
        });
        const purpose = {
            update: async (proof: Record<string, unknown>) => ({ ...proof, proofPurpose: 'assertionMethod' }),
        };
        const documentLoader = loader(publicKeyMultibase);
        const proof = await suite.createProof({ document: structuredClone(core), purpose, documentLoader });
        verifyProof({ ...core, proof }, multikeyJwk(publicKeyMultibase), crypto);
        expect(() => verifyProof({ ...core, proof }, sampleKey.jwk, crypto)).to.throw('CREDENTIAL_SIGNATURE');
    });

    it('names keys as we do', async () => {
        const { kty, crv, x, y } = SAMPLE_JWK;
        const jwk = { kty, crv, x, y };
        const key = await EcdsaMultikey.fromJwk({ jwk, id: method, controller: SAMPLE_DID });
        expect((await key.export({ publicKey: true })).publicKeyMultibase).to.equal(multikey(parsePublicJwk(jwk)));
    });

    it('lets contexts be added after the signature, which we refuse', async () => {
        const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
        const { proof, ...document } = structuredClone(signed);
        const injected = { ...document, '@context': [...document['@context'], 'https://evil.example/v1'] };
        expect(() => verifyProof({ ...injected, proof }, sampleKey.jwk, crypto)).to.throw('CREDENTIAL_CONTEXT');
        const documentLoader = loader(multikey(sampleKey.jwk));
        const answer = await suite.verifyProof({ proof: { ...proof }, document: injected, documentLoader });
        expect(answer.verified).to.equal(true);
    });
});

describe('the signer of documents', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${privateKeyOfSample()}\n-----END PRIVATE KEY-----\n`;

    it('gives the signature of the W3C vector of the Recommendation, bit by bit', () => {
        const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2'];
        const key = 'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP';
        const data = hashData(
            {
                '@context': contexts,
                id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
                type: ['VerifiableCredential', 'AlumniCredential'],
                name: 'Alumni Credential',
                description: 'A minimum viable example of an Alumni Credential.',
                issuer: 'https://vc.example/issuers/5678',
                validFrom: '2023-01-01T00:00:00Z',
                credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' },
            },
            {
                '@context': contexts,
                type: 'DataIntegrityProof',
                cryptosuite: 'ecdsa-jcs-2019',
                created: '2023-02-24T23:36:38Z',
                verificationMethod: `did:key:${key}#${key}`,
                proofPurpose: 'assertionMethod',
            },
            sha256,
        );
        expect(hex(deterministicSigner(pem)(data))).to.equal(
            'f15c3b599eb9b3cad05df9d8e8b39a70a86375833b53743c764ac0a88c4457d60707fd7d073e03d906130631d87803f80a9824dc9939632ba92d418181be9d16',
        );
    });

    it('signs the same message the same way every time, in a form OpenSSL verifies', () => {
        const { jwk, pem: own } = newDocumentKey();
        const sign = deterministicSigner(own);
        for (let count = 0; count < 20; count++) {
            const message = new TextEncoder().encode(`message ${count}`);
            const signature = sign(message);
            expect(hex(sign(message))).to.equal(hex(signature));
            expect(signature.length).to.equal(64);
            expect(verifyEs256(jwk, message, signature)).to.equal(true);
        }
    });

    it('makes the proof of a certificate reproducible', () => {
        const { core, signed } = sampleCertificate();
        const { created, verificationMethod } = signed.proof;
        const again = () =>
            addProof(core, { created, verificationMethod }, { hash: sha256, sign: deterministicSigner(pem) });
        expect(again()).to.deep.equal(again());
        verifyProof({ ...again() }, sampleKey.jwk, crypto);
        expect(base58btcBytes(again().proof.proofValue).length).to.equal(64);
        expect(sampleSign(new Uint8Array(1)).length).to.equal(64);
    });

    /** PKCS #8 of the key of RFC 6979 A.2.5: a fixed frame around the 32 bytes (RFC 5915 without the public key). */
    function privateKeyOfSample(): string {
        const frame = '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420';
        return Buffer.concat([Buffer.from(frame, 'hex'), Buffer.from(SAMPLE_JWK.d, 'base64url')]).toString('base64');
    }
});
