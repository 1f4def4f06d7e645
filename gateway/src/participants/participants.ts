import type { Slot } from '@linguang/chaincode/domain';
import type { ParticipantRecord } from '@linguang/chaincode/ledger';
import type { z } from 'zod';
import type { Participant, ParticipantKeys } from '../http/api.js';
import { pointsOf } from '../meters/points.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

/** A participant with her newest key and her points. */
export function participantOf(readModel: ReadModel, row: Row): Participant {
    const { participant, roles, keys } = recordOf<ParticipantRecord>(row);
    const key = keys.at(-1);
    if (key === undefined) {
        throw new TypeError('a participant without any key');
    }
    return {
        participant,
        kid: key.kid,
        jwk: { ...key.jwk },
        roles: [...roles],
        admittedBlock: Number(row['block']),
        points: pointsOf(readModel, participant),
    };
}

export function findParticipant(readModel: ReadModel, participant: string): Participant | undefined {
    const row = readModel.one('SELECT * FROM participants WHERE participant = ?', participant);
    return row && participantOf(readModel, row);
}

/** The key whose signatures hold at a slot. */
export function keyAt(readModel: ReadModel, participant: string, at: Slot): string | undefined {
    const row = readModel.one('SELECT * FROM participants WHERE participant = ?', participant);
    const keys = row ? recordOf<ParticipantRecord>(row).keys : [];
    return keys.find(({ from, until }) => from <= at && (until === null || at < until))?.kid;
}

/** All keys of a participant in time, and one that waits for another organisation. */
export function keysOf(readModel: ReadModel, participant: string): z.infer<typeof ParticipantKeys> | undefined {
    const row = readModel.one('SELECT record FROM participants WHERE participant = ?', participant);
    if (row === undefined) {
        return undefined;
    }
    const { keys, proposal } = recordOf<ParticipantRecord>(row);
    return {
        keys: keys.map(({ kid, from, until }) => ({ kid, from, until })),
        proposed: proposal === null ? null : { kid: proposal.kid, from: proposal.from },
    };
}

/** A sequence above all that the participant, or a delegate for her, has used. */
export function nextSequenceOf(readModel: ReadModel, participant: string): number {
    const entries = readModel.one(
        "SELECT max(sequence) AS last FROM entries WHERE participant = ? AND kind IN ('choice', 'offer', 'donation')",
        participant,
    );
    const mandates = readModel
        .all('SELECT mandate FROM mandates WHERE participant = ?', participant)
        .map(({ mandate }) => Number(String(mandate).split('.').at(-1)))
        .filter(Number.isSafeInteger);
    const orders = readModel.one(
        `SELECT max(max(sequence, coalesce(record ->> 'cancelled', 0))) AS last FROM orders WHERE participant = ?`,
        participant,
    );
    return Math.max(Number(entries?.['last'] ?? 0), Number(orders?.['last'] ?? 0), ...mandates) + 1;
}
