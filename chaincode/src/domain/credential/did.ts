import { base64urlBytes, type Hash } from '../crypto.js';
import { type PublicJwk, thumbprint } from '../jwk.js';
import { problem } from '../problems.js';
import type { Instant } from './credential.js';
import { multikey, multikeyJwk } from './multibase.js';
import { constant, list, object, string } from './schemabuilder.js';
import { checkSchema } from './schemacheck.js';

/** A key with which the certifier signs documents. It is no key of a peer, a client or a node. */
export type DocumentKey = {
    /** RFC 7638 thumbprint; the fragment of its verification method. */
    readonly kid: string;
    readonly jwk: PublicJwk;
    readonly created: Instant;
    /** When another key took its place: what it signed before stays valid. null: in use. */
    readonly expires: Instant | null;
    /** From when on it is not believed any more: somebody else may have it. null: never. */
    readonly revoked: Instant | null;
    /** X.509 certificate of the key and those above it, base64 of DER, leaf first; empty where none was issued. */
    readonly x5c: readonly string[];
};

export type DidDocument = Readonly<Record<string, unknown>> & { readonly id: string };

const DID = /^did:web:((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?:%3A(\d{1,5}))?$/;

/**
 * Where a `did:web` lives: https, and plain http for this machine only. Contexts, schema, status lists and the key document of an
 * issuer lie there and nowhere else. Identifiers with a path are not used.
 * @throws DID_INVALID
 */
export function originOf(did: string): string {
    const [, host, port] = DID.exec(did) ?? [];
    if (host === undefined) {
        throw problem('DID_INVALID', { reason: 'did:web with a host name, and a port if need be, is expected' });
    }
    return `${host === 'localhost' ? 'http' : 'https'}://${host}${port === undefined ? '' : `:${port}`}`;
}

/** `https://certifier.example:8443` → `did:web:certifier.example%3A8443`. @throws DID_INVALID */
export function didOf(origin: string): string {
    const [, host, port] = /^https?:\/\/([^/:]+)(?::(\d+))?\/?$/.exec(origin) ?? [];
    const did = `did:web:${host ?? ''}${port === undefined ? '' : `%3A${port}`}`;
    if (originOf(did) !== origin.replace(/\/$/, '')) {
        throw problem('DID_INVALID', { reason: `${origin.slice(0, 100)} is no https origin` });
    }
    return did;
}

/** Names of a key's two verification methods: as Multikey for Data Integrity, as JWK for tokens. */
export function methodsOf(did: string, kid: string): { readonly proof: string; readonly token: string } {
    return { proof: `${did}#${kid}`, token: `${did}#${kid}-jwk` };
}

/** The issuer's key document (W3C Controlled Identifiers 1.0): every key it ever signed with, oldest first. */
export function didDocument(did: string, keys: readonly DocumentKey[]): DidDocument {
    const methods = keys.flatMap(({ kid, jwk, created, expires, revoked, x5c }) => {
        const { proof, token } = methodsOf(did, kid);
        const times = {
            created,
            ...(expires === null ? {} : { expires }),
            ...(revoked === null ? {} : { revoked }),
        };
        const chain = x5c.length === 0 ? {} : { x5c };
        return [
            { id: proof, type: 'Multikey', controller: did, publicKeyMultibase: multikey(jwk), ...times },
            {
                id: token,
                type: 'JsonWebKey',
                controller: did,
                publicKeyJwk: { ...jwk, kid, alg: 'ES256', ...chain },
                ...times,
            },
        ];
    });
    return {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://www.w3.org/ns/cid/v1'],
        id: did,
        verificationMethod: methods,
        assertionMethod: methods.map(({ id }) => id),
    };
}

const instant = string('\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z', 20);
const shape = object({
    '@context': list(string('https://www\\.w3\\.org/ns/(?:did|cid)/v1'), 2, 2),
    id: string('did:web:.+'),
    verificationMethod: list(constant(true), 1, 400),
    assertionMethod: list(string('did:web:.+', 400), 1, 400),
});

/**
 * Reads the keys of a key document; both forms of each key must be there and agree.
 * @throws DID_INVALID, CREDENTIAL_SCHEMA, KEY_INVALID
 */
export function parseDidDocument(value: unknown, did: string, hash: Hash): readonly DocumentKey[] {
    const fields = asObject(value);
    const methods = Array.isArray(fields['verificationMethod']) ? fields['verificationMethod'].map(asObject) : [];
    checkSchema({ ...fields, verificationMethod: methods.map(() => true) }, shape, 'did');
    if (fields['id'] !== did) {
        throw problem('DID_INVALID', { reason: `it is that of ${String(fields['id']).slice(0, 100)}` });
    }
    const asserted = new Set(Array.isArray(fields['assertionMethod']) ? fields['assertionMethod'] : []);
    const byId = new Map(methods.map((method) => [method['id'], method]));
    if (byId.size !== methods.length || methods.some(({ id, controller }) => !asserted.has(id) || controller !== did)) {
        throw problem('DID_INVALID', { reason: 'a key is repeated, has another controller or must not sign' });
    }
    return methods.filter(({ type }) => type === 'Multikey').map((method) => keyOf(method, did, byId, hash));
}

function keyOf(
    method: Readonly<Record<string, unknown>>,
    did: string,
    byId: ReadonlyMap<unknown, Readonly<Record<string, unknown>>>,
    hash: Hash,
): DocumentKey {
    const {
        id,
        type: _type,
        controller: _controller,
        publicKeyMultibase,
        created,
        expires,
        revoked,
        ...others
    } = method;
    const jwk = multikeyJwk(String(publicKeyMultibase));
    const kid = thumbprint(hash, jwk);
    const { proof, token } = methodsOf(did, kid);
    const twin = byId.get(token);
    const { kid: named, alg, x5c = [], ...written } = asObject(twin?.['publicKeyJwk']);
    const agree =
        written['kty'] === 'EC' && written['crv'] === 'P-256' && written['x'] === jwk.x && written['y'] === jwk.y;
    if (id !== proof || named !== kid || alg !== 'ES256' || !agree || Object.keys(others).length > 0) {
        throw problem('DID_INVALID', { reason: 'a key and its name do not fit, or its two forms differ' });
    }
    for (const time of [created, ...[expires, revoked].filter((one) => one !== undefined)]) {
        checkSchema(time, instant, 'did.key');
    }
    if (twin?.['created'] !== created || twin?.['expires'] !== expires || twin?.['revoked'] !== revoked) {
        throw problem('DID_INVALID', { reason: 'the two forms of a key have different times' });
    }
    if (!Array.isArray(x5c) || !x5c.every((one) => typeof one === 'string')) {
        throw problem('DID_INVALID', { reason: 'x5c is a list of texts' });
    }
    return {
        kid,
        jwk,
        created: String(created),
        expires: typeof expires === 'string' ? expires : null,
        revoked: typeof revoked === 'string' ? revoked : null,
        x5c,
    };
}

/**
 * The key of a verification method, if it was in force when it signed.
 * `anchorNeeded` says that the key was revoked later: whoever has it can date a signature back, so the digest must be proven to have
 * been on the ledger or in the log before that time. Without such a proof, do not believe it.
 * @param at - what the proof says of its time
 * @throws CREDENTIAL_KEY_UNKNOWN, CREDENTIAL_KEY_TIME
 */
export function documentKeyInForce(
    keys: readonly DocumentKey[],
    { did, method, at }: Readonly<{ did: string; method: string; at: Instant }>,
): { readonly key: DocumentKey; readonly anchorNeeded: boolean } {
    const key = keys.find(({ kid }) => Object.values(methodsOf(did, kid)).includes(method));
    if (key === undefined) {
        throw problem('CREDENTIAL_KEY_UNKNOWN', { key: method.slice(0, 200) });
    }
    const refused = (reason: string) => problem('CREDENTIAL_KEY_TIME', { key: key.kid, at, reason });
    if (at < key.created) {
        throw refused(`it is in force from ${key.created}`);
    }
    if (key.revoked !== null && at >= key.revoked) {
        throw refused(`it is not believed from ${key.revoked}`);
    }
    if (key.expires !== null && at >= key.expires) {
        throw refused(`it was replaced at ${key.expires}`);
    }
    return { key, anchorNeeded: key.revoked !== null };
}

/** DER of the certificates of a key, leaf first. Base64 as in RFC 7517 §4.7, padded. @throws ENCODING_INVALID */
export function chainOf({ x5c }: Pick<DocumentKey, 'x5c'>): readonly Uint8Array[] {
    return x5c.map((text) => base64urlBytes(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
