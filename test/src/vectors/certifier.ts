import {
    addProof,
    type DocumentKey,
    didDocument,
    type Instant,
    methodsOf,
    type SignEs256,
    type SignedCertificate,
    type SignedStatusList,
    type StatusPurpose,
    signToken,
    statusListCredential,
    type UnsignedCertificate,
} from '@linguang/chaincode/domain';
import { gzip } from '@linguang/chaincode/testing';
import type { DocumentSigner } from '@linguang/gateway/testing/documents';
import { sha256, type TestKey, testKey } from './keys.js';
import { type Name, testCertificate } from './x509.js';

export const DID = 'did:web:certifier.example';
/** When the documents were signed, and when verifiers look at them. */
export const SIGNED: Instant = '2026-03-05T08:00:00Z';
export const NOW: Instant = '2026-03-06T10:00:00Z';
/** Of a status list: now lies between them. */
export const CURRENT = { validFrom: '2026-03-06T09:50:00Z', validUntil: '2026-03-06T10:50:00Z' } as const;

const AUTHORITY: Name = { commonName: 'Certifier CA (test, not to be trusted)', organisation: 'certifier' };
const DOCUMENTS: Name = { commonName: 'Certifier (test)', organisation: 'certifier', unit: 'documents' };

/** A certifier of vectors: an authority, keys that it certified, and what they sign. */
export class Certifier {
    /** DER. */
    readonly authority: Uint8Array;
    readonly #authorityKey: TestKey;

    /** @param name - of its keys; names of certificates are the same for all, so that only keys tell certifiers apart */
    constructor(readonly name: string) {
        this.#authorityKey = testKey(`${name} authority`);
        const issuer = { name: AUTHORITY, key: this.#authorityKey };
        this.authority = testCertificate({ subject: AUTHORITY, key: this.#authorityKey, use: 'authority' }, issuer);
    }

    /** A key of documents, certified unless said otherwise. */
    key(name: string, use: 'documents' | 'node' = 'documents', times: { from?: string; until?: string } = {}): Signer {
        const key = testKey(`${this.name} ${name}`);
        const issuer = { name: AUTHORITY, key: this.#authorityKey };
        const certificate = testCertificate({ subject: DOCUMENTS, key, use, ...times }, issuer);
        return new Signer(key, [certificate, this.authority]);
    }
}

/** A key of documents with its chain, and all it signs. */
export class Signer {
    constructor(
        readonly key: TestKey,
        readonly chain: readonly Uint8Array[],
    ) {}

    get sign(): SignEs256 {
        return this.key.sign;
    }

    /** As the key document has it. */
    entry(times: Partial<Pick<DocumentKey, 'created' | 'expires' | 'revoked'>> = {}): DocumentKey {
        const x5c = this.chain.map((one) => Buffer.from(one).toString('base64'));
        const { kid, jwk } = this.key;
        return { kid, jwk, created: '2026-01-01T00:00:00Z', expires: null, revoked: null, x5c, ...times };
    }

    /** Names of its verification methods. */
    get methods(): { readonly proof: string; readonly token: string } {
        return methodsOf(DID, this.key.kid);
    }

    credential(core: UnsignedCertificate, created: Instant = SIGNED): SignedCertificate {
        const options = { created, verificationMethod: this.methods.proof };
        return addProof(core, options, { hash: sha256, sign: this.sign });
    }

    token(core: object): string {
        return signToken(core, 'vc+jwt', this.methods.token, this.sign);
    }

    statusList(purpose: StatusPurpose, set: readonly number[], times: StatusTimes = CURRENT): SignedStatusList {
        const unsigned = statusListCredential({ did: DID, purpose, list: 0, set }, { ...times, ttl: 300_000 }, gzip);
        const options = { created: times.validFrom, verificationMethod: this.methods.proof };
        return addProof(unsigned, options, { hash: sha256, sign: this.sign });
    }

    get forPdf(): DocumentSigner {
        return { chain: this.chain, sign: this.sign };
    }
}

export type StatusTimes = Readonly<{ validFrom: Instant; validUntil: Instant }>;

export function keyDocument(...keys: readonly DocumentKey[]): object {
    return didDocument(DID, keys);
}
