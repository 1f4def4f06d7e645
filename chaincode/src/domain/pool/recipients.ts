import { canonical } from '../canonical.js';
import { type Hash, hex, utf8 } from '../crypto.js';
import type { Fields } from '../fields.js';
import { problem } from '../problems.js';
import { compareText } from '../registry/book.js';

/** A household the community admits, and what hides it: 32 random bytes as hex, new for each list. */
export type Recipient = { readonly participant: string; readonly salt: string };

/** What the office keeps of a list: the households, and random numbers that stand for nobody. */
export type RecipientList = { readonly recipients: readonly Recipient[]; readonly decoys: readonly string[] };

/** Lists on the ledger have a multiple of this many commitments, so that their length says nothing of a few households. */
export const LIST_STEP = 64;
const MOST_COMMITMENTS = 4_096;

const HEX = /^[0-9a-f]{64}$/;

/** What stands on the ledger of a household: SHA-256 (hex) over the canonical JSON of `{participant, salt}`. */
export function recipientCommitment({ participant, salt }: Recipient, hash: Hash): string {
    return hex(hash(utf8(canonical({ participant, salt }))));
}

/** How many decoys fill a list up. There is always at least one, so that a full list is none either. */
export function decoysNeeded(recipients: number): number {
    return LIST_STEP - (recipients % LIST_STEP);
}

/** The commitments of a list as they are published: in an order that says nothing. */
export function commitmentsOf({ recipients, decoys }: RecipientList, hash: Hash): readonly string[] {
    return [...recipients.map((one) => recipientCommitment(one, hash)), ...decoys].sort(compareText);
}

/** Names a list: SHA-256 (hex) over the canonical JSON of its commitments. */
export function listDigest(commitments: readonly string[], hash: Hash): string {
    return hex(hash(utf8(canonical(commitments))));
}

/** Reads the commitments of a list: sorted, each once, filled up. @throws what the reader makes */
export function readCommitments(fields: Fields, key: string): readonly string[] {
    const found = fields.list(key, (value, where) => readHex(value, where, fields), MOST_COMMITMENTS);
    if (found.length === 0 || found.length % LIST_STEP !== 0) {
        throw fields.bad(key, `a multiple of ${LIST_STEP} is expected: fill up with random ones`);
    }
    if (found.some((one, index) => index > 0 && one <= (found[index - 1] ?? ''))) {
        throw fields.bad(key, 'they are expected in order, each once');
    }
    return found;
}

/** Reads the households of a list. @throws what the reader makes */
export function readRecipients(fields: Fields, key: string): readonly Recipient[] {
    return fields.list(
        key,
        (value, where) => {
            const one = fields.inside(value, where);
            const recipient = { participant: one.id('participant'), salt: readHex(one.take('salt'), where, fields) };
            one.end();
            return recipient;
        },
        MOST_COMMITMENTS,
    );
}

/** Reads the random numbers of a list. @throws what the reader makes */
export function readDecoys(fields: Fields, key: string): readonly string[] {
    return fields.list(key, (value, where) => readHex(value, where, fields), LIST_STEP);
}

/**
 * The households that opened commitments stand for, in order of commitment. One that was admitted twice counts once. Commitments that
 * nobody opens count for nobody: decoys, or households whose salt was lost.
 * @param commitments - of the list on the ledger
 * @throws POOL_OPENING_INVALID for a household that is not on the list
 */
export function openRecipients(
    month: string,
    opened: readonly Recipient[],
    commitments: readonly string[],
    hash: Hash,
): readonly Readonly<{ participant: string; commitment: string }>[] {
    const listed = new Set(commitments);
    const byParticipant = new Map<string, string>();
    for (const recipient of opened) {
        const commitment = recipientCommitment(recipient, hash);
        if (!listed.has(commitment)) {
            throw problem('POOL_OPENING_INVALID', { month });
        }
        const known = byParticipant.get(recipient.participant);
        byParticipant.set(recipient.participant, known !== undefined && known < commitment ? known : commitment);
    }
    return [...byParticipant]
        .map(([participant, commitment]) => ({ participant, commitment }))
        .sort((a, b) => compareText(a.commitment, b.commitment));
}

function readHex(value: unknown, where: string, fields: Fields): string {
    if (typeof value !== 'string' || !HEX.test(value)) {
        throw fields.refuse(where, '32 bytes as lower-case hexadecimal are expected');
    }
    return value;
}
