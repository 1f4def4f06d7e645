import { base64url, hex, utf8Text } from '../crypto.js';
import { type PublicJwk, parsePublicJwk } from '../jwk.js';
import { derToP1363 } from '../meters/der.js';
import { problem } from '../problems.js';
import { parseDate } from '../slot.js';
import {
    BIT_STRING,
    childrenOf,
    contentOf,
    type Der,
    INTEGER,
    isObjectId,
    notDer,
    OBJECT_ID,
    OCTET_STRING,
    readDer,
    SEQUENCE,
    SET,
    smallInteger,
    wholeBits,
} from './der.js';

/** What we use of an X.509 certificate (RFC 5280) with a P-256 key, signed with ECDSA and SHA-256. */
export type X509 = Readonly<{
    /** The whole certificate, DER. */
    bytes: Uint8Array;
    /** What its issuer signed. */
    signed: Uint8Array;
    /** r ‖ s */
    signature: Uint8Array;
    /** Content of the INTEGER. */
    serial: Uint8Array;
    issuer: Der;
    subject: Der;
    commonName: string;
    organisation: string;
    /** ms since 1970, both inclusive. */
    notBefore: number;
    notAfter: number;
    key: PublicJwk;
    /** The authority's path length limit; null where it is no authority, Infinity where there is no limit. */
    authority: number | null;
    /** undefined where the certificate does not restrict its key. */
    usage: Readonly<{ digitalSignature: boolean; nonRepudiation: boolean; certSign: boolean }> | undefined;
}>;

export const ECDSA_SHA256 = '2a8648ce3d040302';
const EC_KEY = '2a8648ce3d0201';
const P256 = '2a8648ce3d030107';
const COMMON_NAME = '550403';
const ORGANISATION = '55040a';
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
/** Critical extensions that restrict nothing we use the certificate for. */
const EXTENDED_KEY_USAGE = '551d25';

/** Reads a certificate. @throws ENCODING_INVALID where it is none, or one we cannot judge (other keys, unknown critical extensions). */
export function readX509(bytes: Uint8Array): X509 {
    try {
        return read(bytes);
    } catch {
        throw problem('ENCODING_INVALID', { form: 'an X.509 certificate of P-256 with known extensions' });
    }
}

function read(bytes: Uint8Array): X509 {
    const [body, algorithm, signature, more] = childrenOf(readDer(bytes));
    const parts = childrenOf(body);
    const [version, serial, inner, issuer, validity, subject, key] = parts;
    if (
        body === undefined ||
        issuer === undefined ||
        subject === undefined ||
        more !== undefined ||
        version?.tag !== 0xa0 ||
        smallInteger(readDer(version.content)) !== 2 ||
        !isEcdsaSha256(algorithm) ||
        !isEcdsaSha256(inner)
    ) {
        throw notDer();
    }
    const [notBefore, notAfter] = childrenOf(validity);
    return {
        bytes,
        signed: body.bytes,
        signature: derToP1363(wholeBits(signature)),
        serial: contentOf(serial, INTEGER),
        issuer,
        subject,
        commonName: nameIn(subject, COMMON_NAME),
        organisation: nameIn(subject, ORGANISATION),
        notBefore: timeOf(notBefore),
        notAfter: timeOf(notAfter),
        key: keyOf(key),
        ...extensionsOf(parts.slice(7)),
    };
}

/** Whether an AlgorithmIdentifier is ecdsa-with-SHA256, without parameters. */
export function isEcdsaSha256(algorithm: Der | undefined): boolean {
    const [id, more] = childrenOf(algorithm);
    return isObjectId(id, ECDSA_SHA256) && more === undefined;
}

function keyOf(info: Der | undefined): PublicJwk {
    const [algorithm, bits] = childrenOf(info);
    const [id, curve] = childrenOf(algorithm);
    const point = wholeBits(bits);
    if (!isObjectId(id, EC_KEY) || !isObjectId(curve, P256) || point.length !== 65 || point[0] !== 4) {
        throw problem('KEY_INVALID', { reason: 'only P-256 with an uncompressed point is read' });
    }
    return parsePublicJwk({
        kty: 'EC',
        crv: 'P-256',
        x: base64url(point.subarray(1, 33)),
        y: base64url(point.subarray(33)),
    });
}

function nameIn(name: Der, attribute: string): string {
    for (const set of childrenOf(name)) {
        for (const pair of childrenOf(set, SET)) {
            const [type, value] = childrenOf(pair);
            // UTF8String, PrintableString and IA5String; the last two are subsets of UTF-8.
            if (isObjectId(type, attribute) && value !== undefined && [0x0c, 0x13, 0x16].includes(value.tag)) {
                return utf8Text(value.content);
            }
        }
    }
    return '';
}

/** UTCTime or GeneralizedTime as RFC 5280, 4.1.2.5 wants them → ms since 1970. */
function timeOf(time: Der | undefined): number {
    const text = utf8Text(time?.content ?? new Uint8Array());
    const short = time?.tag === 0x17 && /^\d{12}Z$/.test(text);
    const long = time?.tag === 0x18 && /^\d{14}Z$/.test(text);
    if (!short && !long) {
        throw notDer();
    }
    return timestamp(short ? (text < '5' ? '20' : '19') + text : text);
}

/** `YYYYMMDDHHmmssZ` → ms since 1970. @throws DAY_INVALID */
export function timestamp(text: string): number {
    const day = parseDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`);
    const [hours, minutes, seconds] = [text.slice(8, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
    return (((day * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

function extensionsOf(parts: readonly Der[]): Pick<X509, 'authority' | 'usage'> {
    const holder = parts.find(({ tag }) => tag === 0xa3);
    let authority: number | null = null;
    let usage: X509['usage'];
    for (const extension of holder === undefined ? [] : childrenOf(readDer(holder.content, SEQUENCE))) {
        const [id, second, third] = childrenOf(extension);
        const critical = second?.tag === 0x01 && second.content[0] === 0xff;
        const name = hex(contentOf(id, OBJECT_ID));
        const value = readDer(contentOf(third ?? second, OCTET_STRING));
        if (name === BASIC_CONSTRAINTS) {
            authority = pathLimit(value);
        } else if (name === KEY_USAGE) {
            const bits = contentOf(value, BIT_STRING)[1] ?? 0;
            usage = {
                digitalSignature: (bits & 0x80) !== 0,
                nonRepudiation: (bits & 0x40) !== 0,
                certSign: (bits & 0x04) !== 0,
            };
        } else if (critical && name !== EXTENDED_KEY_USAGE) {
            throw notDer();
        }
    }
    return { authority, usage };
}

function pathLimit(constraints: Der): number | null {
    const [authority, limit] = childrenOf(constraints);
    if (authority?.tag !== 0x01 || authority.content[0] !== 0xff) {
        return null;
    }
    return limit === undefined ? Number.POSITIVE_INFINITY : smallInteger(limit);
}
