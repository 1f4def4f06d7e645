import { sameBytes, type VerifyEs256 } from '../crypto.js';
import type { X509 } from './certificate.js';
import { sameDer } from './der.js';

/** Longer paths are refused: nobody has five authorities above each other. */
const LONGEST = 4;

export type ChainResult = 'trusted' | 'untrusted' | 'expired';

/**
 * Whether a certificate that signs documents leads to a trusted authority (RFC 5280, 6.1, for P-256 and without revocation lists: what a
 * certifier revokes are its keys in its own did document and its certificates in the status list).
 * @param others - certificates that may stand between, in any order
 * @param authorities - trusted certificates
 * @param at - the moment at which all must be valid, ms since 1970
 */
export function judgeChain(
    leaf: X509,
    others: readonly X509[],
    authorities: readonly X509[],
    at: number,
    verify: VerifyEs256,
): ChainResult {
    // Tells the key of documents from keys of peers and clients, which the same authority may certify.
    if (leaf.usage?.nonRepudiation !== true) {
        return 'untrusted';
    }
    return climb(leaf, 0);

    function climb(certificate: X509, below: number): ChainResult {
        const valid = certificate.notBefore <= at && at <= certificate.notAfter;
        if (authorities.some(({ bytes }) => sameBytes(bytes, certificate.bytes))) {
            return valid ? 'trusted' : 'expired';
        }
        let best: ChainResult = 'untrusted';
        for (const issuer of below < LONGEST ? [...authorities, ...others] : []) {
            if (issued(issuer, certificate, below)) {
                const found = climb(issuer, below + 1);
                if (found === 'trusted' && valid) {
                    return 'trusted';
                }
                best = found === 'untrusted' ? best : 'expired';
            }
        }
        return best;
    }

    function issued(issuer: X509, certificate: X509, below: number): boolean {
        return (
            issuer !== certificate &&
            issuer.authority !== null &&
            issuer.authority >= below &&
            issuer.usage?.certSign !== false &&
            sameDer(issuer.subject, certificate.issuer) &&
            verify(issuer.key, certificate.signed, certificate.signature)
        );
    }
}
