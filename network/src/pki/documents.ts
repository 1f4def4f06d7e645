import 'reflect-metadata';
import type { JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { certify } from './certificate.js';
import { exists } from './folders.js';
import { loadAuthority } from './keymaterial.js';

/** Organisational unit of certificates for documents. It is none of a network's roles, so no peer takes such a key for a member's. */
export const DOCUMENTS_UNIT = 'documents';

/**
 * Certifies a key for signing documents by the organisation's own authority, whose folder holds `ca-cert.pem` and `ca-key.pem`. The
 * private key stays where it was made. For development: a production organisation has its authority certify the key and hands in the
 * chain.
 * @param publicKey - P-256, as JWK
 * @returns the chain, DER, leaf first; undefined where there is no such folder
 * @throws NetworkError PKI_INCOMPLETE where the authority lost its certificate or key
 */
export async function certifyDocumentKey(
    folder: string,
    {
        publicKey,
        commonName,
        organisation,
    }: Readonly<{ publicKey: JsonWebKey; commonName: string; organisation: string }>,
): Promise<readonly Uint8Array[] | undefined> {
    if (!(await exists(join(folder, 'ca-cert.pem')))) {
        return undefined;
    }
    const authority = await loadAuthority(folder);
    const certificate = await certify(authority, publicKey, { commonName, organisation, unit: DOCUMENTS_UNIT });
    return [certificate, authority.certificate].map(({ rawData }) => new Uint8Array(rawData));
}
