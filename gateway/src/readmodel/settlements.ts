import type { DatabaseSync } from 'node:sqlite';
import { costWithoutCommunity, type Line, type SlotRecord, sumLines, suppliesOf } from '@linguang/chaincode/domain';
import { LINES_PER_SHARD, privateRecords, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import { saveFigures } from './figures.js';
import type { Written } from './projection.js';
import { isStation, text } from './registry.js';

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
    const stations = new Map<string, boolean>();
    const fromStation = (plant: string): boolean => {
        const known = stations.get(plant) ?? isStation(database, plant, slot);
        stations.set(plant, known);
        return known;
    };
    const insert = statement(database, `INSERT OR REPLACE INTO lines VALUES (${Array(24).fill('?').join(', ')})`);
    for (const [index, line] of lines.entries()) {
        const sums = sumLines([line]);
        const { money } = sums;
        const position = shard * LINES_PER_SHARD + index;
        saveSupplies(database, line, position, fromStation);
        if (record !== undefined) {
            saveFigures(database, line, position, record);
        }
        insert.run(
            slot,
            position,
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

function saveSupplies(
    database: DatabaseSync,
    line: Line,
    position: number,
    fromStation: (plant: string) => boolean,
): void {
    const insert = statement(database, 'INSERT OR REPLACE INTO supplies VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { supplier, source, wh, money, fees } of suppliesOf([line], fromStation)) {
        insert.run(line.slot, position, line.participant, supplier, source, wh, money, fees);
    }
}

function recordOfSlot(database: DatabaseSync, slot: number): SlotRecord | undefined {
    const row = statement(database, 'SELECT record FROM slots WHERE slot = ?').get(slot);
    return row && JSON.parse(String(row['record']));
}
