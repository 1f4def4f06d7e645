import type { DatabaseSync } from 'node:sqlite';
import { type Point, utf8 } from '@linguang/chaincode/domain';
import { keys, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';

/** Singletons that move: origin, newest gate and close, newest book. */
export function projectHead({ database, key, value }: Written): void {
    statement(database, 'INSERT INTO heads VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record').run(
        key,
        text(value),
    );
}

export function projectRules({ database, value }: Written): void {
    const { version } = records.rules.decode(value);
    statement(database, 'INSERT INTO rules VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record').run(
        version,
        text(value),
    );
}

export function projectParticipant({ database, value, block }: Written): void {
    const { participant } = records.participant.decode(value);
    statement(
        database,
        'INSERT INTO participants VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record',
    ).run(participant, text(value), block);
}

export function projectMandate({ database, key, value }: Written): void {
    const record = records.mandate.decode(value);
    const participant = record.status === 'granted' ? record.participant : record.intent.participant;
    statement(database, 'INSERT INTO mandates VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record').run(
        keys.mandate.parse(key)?.mandate ?? key,
        participant,
        text(value),
    );
}

export function projectEntry({ database, value, block, transaction }: Written): void {
    const entry = records.entry.decode(value);
    const { kind, id, from, sequence, body } = entry;
    statement(
        database,
        `INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET participant = excluded.participant,
             record = excluded.record, block = excluded.block, idx = excluded.idx, transaction_id = excluded.transaction_id`,
    ).run(
        kind,
        id,
        from,
        sequence,
        'participant' in body ? body.participant : null,
        text(value),
        block,
        transaction.index,
        transaction.transactionId,
    );
    if (entry.kind === 'point') {
        for (const plant of plantsOf(entry.body)) {
            statement(database, 'INSERT OR REPLACE INTO owners VALUES (?, ?, ?, ?)').run(
                plant,
                from,
                sequence,
                entry.body.participant,
            );
        }
    }
}

/** Ids of all plants behind a point. */
function plantsOf({ plant, units = [] }: Point): readonly string[] {
    return [...(plant === null ? [] : [plant]), ...units.filter(({ kind }) => kind === 'plant')].map(({ id }) => id);
}

/** Whether a plant belongs, in a slot, to a participant who runs power stations: role `operator`. */
export function isStation(database: DatabaseSync, plant: string, slot: number): boolean {
    const row = statement(
        database,
        `SELECT p.record FROM owners o JOIN participants p USING (participant) WHERE o.plant = ? AND o.slot <= ?
         ORDER BY o.slot DESC, o.sequence DESC LIMIT 1`,
    ).get(plant, slot);
    return row !== undefined && records.participant.decode(utf8(String(row['record']))).roles.includes('operator');
}

/** A record as it stands on the ledger. */
export function text(value: Uint8Array): string {
    return Buffer.from(value).toString();
}
