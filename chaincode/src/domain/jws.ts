import { base64urlBytes, utf8, utf8Text, type VerifyEs256 } from './crypto.js';
import { Fields, parseJson, type Refuse } from './fields.js';
import type { PublicJwk } from './jwk.js';
import { problem } from './problems.js';

export const INTENT_TYPE = 'linguang-intent+jws';

/** A compact JWS (RFC 7515) with ES256 and exactly the header members alg, kid and typ. */
export type Jws = {
    readonly kid: string;
    readonly typ: string;
    /** The payload as it was signed; parse it, never re-serialise it before verifying. */
    readonly payload: string;
    readonly signingInput: Uint8Array;
    /** r ‖ s, 64 bytes */
    readonly signature: Uint8Array;
};

const refuse: Refuse = (where, reason) => problem('JWS_INVALID', { reason: `${where}: ${reason}` });

/**
 * Takes a compact JWS apart. It is not verified yet.
 * @throws JWS_INVALID for any other algorithm, unknown header members or bad encoding
 */
export function parseJws(compact: string, limit = 8192): Jws {
    const [header, payload, signature, ...more] = compact.length > limit ? [] : compact.split('.');
    if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
        throw refuse('jws', `three parts separated by dots, at most ${limit} characters, are expected`);
    }
    const fields = new Fields(parseJson(decodeText(header, 'header'), 'header', refuse), 'header', refuse);
    fields.oneOf('alg', ['ES256']);
    const [kid, typ] = [fields.text('kid', 64), fields.text('typ', 64)];
    fields.end();
    const bytes = decode(signature, 'signature');
    if (bytes.length !== 64) {
        throw refuse('signature', 'an ES256 signature has 64 bytes');
    }
    return {
        kid,
        typ,
        payload: decodeText(payload, 'payload'),
        signingInput: utf8(`${header}.${payload}`),
        signature: bytes,
    };
}

export function verifyJws(jws: Jws, key: PublicJwk, verify: VerifyEs256): boolean {
    return verify(key, jws.signingInput, jws.signature);
}

function decode(part: string, where: string): Uint8Array {
    try {
        return base64urlBytes(part);
    } catch {
        throw refuse(where, 'not base64url');
    }
}

function decodeText(part: string, where: string): string {
    try {
        return utf8Text(decode(part, where));
    } catch {
        throw refuse(where, 'not base64url of UTF-8');
    }
}
