/** The parts of Digital Bazaar's untyped libraries that tests use as an independent implementation. */
declare module '@digitalbazaar/ecdsa-jcs-2019-cryptosuite' {
    export function createSignCryptosuite(): object;
    export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/data-integrity' {
    type Proof = Record<string, unknown>;
    type Loader = (url: string) => Promise<{ readonly document: object }>;
    export class DataIntegrityProof {
        constructor(options: { signer?: object; date?: string; cryptosuite: object });
        createProof(options: {
            document: object;
            purpose: { update(proof: Proof): Promise<Proof> };
            documentLoader: Loader;
        }): Promise<Proof>;
        verifyProof(options: {
            proof: Proof;
            document: object;
            documentLoader: Loader;
        }): Promise<{ readonly verified: boolean; readonly error?: Error }>;
    }
}

declare module '@digitalbazaar/ecdsa-multikey' {
    export type KeyPair = {
        signer(): object;
        export(options: { publicKey: true }): Promise<{ publicKeyMultibase: string }>;
    };
    export function generate(options: { curve: 'P-256'; id: string; controller: string }): Promise<KeyPair>;
    export function fromJwk(options: {
        jwk: object;
        secretKey?: boolean;
        id: string;
        controller: string;
    }): Promise<KeyPair>;
}
