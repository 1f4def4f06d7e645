import { base64url, base64urlBytes, utf8, utf8Text, type VerifyEs256 } from '../crypto.js';
import type { PublicJwk } from '../jwk.js';
import { problem } from '../problems.js';
import { jcsBytes } from './jcs.js';
import type { Document, SignEs256 } from './proof.js';
import { parseStrictJson } from './strictjson.js';

/** Largest token we read, characters. */
const LARGEST = 4_000_000;

/** Media types of our tokens: a credential, a commitment to a disclosure tree. */
export type TokenType = 'vc+jwt' | 'linguang-disclosure+jwt';

/** A token taken apart, not verified yet. */
export type Token = Readonly<{
    /** Verification method that signed. */
    kid: string;
    payload: Document;
    signingInput: Uint8Array;
    signature: Uint8Array;
}>;

/**
 * A document as compact JWS with ES256: the second envelope of a credential (W3C Securing Verifiable Credentials using JOSE and
 * COSE, §3.1), the only one of a commitment. The payload is canonical JSON, so the same document gives the same signing input.
 */
export function signToken(document: object, typ: TokenType, kid: string, sign: SignEs256): string {
    const header = { alg: 'ES256', ...(typ === 'vc+jwt' ? { cty: 'vc' } : {}), kid, typ };
    const input = `${base64url(jcsBytes(header))}.${base64url(jcsBytes(document))}`;
    return `${input}.${base64url(sign(utf8(input)))}`;
}

/** @throws CREDENTIAL_JWT for other algorithms, types, header members or encodings, a proof inside, or a signature in DER */
export function parseToken(compact: string, typ: TokenType): Token {
    const [header, payload, signature, ...more] = compact.length > LARGEST ? [] : compact.split('.');
    if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
        throw refused('three parts separated by dots are expected');
    }
    const { alg, kid, typ: written, cty, ...others } = objectOf(header, 'header');
    if (alg !== 'ES256' || written !== typ || cty !== (typ === 'vc+jwt' ? 'vc' : undefined)) {
        throw refused(`ES256 and ${typ} are expected`);
    }
    if (typeof kid !== 'string' || Object.keys(others).length > 0) {
        throw refused('the header has a member that is not known, or no kid');
    }
    const document = objectOf(payload, 'payload');
    if (Object.hasOwn(document, 'proof')) {
        throw refused('there is a proof inside');
    }
    const bytes = decode(signature);
    if (bytes.length !== 64) {
        throw refused('an ES256 signature has 64 bytes');
    }
    return { kid, payload: document, signingInput: utf8(`${header}.${payload}`), signature: bytes };
}

/** @throws CREDENTIAL_SIGNATURE */
export function verifyToken({ signingInput, signature }: Token, key: PublicJwk, verify: VerifyEs256): void {
    if (!verify(key, signingInput, signature)) {
        throw problem('CREDENTIAL_SIGNATURE', {});
    }
}

function objectOf(part: string, where: string): Document {
    let text: string;
    try {
        text = utf8Text(decode(part));
    } catch {
        throw refused(`the ${where} is not base64url of UTF-8`);
    }
    const value = parseStrictJson(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw refused(`the ${where} is not an object`);
    }
    return { ...value };
}

function decode(part: string): Uint8Array {
    try {
        return base64urlBytes(part);
    } catch {
        throw refused('a part is not base64url');
    }
}

function refused(reason: string) {
    return problem('CREDENTIAL_JWT', { reason });
}
