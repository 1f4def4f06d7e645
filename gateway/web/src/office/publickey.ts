import { type PublicJwk, parsePublicJwk } from '@linguang/chaincode/domain';

/** What a pasted text is: a public key, one with its private part (which nobody may hand over), or neither. */
export type PastedKey = { kind: 'public'; jwk: PublicJwk } | { kind: 'private' } | { kind: 'none' };

/** Reads a public key as a participant's device shows it: a P-256 key as JWK; what a device adds about its use is left out. */
export function readPublicKey(text: string): PastedKey {
    try {
        const pasted: unknown = JSON.parse(text);
        if (typeof pasted !== 'object' || pasted === null) {
            return { kind: 'none' };
        }
        if ('d' in pasted) {
            return { kind: 'private' };
        }
        const members = Object.entries(pasted).filter(([name]) => ['kty', 'crv', 'x', 'y'].includes(name));
        return { kind: 'public', jwk: parsePublicJwk(Object.fromEntries(members)) };
    } catch {
        return { kind: 'none' };
    }
}
