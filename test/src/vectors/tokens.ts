import { base64url, base64urlBytes, concat, jcs, utf8 } from '@linguang/chaincode/domain';
import { keyDocument } from './certifier.js';
import { bytesOf, number, ORDER } from './keys.js';
import { beside, certifier, core, signed, signer, stranger, vector } from './material.js';
import type { Made } from './vector.js';

const token = signer.token(core);
const [header = '', payload = '', signature = ''] = token.split('.');
const raw = base64urlBytes(signature);
const plain = { alg: 'ES256', cty: 'vc', kid: signer.methods.token, typ: 'vc+jwt' };

/** Certificates as `vc+jwt`. */
export function tokenVectors(): readonly Made[] {
    const made = (id: string, shows: string, content: string, outcome: string, fails: Made['fails'] = []) =>
        vector(`jwt-${id}`, shows, content, { outcome, fails, extension: 'jwt' });
    const refused = (id: string, shows: string, content: string, reason = 'CREDENTIAL_JWT') =>
        made(id, shows, content, 'tampered', [['document.form', reason]]);
    const headed = (id: string, shows: string, other: object) => refused(id, shows, sealed(other));
    const forged = (id: string, shows: string, content: string) =>
        made(id, shows, content, 'tampered', [['credential.signature', 'CREDENTIAL_SIGNATURE']]);
    const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
    return [
        made('true', 'A certificate as token; a line break at the end is none of it.', `${token}\n`, 'valid'),
        made(
            'high-s',
            'The other signature of the same nonce.',
            signedBy(concat(r, bytesOf(ORDER - number(s)))),
            'valid',
        ),
        vector('jwt-key-rotated', 'A token has no time, so a key that was replaced is taken.', token, {
            outcome: 'status-unknown',
            extension: 'jwt',
            status: [],
            trust: [
                beside.put(
                    'trust/did-rotated.json',
                    keyDocument(
                        signer.entry({ expires: '2026-03-05T09:00:00Z' }),
                        certifier.key('documents 2').entry({ created: '2026-03-05T09:00:00Z' }),
                    ),
                ),
            ],
        }),
        headed('none', 'The algorithm “none”.', { ...plain, alg: 'none' }),
        headed('own-key', 'It brings a key of its own.', { ...plain, jwk: stranger.key('documents 1').key.jwk }),
        headed('other-type', 'A token of another type.', { ...plain, typ: 'JWT' }),
        refused('proof-inside', 'A certificate that has a proof already.', sealed(plain, signed)),
        refused(
            'member-twice',
            'A member stands twice in the payload.',
            joined(plain, jcs(core).replace('"validUntil"', '"validUntil":"2099-01-01T00:00:00Z","validUntil"')),
            'CREDENTIAL_NOT_JSON',
        ),
        refused('signature-last-bits', 'Bits that stand for no byte: the same signature in another text.', lastBits()),
        forged('signature-zero', 'r and s are zero.', signedBy(new Uint8Array(64))),
        forged(
            'payload-pretty',
            'The same payload written otherwise: what is signed are bytes.',
            `${header}.${base64url(utf8(JSON.stringify(core, null, 1)))}.${signature}`,
        ),
        made(
            'kid-for-proofs',
            'The name that the key has in proofs.',
            sealed({ ...plain, kid: signer.methods.proof }),
            'untrusted',
            [['credential.key', 'CREDENTIAL_KEY_UNKNOWN']],
        ),
        made(
            'stranger',
            'Signed by a key that is not the issuer’s.',
            stranger.key('documents 1').token(core),
            'untrusted',
            [['credential.key', 'CREDENTIAL_KEY_UNKNOWN']],
        ),
        made('two-parts', 'The signature is missing.', `${header}.${payload}`, 'unreadable', [
            ['document.form', 'DOCUMENT_NOT_KNOWN'],
        ]),
    ];
}

function signedBy(value: Uint8Array): string {
    return `${header}.${payload}.${base64url(value)}`;
}

/** A token with another header, signed well by the issuer's key. */
function sealed(other: object, document: object = core): string {
    return joined(other, jcs(document));
}

function joined(other: object, text: string): string {
    const input = `${base64url(utf8(jcs(other)))}.${base64url(utf8(text))}`;
    return `${input}.${base64url(signer.sign(utf8(input)))}`;
}

function lastBits(): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes are 512 bits in 86 letters of 6: the last letter has four bits too many, which are zero.
    const last = alphabet.indexOf(token.slice(-1));
    return token.slice(0, -1) + alphabet.charAt(last + 1);
}
