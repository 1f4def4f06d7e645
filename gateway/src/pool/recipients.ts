import { randomBytes } from 'node:crypto';
import {
    commitmentsOf,
    decoysNeeded,
    formatSlot,
    listDigest,
    localMonth,
    localMonthRange,
    nextMonth,
    problem,
    type RecipientList,
    type Slot,
    slot,
} from '@linguang/chaincode/domain';
import type { PoolKeptRecord } from '@linguang/chaincode/ledger';
import { currentRules, nextOpenSlot, utcOffsetOf } from '../clock/clock.js';
import { sha256 } from '../crypto/sha256.js';
import type { RecipientLists } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** A list on the ledger with the households behind it, as far as this organisation knows them. */
export type KnownList = Readonly<{ from: Slot; sequence: number; kept: PoolKeptRecord | null }>;

/** The list that holds at a slot, as far as is known today. */
export function listAt(readModel: ReadModel, at: Slot): KnownList | undefined {
    const row = readModel.one(
        `SELECT l.slot, l.sequence, k.record FROM pool_lists l LEFT JOIN pool_kept k USING (digest)
         WHERE slot <= ? ORDER BY slot DESC, sequence DESC LIMIT 1`,
        at,
    );
    return (
        row && {
            from: slot(Number(row['slot'])),
            sequence: Number(row['sequence']),
            kept: row['record'] === null ? null : recordOf<PoolKeptRecord>(row),
        }
    );
}

/** The first slot whose list can still be changed: that of the next month, or of the ledger before it begins. @throws NOT_SET_UP */
export function nextEntitlement(readModel: ReadModel): { month: string; from: Slot } {
    const open = nextOpenSlot(readModel);
    const firstSlot = currentRules(readModel)?.firstSlot;
    if (open === null || firstSlot === undefined) {
        throw problem('NOT_SET_UP', {});
    }
    const offset = utcOffsetOf(readModel);
    const running = localMonth(open, offset);
    const begins = slot(Math.max(localMonthRange(running, offset).from, firstSlot));
    if (open <= begins) {
        return { month: running, from: begins };
    }
    const month = nextMonth(running);
    return { month, from: localMonthRange(month, offset).from };
}

/** What the office sees: who is entitled now, and from the next month on. */
export function recipientLists(readModel: ReadModel): RecipientLists {
    const { month, from } = nextEntitlement(readModel);
    const now = listAt(readModel, slot(Math.max(0, (nextOpenSlot(readModel) ?? 1) - 1)));
    return {
        inForce:
            now === undefined ? null : { from: now.from, start: formatSlot(now.from), participants: namesOf(now.kept) },
        next: { month, from, start: formatSlot(from), participants: participantsFrom(readModel, from) },
        asOf: readModel.asOf,
    };
}

/** Who is entitled from a slot on. */
export function participantsFrom(readModel: ReadModel, from: Slot): string[] {
    return namesOf(listAt(readModel, from)?.kept ?? null);
}

/** A new list: every household under a new commitment, filled up with random numbers. */
export function makeList(participants: readonly string[]): RecipientList {
    const random = () => randomBytes(32).toString('hex');
    return {
        recipients: participants.map((participant) => ({ participant, salt: random() })),
        decoys: Array.from({ length: decoysNeeded(participants.length) }, random),
    };
}

/** What the ledger shows of a list, under the next sequence of its slot. */
export function publicList(readModel: ReadModel, from: Slot, list: RecipientList) {
    const commitments = commitmentsOf(list, sha256);
    const last = readModel.one('SELECT max(sequence) AS last FROM pool_lists WHERE slot = ?', from)?.['last'];
    return { from, sequence: Number(last ?? 0) + 1, commitments, digest: listDigest(commitments, sha256) };
}

function namesOf(kept: PoolKeptRecord | null): string[] {
    return (kept?.recipients ?? []).map(({ participant }) => participant).sort();
}
