import { STATUS_LIST_SIZE } from '../certificates/record.js';
import { base64url, base64urlBytes } from '../crypto.js';
import { problem } from '../problems.js';
import {
    CREDENTIAL_TYPE,
    CREDENTIALS_CONTEXT,
    type DataIntegrityProof,
    type Instant,
    STATUS_PURPOSES,
    type StatusPurpose,
} from './credential.js';
import { type DocumentKey, originOf } from './did.js';
import { verifyProof } from './proof.js';
import { shapes, withProof } from './schema.js';
import { constant, integer, list, object, oneOf, string } from './schemabuilder.js';
import { checkSchema } from './schemacheck.js';
import { statusListUrl } from './status.js';
import { type Cryptography, keyOfProof } from './verify.js';

/** GZIP (RFC 1952). Passed in, as Node and browsers have their own. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;
/** The reverse; must stop at `limit` bytes. May throw on bad input. */
export type Gunzip = (bytes: Uint8Array, limit: number) => Uint8Array;

/** A status list as a credential (W3C Bitstring Status List 1.0, §3.2), before it is signed. */
export type StatusListCredential = {
    readonly '@context': readonly string[];
    readonly id: string;
    readonly type: readonly string[];
    readonly issuer: string;
    readonly validFrom: Instant;
    readonly validUntil: Instant;
    readonly credentialSubject: {
        readonly id: string;
        readonly type: 'BitstringStatusList';
        readonly statusPurpose: StatusPurpose;
        /** Multibase base64url of the compressed bits. */
        readonly encodedList: string;
        /** Milliseconds for which a copy may be used. */
        readonly ttl: number;
    };
};
export type SignedStatusList = StatusListCredential & { readonly proof: DataIntegrityProof };

const BYTES = STATUS_LIST_SIZE / 8;

/** The bits of a list; the first entry is the highest bit of the first byte. */
export function statusBits(indexes: Iterable<number>): Uint8Array {
    const bits = new Uint8Array(BYTES);
    for (const index of indexes) {
        if (!Number.isInteger(index) || index < 0 || index >= STATUS_LIST_SIZE) {
            throw problem('STATUS_LIST_INVALID', { reason: `the entry ${index} lies outside` });
        }
        bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
    }
    return bits;
}

/** Makes the credential of a list. */
export function statusListCredential(
    list: Readonly<{ did: string; purpose: StatusPurpose; list: number; set: Iterable<number> }>,
    { validFrom, validUntil, ttl }: Readonly<{ validFrom: Instant; validUntil: Instant; ttl: number }>,
    gzip: Gzip,
): StatusListCredential {
    const id = statusListUrl(originOf(list.did), list.purpose, list.list);
    return {
        '@context': [CREDENTIALS_CONTEXT],
        id,
        type: [CREDENTIAL_TYPE, 'BitstringStatusListCredential'],
        issuer: list.did,
        validFrom,
        validUntil,
        credentialSubject: {
            id: `${id}#list`,
            type: 'BitstringStatusList',
            statusPurpose: list.purpose,
            encodedList: `u${base64url(gzip(statusBits(list.set)))}`,
            ttl,
        },
    };
}

const schema = withProof(
    object({
        '@context': list(constant(CREDENTIALS_CONTEXT), 1, 1),
        id: shapes.address,
        type: list(oneOf(CREDENTIAL_TYPE, 'BitstringStatusListCredential'), 2, 2),
        issuer: shapes.did,
        validFrom: shapes.instant,
        validUntil: shapes.instant,
        credentialSubject: object({
            id: shapes.address,
            type: constant('BitstringStatusList'),
            statusPurpose: oneOf(...STATUS_PURPOSES),
            encodedList: string('u[0-9A-Za-z_-]+', 50_000),
            ttl: integer(1),
        }),
    }),
);

/** A verified list. */
export type StatusList = Readonly<{
    url: string;
    purpose: StatusPurpose;
    validFrom: Instant;
    validUntil: Instant;
    anchorNeeded: boolean;
    /** Whether the bit of an entry is set. */
    isSet(index: number): boolean;
}>;

/**
 * Verifies a list: its form, its issuer's signature, that it lies where the issuer's lists lie, its size and its time.
 * @param at - the moment it is used, wall time
 * @throws CREDENTIAL_SCHEMA, CREDENTIAL_PROOF, CREDENTIAL_SIGNATURE, CREDENTIAL_KEY_UNKNOWN, CREDENTIAL_KEY_TIME, STATUS_LIST_INVALID,
 *   STATUS_LIST_STALE
 */
export function verifyStatusList(
    value: unknown,
    { did, keys, at }: Readonly<{ did: string; keys: readonly DocumentKey[]; at: Instant }>,
    { gunzip, ...cryptography }: Cryptography & { readonly gunzip: Gunzip },
): StatusList {
    checkSchema(value, schema, 'list');
    const { proof, id, issuer, validFrom, validUntil, credentialSubject } = value as SignedStatusList;
    const { statusPurpose, encodedList } = credentialSubject;
    const number = /-(0|[1-9]\d{0,8})$/.exec(id)?.[1];
    if (issuer !== did || number === undefined || id !== statusListUrl(originOf(did), statusPurpose, Number(number))) {
        throw problem('STATUS_LIST_INVALID', { reason: 'it is not the issuer’s' });
    }
    const { key, anchorNeeded } = keyOfProof(proof, did, keys);
    verifyProof({ ...(value as SignedStatusList) }, key.jwk, cryptography);
    if (at < validFrom || at >= validUntil) {
        throw problem('STATUS_LIST_STALE', { from: validFrom, until: validUntil, at });
    }
    const bits = unpacked(encodedList, gunzip);
    return {
        url: id,
        purpose: statusPurpose,
        validFrom,
        validUntil,
        anchorNeeded,
        isSet: (index) => {
            if (!Number.isInteger(index) || index < 0 || index >= STATUS_LIST_SIZE) {
                throw problem('STATUS_LIST_INVALID', { reason: `the entry ${index} lies outside` });
            }
            return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
        },
    };
}

function unpacked(encodedList: string, gunzip: Gunzip): Uint8Array {
    let bits: Uint8Array;
    try {
        bits = gunzip(base64urlBytes(encodedList.slice(1)), BYTES + 1);
    } catch {
        throw problem('STATUS_LIST_INVALID', { reason: 'it cannot be unpacked' });
    }
    if (bits.length !== BYTES) {
        throw problem('STATUS_LIST_INVALID', { reason: `${STATUS_LIST_SIZE} entries are expected` });
    }
    return bits;
}
