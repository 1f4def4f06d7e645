import type { Hash, VerifyEs256 } from '../crypto.js';
import { hex } from '../crypto.js';
import { problem } from '../problems.js';
import { checkConsistency } from './consistency.js';
import type { DataIntegrityProof, SignedCertificate, UnsignedCertificate } from './credential.js';
import { type DocumentKey, documentKeyInForce, originOf } from './did.js';
import { jcsBytes } from './jcs.js';
import { parseToken, verifyToken } from './jwt.js';
import { verifyProof } from './proof.js';
import { checkPinned } from './resources.js';
import { certificateSchema, withProof } from './schema.js';
import { checkSchema } from './schemacheck.js';

export type Cryptography = Readonly<{ hash: Hash; verify: VerifyEs256 }>;

/** SHA-256 (hex) of the canonical core: what the ledger and the log hold of the document. */
export function documentDigest(core: UnsignedCertificate, hash: Hash): string {
    return hex(hash(jcsBytes(core)));
}

/** The core of a signed certificate. */
export function coreOf({ proof: _, ...core }: SignedCertificate): UnsignedCertificate {
    return core;
}

const signedSchema = withProof(certificateSchema);

/**
 * Checks everything about a core that needs no key: its exact members, contexts, schema and digests, and that its figures agree.
 * @throws CREDENTIAL_SCHEMA, CREDENTIAL_CONTEXT, CREDENTIAL_INCONSISTENT, DID_INVALID, CREDENTIAL_NOT_JSON
 */
export function checkCore(value: unknown): asserts value is UnsignedCertificate {
    checkSchema(value, certificateSchema, 'certificate');
    const core = value as UnsignedCertificate;
    checkPinned(core, originOf(core.issuer.id));
    checkConsistency(core);
}

/** Checks the exact form of a certificate with its proof; its signature is not looked at. @throws as {@link checkCore} */
export function checkSigned(value: unknown): asserts value is SignedCertificate {
    checkSchema(value, signedSchema, 'certificate');
    checkCore(coreOf(value as SignedCertificate));
}

export type Verified = Readonly<{
    core: UnsignedCertificate;
    /** What the ledger must hold of it. */
    digest: string;
    key: DocumentKey;
    /** The key was revoked later: only a proof that the digest was on the ledger or in the log before makes it valid. */
    anchorNeeded: boolean;
}>;

/**
 * Verifies a certificate with a Data Integrity proof against the issuer's keys. Its status is another question (statuslist.ts).
 * @throws as {@link checkCore}, and CREDENTIAL_PROOF, CREDENTIAL_SIGNATURE, CREDENTIAL_KEY_UNKNOWN, CREDENTIAL_KEY_TIME
 */
export function verifyCertificate(value: unknown, keys: readonly DocumentKey[], cryptography: Cryptography): Verified {
    checkSigned(value);
    const { proof, ...core } = value;
    const found = keyOfProof(proof, core.issuer.id, keys);
    verifyProof({ ...value }, found.key.jwk, cryptography);
    return { core, digest: documentDigest(core, cryptography.hash), ...found };
}

/** The key that a proof names, if it was in force; it must be the issuer's own. @throws CREDENTIAL_KEY_UNKNOWN, CREDENTIAL_KEY_TIME */
export function keyOfProof(
    { verificationMethod, created }: Pick<DataIntegrityProof, 'verificationMethod' | 'created'>,
    did: string,
    keys: readonly DocumentKey[],
): { readonly key: DocumentKey; readonly anchorNeeded: boolean } {
    if (verificationMethod.endsWith('-jwk')) {
        throw problem('CREDENTIAL_KEY_UNKNOWN', { key: verificationMethod.slice(0, 200) });
    }
    return documentKeyInForce(keys, { did, method: verificationMethod, at: created });
}

/**
 * Verifies a certificate as `vc+jwt`. A token has no time of its own, so a key that was replaced is taken, one that was revoked only
 * with an anchor.
 * @throws as {@link checkCore}, and CREDENTIAL_JWT, CREDENTIAL_SIGNATURE, CREDENTIAL_KEY_UNKNOWN
 */
export function verifyCertificateToken(
    compact: string,
    keys: readonly DocumentKey[],
    cryptography: Cryptography,
): Verified {
    const token = parseToken(compact, 'vc+jwt');
    const core: unknown = token.payload;
    checkCore(core);
    const key = tokenKey(keys, core.issuer.id, token.kid);
    verifyToken(token, key.jwk, cryptography.verify);
    return { core, digest: documentDigest(core, cryptography.hash), key, anchorNeeded: key.revoked !== null };
}

/** The key that a token names. @throws CREDENTIAL_KEY_UNKNOWN */
export function tokenKey(keys: readonly DocumentKey[], did: string, kid: string): DocumentKey {
    const key = keys.find((candidate) => `${did}#${candidate.kid}-jwk` === kid);
    if (key === undefined) {
        throw problem('CREDENTIAL_KEY_UNKNOWN', { key: kid.slice(0, 200) });
    }
    return key;
}
