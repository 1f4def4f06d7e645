import { base64url, type Hash, hex, utf8 } from '../crypto.js';
import { problem } from '../problems.js';
import { CERTIFICATE_TYPE, CREDENTIALS_CONTEXT, type RelatedResource } from './credential.js';
import { jcs } from './jcs.js';
import { certificateSchema } from './schema.js';
import { wordingOf } from './wording.js';

/** Paths below the issuer's origin. A published file never changes: what changes gets a new name. */
export const CONTEXT_PATH = '/contexts/clean-energy-v1.jsonld';
export const SCHEMA_PATH = '/schemas/clean-energy-consumption-certificate-v1.json';
export const SCHEME_PATH = '/schemes/linguang-clean-consumption-v1.json';

/** SHA-256 of the file behind the first context, as the W3C publishes it (§B.1 of the data model). */
export const CREDENTIALS_CONTEXT_DIGEST = '59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734';
/** SHA-256 of our own files; a test holds them against the files below, so that they cannot change unnoticed. */
export const CONTEXT_DIGEST = 'dc911c4f4001ff71243652fa13707d7c861f4ba9684488fdccac7b9b7ad63823';
export const SCHEMA_DIGEST = 'b2ca378f5bcd5a8c4a65f02756abc033212e73688d797aae73588eb058eaa44f';

/** A file the gateways serve under a stable address. */
export type Resource = { readonly path: string; readonly mediaType: string; readonly text: string };

/** Our terms for linked data: everything that is ours lies in one vocabulary. */
export const contextFile: Resource = {
    path: CONTEXT_PATH,
    mediaType: 'application/ld+json',
    text: jcs({
        '@context': {
            '@protected': true,
            '@version': 1.1,
            [CERTIFICATE_TYPE]: {
                '@context': { '@vocab': 'urn:linguang:clean-energy:1#' },
                '@id': `urn:linguang:clean-energy:1#${CERTIFICATE_TYPE}`,
            },
            CleanEnergyConsumption: {
                '@context': { '@vocab': 'urn:linguang:clean-energy:1#' },
                '@id': 'urn:linguang:clean-energy:1#CleanEnergyConsumption',
            },
            SettlementLedgerEvidence: {
                '@context': { '@vocab': 'urn:linguang:clean-energy:1#' },
                '@id': 'urn:linguang:clean-energy:1#SettlementLedgerEvidence',
            },
            accreditationId: 'urn:linguang:clean-energy:1#accreditationId',
        },
    }),
};

export const schemaFile: Resource = {
    path: SCHEMA_PATH,
    mediaType: 'application/schema+json',
    text: jcs({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: CERTIFICATE_TYPE,
        ...certificateSchema,
    }),
};

/** What is certified and what not: the document that a scheme version on the ledger names by address and digest. */
export const schemeFile: Resource = {
    path: SCHEME_PATH,
    mediaType: 'application/json',
    text: jcs({ scheme: 'linguang-clean-consumption', version: 1, ...wordingOf(1) }),
};

export const credentialFiles: readonly Resource[] = [contextFile, schemaFile, schemeFile];

/** SHA-256 (hex) of a file. */
export function fileDigest({ text }: Resource, hash: Hash): string {
    return hex(hash(utf8(text)));
}

/** Hexadecimal SHA-256 → `sha256-…` as in W3C Subresource Integrity. */
export function integrity(digest: string): string {
    const bytes = Uint8Array.from(digest.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const text = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
    return `sha256-${text.padEnd(Math.ceil(text.length / 4) * 4, '=')}`;
}

/** The contexts of a certificate of an issuer; these two, in this order, and none else. */
export function contextsAt(origin: string): readonly string[] {
    return [CREDENTIALS_CONTEXT, origin + CONTEXT_PATH];
}

/** What a certificate leans on: both contexts as pinned here, and the scheme's document as pinned on the ledger. */
export function resourcesAt(
    origin: string,
    scheme: Readonly<{ uri: string; digest: string }>,
): readonly RelatedResource[] {
    return [
        { id: CREDENTIALS_CONTEXT, mediaType: 'application/ld+json', digestSRI: integrity(CREDENTIALS_CONTEXT_DIGEST) },
        { id: origin + CONTEXT_PATH, mediaType: contextFile.mediaType, digestSRI: integrity(CONTEXT_DIGEST) },
        { id: scheme.uri, mediaType: schemeFile.mediaType, digestSRI: integrity(scheme.digest) },
    ];
}

/** Holds contexts, schema and digests of a certificate against those pinned here. @throws CREDENTIAL_CONTEXT */
export function checkPinned(
    document: Readonly<{
        '@context': readonly string[];
        credentialSchema: Readonly<{ id: string; digestSRI: string }>;
        relatedResource: readonly RelatedResource[];
    }>,
    origin: string,
): void {
    const refused = (reason: string) => problem('CREDENTIAL_CONTEXT', { reason });
    if (jcs(document['@context']) !== jcs(contextsAt(origin))) {
        throw refused('others stand in the document');
    }
    const { id, digestSRI } = document.credentialSchema;
    if (id !== origin + SCHEMA_PATH || digestSRI !== integrity(SCHEMA_DIGEST)) {
        throw refused('the schema is another one');
    }
    const [scheme] = document.relatedResource.slice(2);
    const expected = resourcesAt(origin, { uri: '', digest: '' }).slice(0, 2);
    if (scheme === undefined || jcs(document.relatedResource.slice(0, 2)) !== jcs(expected)) {
        throw refused('a digest of a context is another one');
    }
}
