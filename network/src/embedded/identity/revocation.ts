import 'reflect-metadata';
import { verify } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { type Certificate, signedPart } from './certificate.js';
import { MspError } from './identity.js';

/** A certificate revocation list, reduced to what the membership service asks. */
export interface RevocationList {
    /** Revoked serial numbers: lower-case hex without leading zeros. */
    readonly serials: ReadonlySet<string>;
    /** Whether this authority issued the list (name and signature, SHA-256). */
    issuedBy(authority: Certificate): boolean;
}

/** @param bytes - PEM or DER @throws MspError when it is no revocation list */
export function parseRevocationList(bytes: Uint8Array): RevocationList {
    try {
        const text = Buffer.from(bytes).toString('latin1');
        const list = new x509.X509Crl(text.includes('-----BEGIN') ? text : new Uint8Array(bytes));
        if (list.nextUpdate === undefined) {
            // RFC 5280 requires it, and without it the parser overlooks the entries.
            throw new Error('nextUpdate is missing');
        }
        const serials = new Set(list.entries.map((entry) => entry.serialNumber.toLowerCase().replace(/^0+(?=.)/, '')));
        const issuer = list.issuer;
        const content = signedPart(Buffer.from(list.rawData));
        const signature = Buffer.from(list.signature);
        return {
            serials,
            issuedBy: (authority) =>
                new x509.X509Certificate(new Uint8Array(authority.der)).subject === issuer &&
                verify('sha256', content, authority.publicKey, signature),
        };
    } catch (error) {
        throw new MspError(`could not parse CRL: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
        });
    }
}
