import { concat, type Hash, type VerifyEs256 } from '../crypto.js';
import type { PublicJwk } from '../jwk.js';
import { problem } from '../problems.js';
import type { DataIntegrityProof, Instant } from './credential.js';
import { jcs, jcsBytes } from './jcs.js';
import { base58btc, base58btcBytes } from './multibase.js';

/** ECDSA P-256 with SHA-256 by the holder of a private key: r ‖ s, 64 bytes. */
export type SignEs256 = (message: Uint8Array) => Uint8Array;

export const CRYPTOSUITE = 'ecdsa-jcs-2019';

/** A document with members we do not look into. */
export type Document = Readonly<Record<string, unknown>>;

/** What a proof says of itself before there is a value. */
export type ProofOptions = Readonly<{ created: Instant; verificationMethod: string }>;

/**
 * What is signed (W3C Data Integrity ECDSA Cryptosuites 1.0, §3.3.4): SHA-256 of the canonical proof configuration, then SHA-256 of
 * the canonical document without its proof.
 */
export function hashData(unsecured: Document, configuration: Document, hash: Hash): Uint8Array {
    return concat(hash(jcsBytes(configuration)), hash(jcsBytes(unsecured)));
}

/** The document with a proof of the certifier's (§3.3.1). The proof repeats the document's contexts. */
export function addProof<Unsecured extends { readonly '@context': readonly string[] }>(
    unsecured: Unsecured,
    { created, verificationMethod }: ProofOptions,
    { hash, sign }: Readonly<{ hash: Hash; sign: SignEs256 }>,
): Unsecured & { readonly proof: DataIntegrityProof } {
    const configuration = {
        '@context': unsecured['@context'],
        type: 'DataIntegrityProof',
        cryptosuite: CRYPTOSUITE,
        created,
        verificationMethod,
        proofPurpose: 'assertionMethod',
    } as const;
    const proofValue = base58btc(sign(hashData({ ...unsecured }, configuration, hash)));
    return { ...unsecured, proof: { ...configuration, proofValue } };
}

/**
 * Verifies a proof (§3.3.2), stricter than the standard in one point: where document and proof have contexts they must be the same, not
 * only begin alike, so that nothing can be added to the meaning of what was signed (w3c/vc-data-integrity issue 225).
 * @throws CREDENTIAL_PROOF, CREDENTIAL_CONTEXT, CREDENTIAL_SIGNATURE
 */
export function verifyProof(
    secured: Document,
    key: PublicJwk,
    { hash, verify }: Readonly<{ hash: Hash; verify: VerifyEs256 }>,
): void {
    const { proof, ...unsecured } = secured;
    if (!isObject(proof)) {
        throw problem('CREDENTIAL_PROOF', { reason: 'exactly one proof is expected' });
    }
    const { proofValue, ...configuration } = proof;
    if (configuration['type'] !== 'DataIntegrityProof' || configuration['cryptosuite'] !== CRYPTOSUITE) {
        throw problem('CREDENTIAL_PROOF', { reason: `a DataIntegrityProof with ${CRYPTOSUITE} is expected` });
    }
    if (configuration['proofPurpose'] !== 'assertionMethod') {
        throw problem('CREDENTIAL_PROOF', { reason: 'its purpose is not assertionMethod' });
    }
    if (
        configuration['@context'] !== undefined &&
        jcs(configuration['@context']) !== jcs(unsecured['@context'] ?? null)
    ) {
        throw problem('CREDENTIAL_CONTEXT', { reason: 'the proof was made under others' });
    }
    if (!verify(key, hashData(unsecured, configuration, hash), signatureOf(proofValue))) {
        throw problem('CREDENTIAL_SIGNATURE', {});
    }
}

/** r ‖ s of a proof value. A DER signature, as Fabric's signers make them, is not one. */
function signatureOf(proofValue: unknown): Uint8Array {
    const refused = problem('CREDENTIAL_PROOF', { reason: 'its value is not base58btc of r ‖ s, 64 bytes' });
    if (typeof proofValue !== 'string') {
        throw refused;
    }
    let signature: Uint8Array;
    try {
        signature = base58btcBytes(proofValue);
    } catch {
        throw refused;
    }
    if (signature.length !== 64) {
        throw refused;
    }
    return signature;
}

function isObject(value: unknown): value is Document {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
