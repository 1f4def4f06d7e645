import type { DatabaseSync } from 'node:sqlite';
import { costWithoutCommunity, type SlotRecord, sumLines } from '@linguang/chaincode/domain';
import { LINES_PER_SHARD, privateRecords, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import type { Written } from './projection.js';
import { text } from './registry.js';

/** A settlement of a slot; a new revision replaces the old one with its lines. */
export function projectSlot({ database, value, block, transaction }: Written): void {
    const { slot, revision, final } = records.slot.decode(value);
    statement(database, 'DELETE FROM lines WHERE slot = ? AND revision < ?').run(slot, revision);
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
    const insert = statement(database, `INSERT OR REPLACE INTO lines VALUES (${Array(24).fill('?').join(', ')})`);
    for (const [index, line] of lines.entries()) {
        const sums = sumLines([line]);
        const { money } = sums;
        insert.run(
            slot,
            shard * LINES_PER_SHARD + index,
            revision,
            line.point,
            line.participant,
            line.state,
            JSON.stringify(line),
            sums.unknownLines,
            sums.imported,
            sums.exported,
            sums.generated,
            sums.ownReceived,
            sums.ownGiven,
            sums.bought,
            sums.sold,
            sums.fromGrid,
            sums.toGrid,
            sums.clean,
            money.bought,
            money.fees,
            money.retail,
            money.sold,
            money.feedIn,
            record === undefined ? 0n : costWithoutCommunity([line], () => record.tariff),
        );
    }
}

function recordOfSlot(database: DatabaseSync, slot: number): SlotRecord | undefined {
    const row = statement(database, 'SELECT record FROM slots WHERE slot = ?').get(slot);
    return row && JSON.parse(String(row['record']));
}
