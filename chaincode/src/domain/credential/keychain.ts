import type { VerifyEs256 } from '../crypto.js';
import { readX509, timestamp } from '../x509/certificate.js';
import { type ChainResult, judgeChain } from '../x509/chain.js';
import type { Instant } from './credential.js';
import { chainOf, type DocumentKey } from './did.js';

/**
 * Whether the X.509 chain of a key leads from that very key to a trusted authority: what stands for the key document where nobody can be
 * asked over the network.
 * @param authorities - DER of the certificates trusted
 * @param at - the moment of signing
 * @returns `none` for a key without a chain; `untrusted` also for certificates that cannot be read or are of another key
 */
export function judgeDocumentKey(
    key: DocumentKey,
    authorities: readonly Uint8Array[],
    at: Instant,
    verify: VerifyEs256,
): ChainResult | 'none' {
    if (key.x5c.length === 0) {
        return 'none';
    }
    try {
        const [leaf, ...others] = chainOf(key).map(readX509);
        if (leaf === undefined || leaf.key.x !== key.jwk.x || leaf.key.y !== key.jwk.y) {
            return 'untrusted';
        }
        return judgeChain(leaf, others, authorities.map(readX509), timestamp(at.replaceAll(/[-:T]/g, '')), verify);
    } catch {
        return 'untrusted';
    }
}
