import type { DatabaseSync } from 'node:sqlite';
import { type CorrectionEntry, correctedLine, type Line, shiftedLine } from '@linguang/chaincode/domain';
import { privateRecords, records } from '@linguang/chaincode/ledger';
import { statement } from '../storage/database.js';
import { forgetSums, type StandingLine, saveLine, stationsAt } from './lines.js';
import type { Written } from './projection.js';
import { text } from './registry.js';
import { recordOfSlot } from './settlements.js';

/** A correction of a final slot: its public record. */
export function projectCorrection({ database, value, block, transaction }: Written): void {
    const { slot, number, point, decided } = records.correction.decode(value);
    statement(database, 'INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
        slot,
        number,
        point,
        decided,
        text(value),
        block,
        transaction.index,
        transaction.transactionId,
    );
}

/** Its entries and the seed of their salts, whom they touch, and the lines as they stand from now on. */
export function projectCorrectionEntries({ database, value }: Written): void {
    const { slot, number, entries } = privateRecords.correction.decode(value);
    statement(database, 'INSERT OR REPLACE INTO correction_details VALUES (?, ?, ?)').run(slot, number, text(value));
    const insert = statement(database, 'INSERT OR REPLACE INTO correction_entries VALUES (?, ?, ?, ?, ?)');
    for (const { point, participant, shift } of entries) {
        insert.run(slot, number, point, participant, shift?.slot ?? null);
    }
    for (const { point, shift } of entries) {
        restateLines(database, slot, point);
        if (shift !== null) {
            restateLines(database, shift.slot, point);
        }
    }
}

const entriesAt = `SELECT d.record FROM correction_entries e JOIN correction_details d USING (slot, number)
    WHERE e.slot = ? AND e.point = ? ORDER BY e.slot, e.number`;
const shiftsAt = `SELECT d.record FROM correction_entries e JOIN correction_details d USING (slot, number)
    WHERE e.shifted = ? AND e.point = ? ORDER BY e.slot, e.number`;

/** Reckons a point's lines in a slot again, with all corrections that are known. */
function restateLines(database: DatabaseSync, slot: number, point: string): void {
    const record = recordOfSlot(database, slot);
    const own = entriesOf(database, entriesAt, slot, point);
    const later = entriesOf(database, shiftsAt, slot, point);
    const rows = statement(database, 'SELECT position, revision, record FROM lines WHERE slot = ? AND point = ?');
    const fromStation = stationsAt(database, slot);
    for (const row of rows.all(slot, point)) {
        const settled: Line = JSON.parse(String(row['record']));
        const position = Number(row['position']);
        const place = { position, revision: Number(row['revision']), record, fromStation };
        const shifts = later.flatMap(({ participant, shift }) =>
            shift !== null && participant === settled.participant && settled.gap !== null ? [shift] : [],
        );
        const corrected = correctedLine(settled, settled.handover ? [] : own);
        const standing = record === undefined ? corrected : shiftedLine(corrected, shifts, record.tariff);
        forgetSums(database, slot, position);
        saveLine(database, { settled, standing, corrected: degree(settled, own, shifts.length) }, place);
    }
}

function degree({ handover }: Line, own: readonly CorrectionEntry[], shifts: number): StandingLine['corrected'] {
    if (!handover && own.length > 0) {
        return own.some((entry) => entry.own) ? 2 : 1;
    }
    return shifts > 0 ? 1 : 0;
}

function entriesOf(database: DatabaseSync, sql: string, slot: number, point: string): readonly CorrectionEntry[] {
    return statement(database, sql)
        .all(slot, point)
        .flatMap((row) => {
            const { entries }: { entries: readonly CorrectionEntry[] } = JSON.parse(String(row['record']));
            return entries.filter((entry) => entry.point === point);
        });
}
