import type { DatabaseSync } from 'node:sqlite';
import type { SlotRecord } from '@linguang/chaincode/domain';
import { LINES_PER_SHARD, privateRecords, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import { saveLine, stationsAt } from './lines.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** A settlement of a slot; a new revision replaces the old one with its lines. */
export function projectSlot({ database, value, block, transaction }: Written): void {
    const { slot, revision, final } = records.slot.decode(value);
    statement(database, 'DELETE FROM lines WHERE slot = ? AND revision < ?').run(slot, revision);
    statement(database, 'DELETE FROM supplies WHERE slot = ?').run(slot);
    statement(database, 'DELETE FROM figures WHERE slot = ?').run(slot);
    statement(database, 'INSERT OR REPLACE INTO slots VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        slot,
        revision,
        final ? 1 : 0,
        text(value),
        block,
        transaction.index,
        transaction.transactionId,
    );
}

export function projectSeed({ database, value }: Written): void {
    const { slot, revision, seed } = privateRecords.seed.decode(value);
    statement(database, 'INSERT OR REPLACE INTO seeds VALUES (?, ?, ?)').run(slot, revision, seed);
}

export function projectLines({ database, value }: Written): void {
    const { slot, revision, shard, lines } = privateRecords.lines.decode(value);
    const record = recordOfSlot(database, slot);
    const fromStation = stationsAt(database, slot);
    for (const [index, line] of lines.entries()) {
        saveLine(
            database,
            { settled: line, standing: line, corrected: 0 },
            {
                position: shard * LINES_PER_SHARD + index,
                revision,
                record,
                fromStation,
            },
        );
    }
}

/** The public record of a settled slot. */
export function recordOfSlot(database: DatabaseSync, slot: number): SlotRecord | undefined {
    const row = statement(database, 'SELECT record FROM slots WHERE slot = ?').get(slot);
    return row && JSON.parse(String(row['record']));
}
