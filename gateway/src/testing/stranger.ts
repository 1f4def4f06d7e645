import { gunzipSync } from 'node:zlib';
import {
    type DocumentKey,
    hex,
    integrity,
    originOf,
    parseDidDocument,
    parseStrictJson,
    type Verified,
    verifyCertificate,
    verifyCertificateToken,
    verifyPresentation,
    verifyStatusList,
} from '@linguang/chaincode/domain';
import { verifyEs256 } from '@linguang/chaincode/testing';
import { sha256 } from '../crypto/sha256.js';
import { wallInstant } from '../documents/credential/wallinstant.js';

const cryptography = { hash: sha256, verify: verifyEs256 };
const gunzip = (bytes: Uint8Array, limit: number) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: limit }));

/** Somebody who has a certificate and the certifier's public addresses, and no account anywhere. */
export class Stranger {
    readonly #base: string;

    /** @param port - of the certifier's gateway: in tests it listens elsewhere than its did:web says */
    constructor(port: number) {
        this.#base = `http://127.0.0.1:${port}`;
    }

    /** Text of a path, or its status where it is not given out. */
    async fetch(path: string): Promise<string | number> {
        const response = await fetch(this.#base + path);
        const text = await response.text();
        return response.ok ? text : response.status;
    }

    /** A certificate in either envelope, verified with the keys that are published now. */
    async verify(document: string): Promise<Verified> {
        const token = document.startsWith('ey');
        const value: unknown = token ? undefined : parseStrictJson(document);
        const keys = await this.keys();
        return token
            ? verifyCertificateToken(document, keys, cryptography)
            : verifyCertificate(value, keys, cryptography);
    }

    async keys(): Promise<readonly DocumentKey[]> {
        const document = parseStrictJson(await this.#text('/.well-known/did.json'));
        const did = typeof document === 'object' && document !== null && 'id' in document ? String(document.id) : '';
        return parseDidDocument(document, did, sha256);
    }

    /** Bits of the certificate in both status lists. */
    async status({ core }: Verified): Promise<{ readonly revoked: boolean; readonly suspended: boolean }> {
        const did = core.issuer.id;
        const keys = await this.keys();
        const bits = new Map<string, boolean>();
        for (const { statusPurpose, statusListCredential, statusListIndex } of core.credentialStatus) {
            const list = parseStrictJson(await this.#text(statusListCredential.slice(originOf(did).length)));
            const read = verifyStatusList(list, { did, keys, at: wallInstant() }, { ...cryptography, gunzip });
            bits.set(statusPurpose, read.isSet(Number(statusListIndex)));
        }
        return { revoked: bits.get('revocation') === true, suspended: bits.get('suspension') === true };
    }

    /** Paths of the files below the issuer's origin whose bytes do not have the digest in the certificate. */
    async wrongFiles({ core }: Verified): Promise<readonly string[]> {
        const origin = originOf(core.issuer.id);
        const files = [...core.relatedResource, core.credentialSchema].filter(({ id }) => id.startsWith(origin));
        const wrong: string[] = [];
        for (const { id, digestSRI } of files) {
            const path = id.slice(origin.length);
            const bytes = new TextEncoder().encode(await this.#text(path));
            if (integrity(hex(sha256(bytes))) !== digestSRI) {
                wrong.push(path);
            }
        }
        return files.length === 3 ? wrong : ['fewer than three files'];
    }

    /** What a holder shows, as its leaves. */
    async read(presentation: string, did: string): Promise<ReturnType<typeof verifyPresentation>> {
        const shown = parseStrictJson(presentation);
        return verifyPresentation(shown, { did, keys: await this.keys(), at: wallInstant() }, cryptography);
    }

    async #text(path: string): Promise<string> {
        const found = await this.fetch(path);
        if (typeof found === 'number') {
            throw new Error(`${path}: ${found}`);
        }
        return found;
    }
}
