import type { Hash, Hmac } from '../crypto.js';
import { hexBytes } from '../crypto.js';
import { verifyInclusion } from '../merkle.js';
import { problem } from '../problems.js';
import { SOURCES } from '../registry/point.js';
import type { Instant } from './credential.js';
import { STATUS_PURPOSES } from './credential.js';
import { type DocumentKey, originOf } from './did.js';
import {
    DISCLOSURE_METRICS,
    DISCLOSURE_SPANS,
    DISCLOSURE_STEPS,
    type DisclosedLeaf,
    type DisclosureCommitment,
    type DisclosureLeaf,
    disclosureHash,
    type HolderCopy,
    holderTree,
} from './disclosure.js';
import { parseToken, verifyToken } from './jwt.js';
import { shapes, statusSchema } from './schema.js';
import { anything, boolean, constant, integer, type JsonSchema, list, object, oneOf, string } from './schemabuilder.js';
import { checkSchema } from './schemacheck.js';
import { statusEntryOf } from './status.js';
import { type Cryptography, tokenKey } from './verify.js';

/** What a holder shows: the certifier's commitment and some leaves; everything else stays hidden. */
export type Presentation = {
    readonly type: 'LinguangDisclosure';
    readonly v: 1;
    readonly commitment: string;
    readonly disclosed: readonly DisclosedLeaf[];
};

/** Makes a presentation of the leaves that fit. @throws DISCLOSURE_INVALID where none does */
export function present(
    copy: HolderCopy,
    wanted: (leaf: DisclosureLeaf) => boolean,
    cryptography: Readonly<{ hash: Hash; hmac: Hmac }>,
): Presentation {
    const disclosed = holderTree(copy, cryptography).disclose(wanted);
    if (disclosed.length === 0) {
        throw problem('DISCLOSURE_INVALID', { reason: 'nothing in this copy fits what is asked' });
    }
    return { type: 'LinguangDisclosure', v: 1, commitment: copy.commitment, disclosed };
}

/** Picks the statement that more than a share was of a kind, over exactly a day, a month or the period. */
export function statementOf(wanted: {
    readonly metric: (typeof DISCLOSURE_METRICS)[number];
    readonly moreThanBp: number;
    readonly span: (typeof DISCLOSURE_SPANS)[number];
    readonly start: Instant;
}): (leaf: DisclosureLeaf) => boolean {
    return (leaf) =>
        leaf.kind === 'statement' &&
        leaf.holds &&
        leaf.metric === wanted.metric &&
        leaf.moreThanBp === wanted.moreThanBp &&
        leaf.span === wanted.span &&
        leaf.start === wanted.start;
}

/** Picks the quarter-hours from an instant to another, exclusive. */
export function intervalsBetween(start: Instant, end: Instant): (leaf: DisclosureLeaf) => boolean {
    return (leaf) => leaf.kind === 'interval' && leaf.start >= start && leaf.end <= end;
}

export type VerifiedPresentation = Readonly<{
    commitment: DisclosureCommitment;
    leaves: readonly DisclosureLeaf[];
    key: DocumentKey;
    /** The key was revoked later; as of certificates. */
    anchorNeeded: boolean;
}>;

/**
 * Verifies what a holder shows: the certifier's signature over the commitment, and each leaf against its root. Whether the certificate
 * behind it was revoked, its status entries tell; a summary says so by its time.
 * @param at - the moment of looking, wall time
 * @throws CREDENTIAL_SCHEMA, CREDENTIAL_JWT, CREDENTIAL_SIGNATURE, CREDENTIAL_KEY_UNKNOWN, DISCLOSURE_INVALID
 */
export function verifyPresentation(
    value: unknown,
    { did, keys, at }: Readonly<{ did: string; keys: readonly DocumentKey[]; at: Instant }>,
    { hash, verify }: Cryptography,
): VerifiedPresentation {
    checkPresentation(value);
    const { commitment: token, disclosed } = value;
    const parsed = parseToken(token, 'linguang-disclosure+jwt');
    const payload: unknown = parsed.payload;
    checkSchema(payload, commitmentSchema, 'commitment');
    const commitment = payload as DisclosureCommitment;
    if (commitment.iss !== did) {
        throw problem('DISCLOSURE_INVALID', { reason: 'another issuer made the commitment' });
    }
    const key = tokenKey(keys, did, parsed.kid);
    verifyToken(parsed, key.jwk, verify);
    checkCommitment(commitment, at);
    for (const one of disclosed) {
        checkLeaf(one, commitment, hash);
    }
    if (new Set(disclosed.map(({ index }) => index)).size !== disclosed.length) {
        throw problem('DISCLOSURE_INVALID', { reason: 'a leaf is shown twice' });
    }
    return { commitment, leaves: disclosed.map(({ leaf }) => leaf), key, anchorNeeded: key.revoked !== null };
}

function checkPresentation(value: unknown): asserts value is Presentation {
    checkSchema(value, presentationSchema, 'disclosure');
    const { disclosed } = value as {
        readonly disclosed: readonly { readonly leaf: { readonly kind?: unknown } | null }[];
    };
    for (const [index, { leaf }] of disclosed.entries()) {
        const schema = leafSchemas.get(leaf?.kind);
        if (schema === undefined) {
            const where = `disclosure.disclosed[${index}].leaf.kind`;
            throw problem('CREDENTIAL_SCHEMA', { where, reason: 'one of the kinds of leaves is expected' });
        }
        checkSchema(leaf, schema, `disclosure.disclosed[${index}].leaf`);
    }
}

function checkCommitment(commitment: DisclosureCommitment, at: Instant): void {
    const { scope, credentialStatus, validUntil, iss } = commitment;
    if (scope === 'summary' && at >= validUntil) {
        throw problem('DISCLOSURE_INVALID', { reason: `the summary was valid until ${validUntil}` });
    }
    const expected = scope === 'certificate' ? STATUS_PURPOSES : [];
    const origin = originOf(iss);
    const own = credentialStatus.every((entry, index) => {
        const purpose = expected[index];
        return purpose !== undefined && statusEntryOf(entry, purpose, origin);
    });
    if (!own || credentialStatus.length !== expected.length) {
        throw problem('DISCLOSURE_INVALID', { reason: 'the status entries are not those of the commitment’s kind' });
    }
}

function checkLeaf({ leaf, salt, index, path }: DisclosedLeaf, commitment: DisclosureCommitment, hash: Hash): void {
    const { root, size, periodStart, periodEnd } = commitment;
    const proven = verifyInclusion(hash, {
        leaf: disclosureHash(leaf, salt, hash),
        index,
        size,
        path: path.map(hexBytes),
        root: hexBytes(root),
    });
    if (!proven) {
        throw problem('DISCLOSURE_INVALID', { reason: `leaf ${index} is not in the tree` });
    }
    if (leaf.start < periodStart || leaf.end > periodEnd) {
        throw problem('DISCLOSURE_INVALID', { reason: `leaf ${index} lies outside the period` });
    }
}

const salt = string('[0-9a-f]{32}', 32);
const allocation = object({
    deviceId: shapes.id,
    source: oneOf(...SOURCES),
    local: boolean,
    quantityWh: shapes.wh,
    tradeId: shapes.id,
});
const span = { span: oneOf(...DISCLOSURE_SPANS), start: shapes.instant, end: shapes.instant };
const leafSchemas: ReadonlyMap<unknown, JsonSchema> = new Map([
    [
        'interval',
        object({
            kind: constant('interval'),
            start: shapes.instant,
            end: shapes.instant,
            consumedWh: shapes.wh,
            matchedWh: shapes.wh,
            unknownReadings: integer(),
            allocations: list(allocation),
        }),
    ],
    [
        'sum',
        object({
            kind: constant('sum'),
            ...span,
            consumedWh: shapes.wh,
            matchedWh: shapes.wh,
            solarWh: shapes.wh,
            localWh: shapes.wh,
            localSolarWh: shapes.wh,
            unknownReadings: integer(),
        }),
    ],
    [
        'statement',
        object({
            kind: constant('statement'),
            ...span,
            metric: oneOf(...DISCLOSURE_METRICS),
            moreThanBp: integer(0, Math.max(...DISCLOSURE_STEPS)),
            holds: boolean,
        }),
    ],
]);

const presentationSchema = object({
    type: constant('LinguangDisclosure'),
    v: constant(1),
    commitment: string('[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+', 20_000),
    disclosed: list(
        object({
            leaf: anything('one of the kinds of leaves'),
            salt,
            index: integer(),
            path: list(shapes.digest, 0, 40),
        }),
        1,
    ),
});

const commitmentSchema = object({
    v: constant(1),
    iss: shapes.did,
    scope: oneOf('certificate', 'summary'),
    validFrom: shapes.instant,
    validUntil: shapes.instant,
    periodStart: shapes.instant,
    periodEnd: shapes.instant,
    intervalMinutes: constant(15),
    timeZoneOffsetMinutes: integer(-840, 840),
    root: shapes.digest,
    size: integer(1),
    schemeId: shapes.id,
    schemeVersion: integer(1),
    credentialStatus: list(statusSchema, 0, 2),
    simulation: boolean,
});
