import type { Hash } from '../crypto.js';
import { Fields } from '../fields.js';
import { type PublicJwk, parsePublicJwk, thumbprint } from '../jwk.js';
import { problem } from '../problems.js';
import { formatSlot, type Slot } from '../slot.js';

export const ROLES = ['resident', 'prosumer', 'operator', 'firm'] as const;
export type Role = (typeof ROLES)[number];

/** A key of a participant and the slots in which its signatures hold. */
export type ParticipantKey = {
    readonly kid: string;
    readonly jwk: PublicJwk;
    readonly from: Slot;
    /** First slot in which it no longer holds; null while open. */
    readonly until: Slot | null;
};

/** A member of the community as the ledger knows her: a random id, never a name. */
export type Participant = {
    readonly v: 1;
    readonly participant: string;
    readonly roles: readonly Role[];
    /** Oldest first; their slots do not overlap. */
    readonly keys: readonly ParticipantKey[];
};

/** Reads `{participant, jwk, roles}` and admits the participant with that key from slot `from`. @throws REQUEST_INVALID, KEY_INVALID */
export function admit(request: unknown, from: Slot, hash: Hash): Participant {
    const fields = new Fields(request, 'participant');
    const participant = fields.id('participant');
    const jwk = parsePublicJwk(fields.take('jwk'));
    const roles = fields.list(
        'roles',
        (value, where) => {
            const role = ROLES.find((candidate) => candidate === value);
            if (role === undefined) {
                throw problem('REQUEST_INVALID', { where, reason: `one of ${ROLES.join(', ')} is expected` });
            }
            return role;
        },
        4,
    );
    fields.end();
    return { v: 1, participant, roles, keys: [{ kid: thumbprint(hash, jwk), jwk, from, until: null }] };
}

/** The key named `kid` if its signatures hold at the slot. @throws KEY_NOT_IN_FORCE */
export function keyInForce(of: Participant, kid: string, at: Slot): ParticipantKey {
    const found = of.keys.find((key) => key.kid === kid && key.from <= at && (key.until === null || at < key.until));
    if (found === undefined) {
        throw problem('KEY_NOT_IN_FORCE', { kid, participant: of.participant, slot: formatSlot(at) });
    }
    return found;
}

/** The participant with a new key from a slot on; the open key ends there. @throws ALREADY_EXISTS for a key she has or had. */
export function replaceKey(of: Participant, jwk: PublicJwk, from: Slot, hash: Hash): Participant {
    const kid = thumbprint(hash, jwk);
    if (of.keys.some((key) => key.kid === kid)) {
        throw problem('ALREADY_EXISTS', { kind: 'key', id: kid });
    }
    const kept = of.keys.map((key) => endKey(key, from)).filter((key) => key.until === null || key.from < key.until);
    return { ...of, keys: [...kept, { kid, jwk, from, until: null }] };
}

/** The participant without the key from a slot on. @throws NOT_FOUND */
export function revokeKey(of: Participant, kid: string, from: Slot): Participant {
    if (!of.keys.some((key) => key.kid === kid)) {
        throw problem('NOT_FOUND', { kind: 'key', id: kid });
    }
    return { ...of, keys: of.keys.map((key) => (key.kid === kid ? endKey(key, from) : key)) };
}

function endKey(key: ParticipantKey, at: Slot): ParticipantKey {
    return key.until === null || key.until > at ? { ...key, until: at } : key;
}
